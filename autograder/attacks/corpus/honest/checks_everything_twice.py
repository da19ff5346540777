# tries = "Calls checks again in cells of its own, and all of them at the end."

# %% before q1_2
print(grader.check("q1_1"))

# %% after end
grader.check_all()
