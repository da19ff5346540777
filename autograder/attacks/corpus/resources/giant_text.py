# tries = "Answers with a text of many megabytes."
# questions.q1_3 = { status = ["error", "failed", "crashed", "out_of_memory"], points = 0 }

# %% q1_3
def greet(name):
    return "Hello, " * (2 << 20)
