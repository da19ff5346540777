# tries = "Never returns from a cell that answers nothing."
# forms = ["full", "restricted", "none"]

# %% before windows
while True:
    pass
