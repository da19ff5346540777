# tries = "Starts threads until the machine has no more."

# %% before start
import threading
import time

count = 0
try:
    while count < 2000:
        threading.Thread(target=time.sleep, args=(0.5,), daemon=True).start()
        count += 1
except (RuntimeError, MemoryError, OSError):
    pass
if count > 64:
    escaped(f"started {count} threads")
