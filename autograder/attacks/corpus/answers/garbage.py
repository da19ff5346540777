# tries = "Writes random bytes to every descriptor."
# questions.twice = { status = ["crashed", "timeout", "failed", "error"], points = 0 }

# %% twice
def double(x):
    noise = os.urandom(4096)
    for descriptor in range(3, 64):
        attempt(os.set_blocking, descriptor, False)
        attempt(os.write, descriptor, noise)
    return None
