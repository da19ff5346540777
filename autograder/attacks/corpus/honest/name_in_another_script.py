# tries = "Has a name with accents, an apostrophe and letters of another script."
# forms = ["full", "restricted", "none"]
# student = "Zo\u00eb O'Brien \u674e\u96f7"


def make(kit):
    kit.zip({kit.name: kit.notebook()})
