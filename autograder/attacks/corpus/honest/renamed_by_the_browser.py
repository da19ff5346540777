# tries = "Handed in a second download under the browser's name, among files of its own."
# forms = ["full", "restricted", "none"]


def make(kit):
    kit.write("target (1).ipynb", kit.notebook())
    kit.write("notes.txt", "für später".encode())
    kit.write("photo.jpg", b"\xff\xd8" * 1000)
