# tries = "Fills the memory with Python objects."
# questions.q1_1 = { status = ["out_of_memory", "timeout"], points = 0 }

# %% q1_1
def double(x):
    keep = [0]
    while True:
        keep = keep + keep
