# tries = "Clears the death signal, leaves the session and then never returns."
# questions.twice = { status = ["timeout"], points = 0 }

# %% twice
def double(x):
    import signal

    libc = ctypes.CDLL(None)
    libc.prctl(1, 0, 0, 0, 0)
    libc.prctl(36, 1, 0, 0, 0)
    attempt(os.setsid)
    for number in range(1, 64):
        attempt(signal.signal, number, signal.SIG_IGN)
    while True:
        pass
