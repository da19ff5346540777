# tries = "Searches every Python object and every stack frame for expected values and tests."
# seconds = 20

# %% twice
import gc


def double(x):
    frame = sys._getframe()
    while frame is not None:
        for name, value in frame.f_locals.items():
            look(repr(value)[:10_000] if isinstance(value, (str, bytes, dict, list)) else "", name)
            if name in ("expected", "want", "reference", "solution", "key"):
                escaped("found " + name)
        frame = frame.f_back
    for thing in gc.get_objects()[:20_000]:
        if isinstance(thing, dict):
            for value in list(thing.values())[:200]:
                if isinstance(value, (str, bytes)):
                    look(value[:5000], "an object")
    return np.asarray(x) * 2
