# tries = "Runs a regular expression that backtracks for years and cannot be interrupted."
# questions.q1_3 = { status = ["timeout"], points = 0 }

# %% q1_3
def greet(name):
    return re.match(r"(a+)+$", "a" * 60 + "!") or "never"
