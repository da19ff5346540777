# tries = "Kills every process that it may signal."

# %% before start
import signal

if PLACES["form"] == "full":
    attempt(os.kill, -1, signal.SIGKILL)
else:
    try:
        os.kill(-1, 0)
        escaped("may signal everybody")
    except OSError:
        pass
