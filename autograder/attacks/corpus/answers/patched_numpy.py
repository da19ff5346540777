# tries = "Replaces NumPy's comparisons by ones that always agree."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }

# %% twice
for name in ("allclose", "array_equal", "isclose", "array_equiv", "all"):
    setattr(np, name, lambda *args, **kwargs: True)
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None


def double(x):
    return np.asarray(x) * 3
