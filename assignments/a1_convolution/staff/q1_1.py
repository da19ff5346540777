"""Misconceptions about counting the parameters of an MLP."""

from itertools import pairwise

import numpy as np

from autograder.diagnosis import Question

question = Question("mlp_param_count")

question.help(
    "How many weights does one unit of a layer have, if it looks at every number of the "
    "layer before? And how many such units are there?",
    line="total += layer_sizes[i] * layer_sizes[i + 1] + ... if bias else ...",
)


def _layers(layer_sizes):
    sizes = [int(size) for size in layer_sizes]
    if len(sizes) < 2:
        raise ValueError("fewer than two sizes")
    return list(pairwise(sizes))


@question.reference
def right(layer_sizes, bias=True):
    return sum(m * n + (n if bias else 0) for m, n in _layers(layer_sizes))


@question.mistake("There is one bias for each output of a layer, not for each of its inputs.")
def bias_per_input(layer_sizes, bias=True):
    return sum(m * n + (m if bias else 0) for m, n in _layers(layer_sizes))


@question.mistake("The biases are missing: every output of a layer has one of its own.")
def bias_never_counted(layer_sizes, bias=True):
    return sum(m * n for m, n in _layers(layer_sizes))


@question.mistake("The biases are counted also when bias=False.")
def bias_always_counted(layer_sizes, bias=True):
    return sum(m * n + n for m, n in _layers(layer_sizes))


@question.mistake("A layer has as many biases as outputs; here each layer got a single one.")
def one_bias_per_layer(layer_sizes, bias=True):
    return sum(m * n + int(bias) for m, n in _layers(layer_sizes))


@question.mistake(
    "The product overflows: 32 bits end at about two thousand million. Python's own integers never "
    "overflow."
)
def overflows_32_bits(layer_sizes, bias=True):
    sizes = np.array([size for pair in _layers(layer_sizes) for size in pair], dtype=np.int32)
    products = (sizes[::2] * sizes[1::2]).sum(dtype=np.int32)
    return int(products) + (int(sizes[1::2].sum()) if bias else 0)


@question.mistake("The last layer is left out: the outputs of the network have weights as well.")
def last_layer_missed(layer_sizes, bias=True):
    return sum(m * n + (n if bias else 0) for m, n in _layers(layer_sizes)[:-1])


@question.mistake("The number is right, but it is a float. A count is an int.")
def returns_a_float(layer_sizes, bias=True):
    return float(sum(m * n + (n if bias else 0) for m, n in _layers(layer_sizes)))


@question.mistake(
    "The number is right, but it is a NumPy number when the sizes are. Turn sizes into Python "
    "integers first."
)
def keeps_numpy_numbers(layer_sizes, bias=True):
    _layers(layer_sizes)
    total = 0
    for m, n in pairwise(layer_sizes):
        with np.errstate(over="ignore"):
            total += m * n + (n if bias else 0)
    return total


@question.mistake("A list of fewer than two sizes is not a network: raise a ValueError for it.")
def no_error_for_one_size(layer_sizes, bias=True):
    sizes = [int(size) for size in layer_sizes]
    return sum(m * n + (n if bias else 0) for m, n in pairwise(sizes))
