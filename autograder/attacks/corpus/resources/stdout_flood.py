# tries = "Prints without end."
# questions.q1_1 = { status = ["timeout", "crashed", "error"], points = 0 }

# %% q1_1
def double(x):
    line = "x" * 100_000
    while True:
        print(line)
