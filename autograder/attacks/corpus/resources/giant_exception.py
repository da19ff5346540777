# tries = "Raises an exception whose message has many megabytes."
# questions.greeting = { status = ["error", "failed", "crashed", "timeout"], points = 0 }

# %% greeting
def greet(name):
    raise ValueError("no " * (20 << 20))
