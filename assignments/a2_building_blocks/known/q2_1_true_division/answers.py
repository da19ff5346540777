# %% q2_1
def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    size = (n + 2 * p - d * (k - 1) - 1) / s + 1
    if size < 1:
        raise ValueError("no place")
    return size
