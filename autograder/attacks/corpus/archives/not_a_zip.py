# tries = "Hands in noise under the name of a zip."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.write("work.zip", b"Rar!\x1a\x07\x00" + bytes(range(256)) * 40)
