# tries = "Holds a link to a folder, and a file that would be written through it."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook(), "door/" + kit.token: b"out"},
            special={"door": (0o120777, kit.places["home"])})
