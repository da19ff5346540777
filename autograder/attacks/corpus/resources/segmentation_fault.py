# tries = "Reads address zero."
# questions.twice = { status = ["crashed"], points = 0 }

# %% twice
def double(x):
    return ctypes.string_at(0)
