# tries = "Unpacks to a drive letter."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook(), "C:/Windows/" + kit.token: b"out"})
