# tries = "Hands in a named pipe, which stops whoever opens it."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    import os

    kit.write(kit.name, kit.notebook())
    os.mkfifo(kit.folder / "answers.json")
    os.mkfifo(kit.folder / "other.ipynb")
