# tries = "Calls checks again in cells of its own, and all of them at the end."

# %% before windows
print(grader.check("twice"))

# %% after end
grader.check_all()
