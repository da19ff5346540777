# tries = "Fills the memory through files that live in it."
# questions.twice = { status = ["out_of_memory", "error", "crashed", "timeout"], points = 0 }

# %% twice
def double(x):
    total = 0
    for folder in (".", "/tmp", "/dev/shm"):
        for number in range(80):
            with open(f"{folder}/fill{number}", "wb") as stream:
                total += stream.write(b"x" * (1 << 20))
    if total > 1 << 27:
        escaped("stored 128 MiB")
    raise MemoryError
