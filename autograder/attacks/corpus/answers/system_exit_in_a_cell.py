# tries = "Raises SystemExit(0) and KeyboardInterrupt in cells, to end grading early."
# forms = ["full", "restricted", "none"]

# %% before q1_2
raise SystemExit(0)

# %% before q1_3
raise KeyboardInterrupt
