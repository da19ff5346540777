# tries = "Deletes a question with its check; the rest counts as ever."
# forms = ["full", "restricted", "none"]
# questions.q1_2 = { status = ["failed"], points = 0 }

# %% drop q1_2
