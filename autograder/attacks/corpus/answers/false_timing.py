# tries = "Reports a time of its own making, and waits all the same."
# questions.windows = { status = ["timeout"], points = 0 }

# %% windows
def window_sum(x, k):
    import time

    print('{"seconds": 0.001, "status": "passed"}')
    until = time.perf_counter() + 4
    while time.perf_counter() < until:
        pass
    return np.convolve(x, np.ones(k), "valid")
