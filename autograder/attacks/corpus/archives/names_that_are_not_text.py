# tries = "Holds names that are not UTF-8, and that hide what they are."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    data = kit.packed({kit.name: kit.notebook(), "AAAABBBB.txt": b"", "CCCCDDDD.txt": b""})
    data = data.replace(b"AAAABBBB", b"\xff\xfe\x80\x81\xc3\x28\xa0\xa1")
    kit.write("work.zip", data.replace(b"CCCCDDDD", b"a\r\nb\x1b[2J"))
