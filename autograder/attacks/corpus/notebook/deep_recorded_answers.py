# tries = "Brings recorded answers nested a hundred thousand deep."
# forms = ["full", "restricted", "none"]


def make(kit):
    kit.zip({kit.name: kit.notebook(), "answers.json": b'{"answers":' * 100_000 + b"}" * 100_000})
