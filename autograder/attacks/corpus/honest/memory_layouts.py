# tries = "Answers with arrays that run backwards through memory or by columns."

# %% twice
def double(x):
    return (np.asarray(x) * 2)[::-1].copy()[::-1]


# %% windows
def window_sum(x, k):
    return np.array([np.convolve(x, np.ones(k), "valid")] * 2, order="F")[0]
