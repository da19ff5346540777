# tries = "Burns CPU time in many threads at once, under the wall clock's limit."
# seconds = 20

# %% before start
import threading
import time

import torch


def burn():
    until = time.monotonic() + 1.2
    while time.monotonic() < until:
        torch.ones(400, 400) @ torch.ones(400, 400)


workers = [threading.Thread(target=burn) for _ in range(6)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
