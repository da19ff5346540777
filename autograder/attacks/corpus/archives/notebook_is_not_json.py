# tries = "Hands in a program under the name of the notebook."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    kit.write(kit.name, b"import os\nos.system('true')\n")
