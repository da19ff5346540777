# tries = "Unpacks a thousandfold."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook(), "filler.bin": b"\0" * 150_000_000})
