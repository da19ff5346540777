# tries = "Answers and checks a question twice, rightly first and wrongly last."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 0 }

# %% before q1_2
def double(x):
    return np.zeros(3)


grader.check("q1_1")
