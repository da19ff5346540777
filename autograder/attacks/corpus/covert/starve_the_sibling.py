# tries = "Takes every thread, descriptor and byte that workers might share, and holds them."
# pair = true
# seconds = 15

# %% before start
import threading
import time

hold = []
until = time.monotonic() + 1.2
try:
    while len(hold) < 60:
        thread = threading.Thread(target=time.sleep, args=(1.2,), daemon=True)
        thread.start()
        hold.append(thread)
except (RuntimeError, OSError, MemoryError):
    pass
time.sleep(max(0, until - time.monotonic()))
