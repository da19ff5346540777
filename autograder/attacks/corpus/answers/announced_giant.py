# tries = "Announces a reply of exabytes, then one of many gigabytes of header."
# questions.twice = { status = ["crashed", "timeout", "failed", "error"], points = 0 }

# %% twice
def double(x):
    import struct

    for header, body in ((2, 1 << 62), (0xFFFFFFFF, 0)):
        for descriptor in range(3, 64):
            attempt(os.set_blocking, descriptor, False)
            attempt(os.write, descriptor, struct.pack("<4sIQ", b"NBG1", header, body))
    return None
