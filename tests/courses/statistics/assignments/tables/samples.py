"""A helper that lies beside the notebook: students read it, tests import it."""

import math


def standard_error(values):
    """Standard deviation of the mean of a sample, n - 1 in the denominator."""
    n = len(values)
    mean = sum(values) / n
    return math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1) / n)
