# tries = "Left one question as it was."
# questions.windows = { status = ["failed"], points = 0 }

# %% windows
def window_sum(x, k):
    ...
