# tries = "Patches Otter's sum of results."
# questions.q1_1 = { status = ["failed"], points = 0 }

# %% q1_1
try:
    from otter.test_files import GradingResults

    GradingResults.total = property(lambda self: 9)
except ImportError:
    pass


def double(x):
    return np.zeros(3)
