# tries = "Answers and checks a question twice, rightly first and wrongly last."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }

# %% before windows
def double(x):
    return np.zeros(3)


grader.check("twice")
