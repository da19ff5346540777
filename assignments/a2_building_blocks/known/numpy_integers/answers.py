# %% q2_1
def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    room = np.int64(n + 2 * p - d * (k - 1) - 1)
    places = (-(-room // s) if ceil_mode else room // s) + 1
    if ceil_mode and (places - 1) * s >= n + p:
        places -= 1
    if places < 1:
        raise ValueError("no place")
    return places
