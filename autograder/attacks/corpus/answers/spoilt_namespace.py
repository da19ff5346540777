# tries = "Deletes and replaces names that checks and probes need."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }

# %% after end
for name in list(globals()):
    if not name.startswith("__") and name not in ("window_sum", "greet", "Q1", "np"):
        globals().pop(name, None)
double = None

# %% twice
double = 42
