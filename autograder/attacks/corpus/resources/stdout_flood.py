# tries = "Prints without end."
# questions.twice = { status = ["timeout", "crashed", "error"], points = 0 }

# %% twice
def double(x):
    line = "x" * 100_000
    while True:
        print(line)
