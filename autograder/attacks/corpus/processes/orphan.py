# tries = "Ends while a child of its own still runs."
# questions.twice = { status = ["crashed", "error"], points = 0 }

# %% twice
def double(x):
    import time

    try:
        child = os.fork()
    except OSError:
        child = -1
    if child == 0:
        time.sleep(60)
        os._exit(0)
    os._exit(0)
