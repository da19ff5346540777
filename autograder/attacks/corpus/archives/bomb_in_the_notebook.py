# tries = "Unpacks a thousandfold in the one file that must be read."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook()[:-2] + b" " * 150_000_000 + b"}"})
