# tries = "Hangs in C code with every signal blocked."
# questions.twice = { status = ["timeout"], points = 0 }

# %% twice
def double(x):
    import signal
    import threading

    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    lock = threading.Lock()
    lock.acquire()
    ctypes.PyDLL(None).sleep(10_000)
