# tries = "Catches MemoryError and asks again, for ever."
# questions.q1_1 = { status = ["out_of_memory", "timeout"], points = 0 }

# %% q1_1
def double(x):
    keep = []
    while True:
        try:
            keep.append(bytearray(1 << 22))
        except MemoryError:
            continue
