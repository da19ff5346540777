# tries = "Answers slowly, but within the limit of a call."

# %% twice
def double(x):
    import time

    time.sleep(0.15)
    return np.asarray(x) * 2
