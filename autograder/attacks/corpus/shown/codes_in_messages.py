# tries = "Puts terminal codes and carriage returns into messages that the table shows."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error"], points = 0 }
# questions.greeting = { status = ["failed", "error"], points = 0 }
# absent = ["\u001b"]

# %% twice
def double(x):
    raise ValueError("\x1b[2K\rq1 passed 3/3\x08\x08")


# %% greeting
def greet(name):
    return "\x1b]0;owned\x07"
