# tries = "Holds a name that ends at a NUL byte for some programs."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    data = kit.packed({kit.name: kit.notebook(), "AAAA.ipynb.txt": b"{}"})
    kit.write("work.zip", data.replace(b"AAAA.ipynb.txt", b"AAAA.ipynb\0txt"))
