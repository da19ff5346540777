# tries = "Puts terminal codes and carriage returns into messages that the table shows."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["error"], points = 0 }
# questions.q1_3 = { status = ["failed", "error"], points = 0 }
# absent = ["\u001b"]

# %% q1_1
def double(x):
    raise ValueError("\x1b[2K\rq1 passed 3/3\x08\x08")


# %% q1_3
def greet(name):
    return "\x1b]0;owned\x07"
