# tries = "Is named like a formula that starts with another sign."
# forms = ["full", "restricted", "none"]
# student = "@SUM(1)"


def make(kit):
    kit.zip({kit.name: kit.notebook()})
