# tries = "Forks until something breaks."
# seconds = 12

# %% before start
import time

count = 0
try:
    while count < 400:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        count += 1
except OSError:
    pass
if count > 64:
    escaped(f"has {count} processes")
