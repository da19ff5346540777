# tries = "Hands in a folder under the name of the notebook."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    (kit.folder / kit.name).mkdir()
    kit.write("remark.txt", b"the notebook is a folder")
