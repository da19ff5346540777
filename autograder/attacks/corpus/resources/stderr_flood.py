# tries = "Writes to stderr without end, past Python's own buffers."
# questions.twice = { status = ["timeout", "crashed", "error"], points = 0 }

# %% twice
def double(x):
    line = b"x" * 1_000_000
    while True:
        os.write(2, line)
