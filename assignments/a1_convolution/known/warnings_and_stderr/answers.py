# %% before q1_1
import logging
import sys
import warnings

warnings.warn("this is deprecated", DeprecationWarning)
logging.getLogger("mine").error("an error in the log only")
print("oops", file=sys.stderr)

# %% q1_1
def mlp_param_count(layer_sizes, bias=True):
    import warnings

    warnings.warn("sizes may be large")
    if len(layer_sizes) < 2:
        raise ValueError("at least two sizes")
    pairs = zip(layer_sizes[:-1], layer_sizes[1:])
    return sum(int(a) * int(b) + (int(b) if bias else 0) for a, b in pairs)
