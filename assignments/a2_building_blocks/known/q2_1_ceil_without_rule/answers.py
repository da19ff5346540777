# %% q2_1
import math

def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    steps = (n + 2 * p - (d * (k - 1) + 1)) / s
    places = (math.ceil(steps) if ceil_mode else math.floor(steps)) + 1
    if places <= 0:
        raise ValueError(f"{k} does not fit into {n}")
    return places
