# tries = "Raises SystemExit(0) inside a call."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["error"], points = 0 }

# %% q1_1
def double(x):
    raise SystemExit(0)
