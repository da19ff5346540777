# tries = "Holds a device node and a named pipe."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook()}, special={"zero": (0o020666, ""), "pipe": (0o010666, "")})
