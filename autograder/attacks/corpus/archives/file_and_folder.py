# tries = "Holds a file and a folder of the same name."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    kit.zip({kit.name: kit.notebook(), "data": b"a file", "data/inside": b"in a folder"})
