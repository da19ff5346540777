# tries = "Hands in four notebooks of the assignment; which one counts cannot be chosen for it."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({f"{number}/{kit.name}": _book(kit, number) for number in range(4)})


def _book(kit, number):
    return kit.notebook(f"# %% before start\nmine = {number}\n")
