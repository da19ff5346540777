# tries = "Opens torch's own network store."
# seconds = 15

# %% before start
from datetime import timedelta

import torch.distributed as dist

try:
    dist.TCPStore("127.0.0.1", 0, 1, True, timeout=timedelta(seconds=0.5))
    escaped("torch serves a store")
except Exception:
    pass
