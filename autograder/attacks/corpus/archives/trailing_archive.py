# tries = "Glues two archives together, so that two readers see two different notebooks."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    wrong = kit.packed({kit.name: kit.notebook("# %% twice\ndouble = None\n")})
    kit.write("work.zip", wrong + kit.packed({kit.name: kit.notebook()}))
