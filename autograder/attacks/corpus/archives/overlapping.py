# tries = "Lists many members that are all the same bytes of the file."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    import struct

    data = bytearray(kit.packed({f"{n}.ipynb": b" " * 3_000_000 for n in range(200)}))
    first = data.index(b"PK\x01\x02")
    at = first
    while data[at : at + 4] == b"PK\x01\x02":
        struct.pack_into("<I", data, at + 42, 0)
        name, extra, comment = struct.unpack_from("<3H", data, at + 28)
        at += 46 + name + extra + comment
    kit.write("work.zip", bytes(data))
