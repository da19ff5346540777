# tries = "Answers with an object that equals everything."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }
# questions.greeting = { status = ["failed", "error"], points = 0 }

# %% twice
class Everything:
    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        return np.full(3, np.inf)

    def __array_function__(self, *args, **kwargs):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return np.zeros(3)

    shape, dtype, ndim, size = (3,), np.dtype(float), 1, 3
    __hash__ = object.__hash__


def double(x):
    return Everything()


# %% greeting
class Text(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = str.__hash__


def greet(name):
    return Text("whatever")
