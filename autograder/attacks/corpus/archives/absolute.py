# tries = "Unpacks to an absolute path."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook(), kit.outside("absolute"): b"out"})
