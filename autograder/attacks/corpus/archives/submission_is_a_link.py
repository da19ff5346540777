# tries = "Hands in a link to the work of another student in place of its own folder."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    import os
    from pathlib import Path

    kit.folder.rmdir()
    os.symlink(Path(kit.places["neighbour"]).parent, kit.folder)
