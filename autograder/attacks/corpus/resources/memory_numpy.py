# tries = "Fills the memory with NumPy arrays, every page touched."
# questions.q1_1 = { status = ["out_of_memory", "timeout"], points = 0 }

# %% q1_1
def double(x):
    keep = []
    while True:
        keep.append(np.ones(1 << 22))
