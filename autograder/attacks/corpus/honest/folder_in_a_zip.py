# tries = "Zipped the folder on a Mac, litter included."
# forms = ["full", "restricted", "none"]


def make(kit):
    kit.zip({f"my work/{kit.name}": kit.notebook(), "__MACOSX/my work/._" + kit.name: b"\0\5\26\7",
             "my work/.DS_Store": b"\0", "my work/.ipynb_checkpoints/" + kit.name: b"{}"})
