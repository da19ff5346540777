# tries = "Holds the notebook twice under one name."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.zip([(kit.name, kit.notebook()), (kit.name, b"{}")])
