# tries = "Left one question as it was."
# questions.q1_2 = { status = ["failed"], points = 0 }

# %% q1_2
def window_sum(x, k):
    ...
