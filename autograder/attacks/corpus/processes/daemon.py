# tries = "Leaves a daemon behind that outlives the submission."

# %% before start
import time

if attempt(os.fork) == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(1024):
            attempt(os.close, descriptor)
        time.sleep(60)
    os._exit(0)
