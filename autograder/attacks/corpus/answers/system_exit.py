# tries = "Raises SystemExit(0) inside a call."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error"], points = 0 }

# %% twice
def double(x):
    raise SystemExit(0)
