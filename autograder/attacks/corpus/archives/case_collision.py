# tries = "Holds two notebooks that are one on some file systems."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip({kit.name: kit.notebook(), kit.name.upper(): kit.notebook()})
