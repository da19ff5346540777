# tries = "Hands in the first half of a zip."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    data = kit.packed({kit.name: kit.notebook()})
    kit.write("work.zip", data[: len(data) // 2])
