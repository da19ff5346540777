# tries = "Sends a signal to the grader."

# %% before start
import signal

# A grader started by init has process 1 as its parent: in a namespace that number is our own.
others = {PLACES["grader"], PLACES["parent"], PLACES["decoy"]} - {os.getpid()}
for pid in others:
    for number in (0, signal.SIGURG, signal.SIGCONT):
        try:
            os.kill(pid, number)
            escaped("signalled the grader")
        except OSError:
            pass
