# tries = "Replaces builtins that a comparison uses: all, abs, len, isinstance, AssertionError."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }

# %% twice
import builtins


def double(x):
    return np.asarray(x) * 3


# %% after end
builtins.all = lambda *args: True
builtins.abs = lambda *args: 0
builtins.AssertionError = StopIteration
