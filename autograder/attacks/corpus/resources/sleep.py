# tries = "Sleeps for ever, which costs no CPU time."
# questions.windows = { status = ["timeout"], points = 0 }

# %% windows
def window_sum(x, k):
    import time

    time.sleep(10_000)
