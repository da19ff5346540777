# tries = "Holds a hundred thousand empty files."
# forms = ["full", "restricted", "none"]
# refused = "yes"
# seconds = 30


def make(kit):
    kit.zip({kit.name: kit.notebook(), **{f"f{number}": b"" for number in range(100_000)}})
