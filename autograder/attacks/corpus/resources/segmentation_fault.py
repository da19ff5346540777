# tries = "Reads address zero."
# questions.q1_1 = { status = ["crashed"], points = 0 }

# %% q1_1
def double(x):
    return ctypes.string_at(0)
