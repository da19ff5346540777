# tries = "Sends a signal to the warm process, by its id and by its group."

# %% before start
import signal

if os.getppid() > 0:
    for number in (0, signal.SIGURG):
        try:
            os.kill(os.getppid(), number)
            escaped("signalled the warm process")
        except OSError:
            pass
for group in {PLACES["group"], attempt(os.getpgid, os.getppid())} - {None, 0, os.getpid()}:
    try:
        os.killpg(group, signal.SIGURG)
        escaped("signalled the grader's process group")
    except OSError:
        pass
