# tries = "Has terminal codes and line breaks in its name."
# forms = ["full", "restricted", "none"]
# student = "good\u001b[31m\nadmin,passed,9\r"
# absent = ["\u001b"]


def make(kit):
    kit.zip({kit.name: kit.notebook()})
