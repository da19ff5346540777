# tries = "Hangs in exit handlers, finalizers and signal handlers."

# %% before start
import atexit
import signal


def for_ever(*args):
    while True:
        pass


class Sticky:
    __del__ = for_ever


atexit.register(for_ever)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU, signal.SIGUSR1):
    attempt(signal.signal, number, for_ever)
keep = Sticky()
