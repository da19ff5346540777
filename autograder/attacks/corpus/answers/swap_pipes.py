# tries = "Ties its own request and reply pipes together."
# questions.twice = { status = ["crashed", "timeout", "failed", "error"], points = 0 }

# %% twice
def double(x):
    descriptors = [fd for fd in range(3, 64) if allowed(os.fstat, fd)]
    for left in descriptors:
        for right in descriptors:
            attempt(os.dup2, left, right)
    return None
