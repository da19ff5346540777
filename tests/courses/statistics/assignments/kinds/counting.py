"""A helper that lies beside the notebook: students read it, tests import it."""


def half(x):
    """Half of a number."""
    return x / 2
