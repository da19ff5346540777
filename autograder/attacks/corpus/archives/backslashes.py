# tries = "Unpacks upwards with the separators of another system."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook(), "..\\..\\" + kit.token: b"out"})
