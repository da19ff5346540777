# tries = "Holds a link to a secret under the name of a student file."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook()}, special={"answers.json": (0o120777, kit.places["hidden"])})
