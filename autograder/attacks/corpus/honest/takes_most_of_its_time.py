# tries = "Answers slowly, but within the limit of a call."

# %% q1_1
def double(x):
    import time

    time.sleep(0.15)
    return np.asarray(x) * 2
