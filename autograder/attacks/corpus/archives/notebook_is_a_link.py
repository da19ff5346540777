# tries = "Holds a notebook that is a link to a secret."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({}, special={kit.name: (0o120777, kit.places["neighbour"])})
