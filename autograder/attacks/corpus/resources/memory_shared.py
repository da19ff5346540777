# tries = "Fills the memory by shared anonymous mappings, which some limits ignore."
# questions.twice = { status = ["out_of_memory", "error", "crashed", "timeout"], points = 0 }

# %% twice
def double(x):
    import mmap

    keep = []
    while True:
        keep.append(mmap.mmap(-1, 1 << 25))
        keep[-1].write(b"x" * (1 << 25))
        if len(keep) > 40:
            escaped("has a gigabyte of shared memory")
            return None
