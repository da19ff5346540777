# tries = "Writes progress to stderr, from a cell and from a call."

# %% twice
import logging
import sys

logging.basicConfig(level=logging.DEBUG)
logging.getLogger("mine").warning("loading")


def double(x):
    print("doubling", x, file=sys.stderr)
    return np.asarray(x) * 2
