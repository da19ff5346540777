"""For all tests: one thread a process, as pytest runs as many processes as there are cores."""

import os

# Read when torch and NumPy are first imported, which is after this; kernels inherit it.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
