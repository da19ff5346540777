# tries = "Patches NumPy, torch and the standard library for the student who comes next."

# %% before start
import builtins
import math

import numpy as np
import torch

np.attacked = torch.attacked = math.attacked = builtins.attacked = True
np.zeros_like = lambda x: np.ones(3)
sys.path.insert(0, "/tmp")
