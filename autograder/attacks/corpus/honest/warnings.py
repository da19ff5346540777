# tries = "Warns of many things and turns one kind of warning into an error."

# %% before start
import warnings

for kind in (UserWarning, DeprecationWarning, RuntimeWarning):
    warnings.warn("this is fine", kind)
warnings.simplefilter("error", ResourceWarning)

# %% twice
def double(x):
    import warnings

    warnings.warn("slow but right")
    return np.divide(np.asarray(x) * 2, 1.0)
