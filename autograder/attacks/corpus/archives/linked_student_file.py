# tries = "Hands in a good notebook beside links, a loop and a device under names that are taken."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    kit.write(kit.name, kit.notebook())
    (kit.folder / "answers.json").symlink_to(kit.places["hidden"])
    (kit.folder / "loop").symlink_to(kit.folder)
    (kit.folder / "zero.ipynb").symlink_to("/dev/zero")
