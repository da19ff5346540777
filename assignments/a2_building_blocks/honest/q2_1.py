# %% answer length_of_a_range
def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    beyond = n + 2 * p - d * (k - 1)  # the first start at which a window hangs over
    starts = range(0, max(beyond, 0), s)
    if ceil_mode:
        starts = range(0, max(beyond + s - 1, 0), s)
        starts = starts if not starts or starts[-1] < n + p else starts[:-1]
    if len(starts) == 0:
        raise ValueError("there is no place")
    return len(starts)

# %% answer divmod
def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    quotient, rest = divmod(n + 2 * p - d * (k - 1) - 1, s)
    size = quotient + 1
    if ceil_mode and rest:
        size += 1
    if ceil_mode and (size - 1) * s >= n + p:
        size = size - 1
    if size <= 0:
        raise ValueError(size)
    return int(size)

# %% answer fractions
from fractions import Fraction
from math import ceil, floor


def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    rounded = (ceil if ceil_mode else floor)(Fraction(int(n + 2 * p - d * (k - 1) - 1), int(s)))
    places = rounded + 1
    places -= bool(ceil_mode and (places - 1) * s >= n + p)
    if places > 0:
        return int(places)
    raise ValueError(f"{n=} {k=} {s=} {p=} {d=}: no place")

# %% answer annotated_with_inner_function
def conv_out_size(
    n: int, k: int, s: int = 1, p: int = 0, d: int = 1, ceil_mode: bool = False
) -> int:
    def start(window: int) -> int:
        return window * s

    room: int = n + 2 * p - d * (k - 1) - 1
    last: int = (room + (s - 1 if ceil_mode else 0)) // s
    if ceil_mode and start(last) >= n + p:
        last -= 1
    if last < 0:
        raise ValueError("0 places or fewer")
    return last + 1

# %% answer numpy_floor_divide
def conv_out_size(n, k, s=1, p=0, d=1, ceil_mode=False):
    room = np.int64(n) + 2 * np.int64(p) - np.int64(d) * (np.int64(k) - 1) - 1
    places = -np.floor_divide(-room, s) if ceil_mode else np.floor_divide(room, s)
    places += 1
    if ceil_mode and (places - 1) * s >= n + p:
        places -= 1
    if places < 1:
        raise ValueError("no place")
    return places.item()
