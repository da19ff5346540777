# tries = "Declares a small size for a member that unpacks to a hundred megabytes."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    import struct

    data = bytearray(kit.packed({kit.name: b" " * 100_000_000}))
    for magic, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(magic) + offset
        data[at : at + 4] = struct.pack("<I", 1000)
    kit.write("work.zip", bytes(data))
