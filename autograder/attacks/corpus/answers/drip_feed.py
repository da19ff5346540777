# tries = "Answers one byte at a time, always within the patience of a careless reader."
# questions.twice = { status = ["timeout", "crashed"], points = 0 }

# %% twice
def double(x):
    import struct
    import time

    for byte in struct.pack("<4sIQ", b"NBG1", 900_000, 0) + b" " * 900_000:
        for descriptor in range(3, 64):
            attempt(os.set_blocking, descriptor, False)
            attempt(os.write, descriptor, bytes([byte]))
        time.sleep(0.02)
