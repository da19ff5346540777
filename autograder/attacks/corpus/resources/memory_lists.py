# tries = "Fills the memory with Python objects."
# questions.twice = { status = ["out_of_memory", "timeout"], points = 0 }

# %% twice
def double(x):
    keep = [0]
    while True:
        keep = keep + keep
