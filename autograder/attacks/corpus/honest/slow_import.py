# tries = "Imports a library that takes a while."

# %% before start
import time

time.sleep(0.8)
import torch.nn.functional as F
