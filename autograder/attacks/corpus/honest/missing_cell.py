# tries = "Has lost the cell of one question; the others keep their points."
# questions.windows = { status = ["failed"], points = 0 }

# %% drop windows
