# tries = "Closes every descriptor, so that nobody hears of it."
# questions.twice = { status = ["crashed", "timeout"], points = 0 }

# %% twice
def double(x):
    os.closerange(0, 1024)
    return np.asarray(x) * 2
