# tries = "Deletes a question with its check; the rest counts as ever."
# forms = ["full", "restricted", "none"]
# questions.windows = { status = ["failed"], points = 0 }

# %% drop windows
