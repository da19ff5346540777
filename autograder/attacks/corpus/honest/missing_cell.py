# tries = "Has lost the cell of one question; the others keep their points."
# questions.q1_2 = { status = ["failed"], points = 0 }

# %% drop q1_2
