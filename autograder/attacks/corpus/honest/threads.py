# tries = "Uses a pool of threads for a computation of its own."

# %% windows
from concurrent.futures import ThreadPoolExecutor


def window_sum(x, k):
    with ThreadPoolExecutor(4) as pool:
        return np.array(list(pool.map(lambda i: x[i : i + k].sum(), range(len(x) - k + 1))))
