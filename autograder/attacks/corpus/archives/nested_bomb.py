# tries = "Holds zips in zips; nobody asked for them to be opened."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    inner = kit.packed({"filler.bin": b"\0" * 10_000_000})
    for _ in range(4):
        inner = kit.packed({f"{number}.zip": inner for number in range(16)})
    kit.zip({kit.name: kit.notebook(), "more.zip": inner})
