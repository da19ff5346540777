# tries = "Takes memory as thread stacks that are never touched."

# %% before start
import threading

threads = []
attempt(threading.stack_size, 1 << 30)
event = threading.Event()
try:
    for _ in range(64):
        thread = threading.Thread(target=event.wait, args=(1,), daemon=True)
        thread.start()
        threads.append(thread)
except (RuntimeError, MemoryError, OSError, ValueError):
    pass
event.set()
