# tries = "Is named like a spreadsheet formula."
# forms = ["full", "restricted", "none"]
# student = "=HYPERLINK(1,2)+cmd"


def make(kit):
    kit.zip({kit.name: kit.notebook()})
