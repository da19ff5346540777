# tries = "Disarms or moves the timers and alarms that could end it."
# questions.twice = { status = ["timeout"], points = 0 }

# %% twice
def double(x):
    import signal
    import sys
    import threading

    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0)
    for number in range(1, 64):
        attempt(signal.signal, number, signal.SIG_IGN)
    sys.settrace(None)
    threading.settrace(None)
    while True:
        pass
