# tries = "Hands in four notebooks of the assignment; which one counts cannot be chosen for it."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({f"{number}/{kit.name}": kit.notebook() for number in range(4)})
