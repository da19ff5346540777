# tries = "Spreads an answer over helper functions, globals and a class in other cells."

# %% before twice
from functools import lru_cache, partial, reduce

FACTOR = 2


class Scaler:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return np.asarray(x) * self.factor


@lru_cache
def scaler(factor):
    return Scaler(factor)


# %% twice
double = scaler(FACTOR)

# %% windows
window_sum = lambda x, k: np.array([reduce(lambda a, b: a + b, x[i : i + k])
                                    for i in range(len(x) - k + 1)])

# %% greeting
greet = partial(str.format, "Hello, {}!")
