# tries = "Writes to stderr without end, past Python's own buffers."
# questions.q1_1 = { status = ["timeout", "crashed", "error"], points = 0 }

# %% q1_1
def double(x):
    line = b"x" * 1_000_000
    while True:
        os.write(2, line)
