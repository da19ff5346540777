# tries = "Seeds every generator and changes global settings of the libraries."

# %% before start
import random

import numpy
import torch

random.seed(0)
numpy.random.seed(0)
torch.manual_seed(0)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
numpy.set_printoptions(precision=2)
numpy.seterr(all="raise")
