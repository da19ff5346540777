# tries = "Answers with a text of many megabytes."
# questions.greeting = { status = ["error", "failed", "crashed", "out_of_memory"], points = 0 }

# %% greeting
def greet(name):
    return "Hello, " * (2 << 20)
