# tries = "Answers with an array subclass that compares equal to everything."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }

# %% twice
class Liar(np.ndarray):
    def __array_finalize__(self, other):
        return None

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(self.shape)

    def __array_function__(self, *args, **kwargs):
        return True

    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)


def double(x):
    return np.zeros(len(x)).view(Liar)
