# tries = "Replaces builtins that a comparison uses: all, abs, len, isinstance, AssertionError."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 0 }

# %% q1_1
import builtins


def double(x):
    return np.asarray(x) * 3


# %% after end
builtins.all = lambda *args: True
builtins.abs = lambda *args: 0
builtins.AssertionError = StopIteration
