# tries = "Names a compression that does not exist, and damages another."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    data = bytearray(kit.packed({kit.name: kit.notebook()}))
    data[data.index(b"PK\x03\x04") + 8] = 99
    data[data.index(b"PK\x01\x02") + 10] = 99
    kit.write("work.zip", bytes(data))
