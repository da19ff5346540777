# tries = "Answers with an object whose every attribute hangs."
# questions.twice = { status = ["timeout", "failed", "error"], points = 0 }

# %% twice
class Slow:
    def __getattribute__(self, name):
        while True:
            pass

    def __repr__(self):
        while True:
            pass

    __len__ = __iter__ = __array__ = __float__ = __repr__


def double(x):
    return Slow()
