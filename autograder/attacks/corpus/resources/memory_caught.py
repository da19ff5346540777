# tries = "Catches MemoryError and asks again, for ever."
# questions.twice = { status = ["out_of_memory", "timeout"], points = 0 }

# %% twice
def double(x):
    keep = []
    while True:
        try:
            keep.append(bytearray(1 << 22))
        except MemoryError:
            continue
