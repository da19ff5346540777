# tries = "Hands in a zip whose members claim to be encrypted."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    data = bytearray(kit.packed({kit.name: kit.notebook()}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    kit.write("work.zip", bytes(data))
