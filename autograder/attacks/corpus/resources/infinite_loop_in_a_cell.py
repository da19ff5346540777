# tries = "Never returns from a cell that answers nothing."
# forms = ["full", "restricted", "none"]

# %% before q1_2
while True:
    pass
