# tries = "Sleeps for ever, which costs no CPU time."
# questions.q1_2 = { status = ["timeout"], points = 0 }

# %% q1_2
def window_sum(x, k):
    import time

    time.sleep(10_000)
