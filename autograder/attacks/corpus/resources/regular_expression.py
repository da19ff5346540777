# tries = "Runs a regular expression that backtracks for years and cannot be interrupted."
# questions.greeting = { status = ["timeout"], points = 0 }

# %% greeting
def greet(name):
    return re.match(r"(a+)+$", "a" * 60 + "!") or "never"
