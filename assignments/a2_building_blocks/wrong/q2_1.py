# %% answer the_last_1_forgotten
def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    room = n + 2 * p - d * (k - 1)
    places = room // s + 1
    if ceil_mode:
        places = -(-room // s) + 1
        if (places - 1) * s >= n + p:
            places -= 1
    if places < 1:
        raise ValueError("no place")
    return places

# %% answer an_error_in_ceil_mode
def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    if ceil_mode:
        raise ValueError("not yet")
    places = (n + 2 * p - d * (k - 1) - 1) // s + 1
    if places < 1:
        raise ValueError("no place")
    return places

# %% answer raises_always
def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    raise ValueError("no place")
