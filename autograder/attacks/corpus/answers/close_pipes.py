# tries = "Closes every descriptor, so that nobody hears of it."
# questions.q1_1 = { status = ["crashed", "timeout"], points = 0 }

# %% q1_1
def double(x):
    os.closerange(0, 1024)
    return np.asarray(x) * 2
