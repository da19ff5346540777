# tries = "Unpacks upwards, out of the folder."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook(), "../../" + kit.token: b"out"})
