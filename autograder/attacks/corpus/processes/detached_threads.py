# tries = "Leaves threads running that answer later or never stop."

# %% before start
import threading
import time


def spin():
    until = time.monotonic() + 3
    while time.monotonic() < until:
        time.sleep(0.001)


for _ in range(6):
    attempt(threading.Thread(target=spin, daemon=True).start)
