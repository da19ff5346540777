# tries = "Raises an exception whose message has many megabytes."
# questions.q1_3 = { status = ["error", "failed", "crashed", "timeout"], points = 0 }

# %% q1_3
def greet(name):
    raise ValueError("no " * (20 << 20))
