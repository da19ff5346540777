# tries = "Is named like a path of another student's page."
# forms = ["full", "restricted", "none"]
# student = "a..%2F..%2Findex\u202e"
# absent_html = ["\u202e"]


def make(kit):
    kit.zip({kit.name: kit.notebook()})
