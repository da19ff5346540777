# tries = "Holds a name of sixty thousand letters and a path of a thousand folders."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    kit.zip({kit.name: kit.notebook(), "n" * 60_000: b"", "d/" * 1000 + "file": b""})
