# tries = "Flips bits in the compressed notebook."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    data = bytearray(kit.packed({kit.name: kit.notebook()}))
    for at in range(200, 400):
        data[at] ^= 0x55
    kit.write("work.zip", bytes(data))
