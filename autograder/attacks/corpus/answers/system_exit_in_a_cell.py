# tries = "Raises SystemExit(0) and KeyboardInterrupt in cells, to end grading early."
# forms = ["full", "restricted", "none"]

# %% before windows
raise SystemExit(0)

# %% before greeting
raise KeyboardInterrupt
