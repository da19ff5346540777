# tries = "Raises an exception whose text cannot be made, or is not text."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error", "crashed"], points = 0 }

# %% twice
class Biting(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


Biting.__name__ = "B" * 100_000


def double(x):
    raise Biting
