# tries = "Answers in single precision and in reversed memory."

# %% q1_1
def double(x):
    return (np.asarray(x, dtype=np.float32) * 2)[::-1].copy()[::-1]


# %% q1_2
def window_sum(x, k):
    return np.asfortranarray(np.convolve(x, np.ones(k), "valid"))
