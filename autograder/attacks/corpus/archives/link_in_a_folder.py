# tries = "Hands in a folder whose files are links to secrets."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    (kit.folder / kit.name).symlink_to(kit.places["neighbour"])
    (kit.folder / "answers.json").symlink_to(kit.places["hidden"])
    (kit.folder / "all").symlink_to(kit.places["class"])
