# tries = "Sends a signal to the grader."

# %% before start
import signal

for pid in (PLACES["grader"], PLACES["parent"], PLACES["decoy"]):
    for number in (0, signal.SIGURG, signal.SIGCONT):
        try:
            os.kill(pid, number)
            escaped("signalled the grader")
        except OSError:
            pass
