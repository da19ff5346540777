# tries = "Fills the memory with NumPy arrays, every page touched."
# questions.twice = { status = ["out_of_memory", "timeout"], points = 0 }

# %% twice
def double(x):
    keep = []
    while True:
        keep.append(np.ones(1 << 22))
