# tries = "Holds two names that are one when normalised."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook(), "caf\u00e9.txt": b"", "cafe\u0301.txt": b""})
