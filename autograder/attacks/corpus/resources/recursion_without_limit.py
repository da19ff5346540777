# tries = "Lifts the limit of recursion and overruns the stack."
# questions.twice = { status = ["crashed", "error", "out_of_memory", "timeout"], points = 0 }

# %% twice
class Nested:
    def __init__(self, inner):
        self.inner = inner

    def __repr__(self):
        return repr(self.inner)


def double(x):
    sys.setrecursionlimit(10**9)
    value = None
    for _ in range(10**6):
        value = Nested(value)
    return repr(value)
