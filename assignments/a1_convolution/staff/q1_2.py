"""Misconceptions about weights for shuffled inputs."""

import numpy as np

from autograder.diagnosis import Question

question = Question("permute_first_layer")

question.help(
    "Pixel number perm[i] of the image now arrives at place i. Which column of W has to"
    " meet it there, and so move to place i?",
    line="return W[..., ...]",
)


@question.reference
def right(W, perm):
    return W[:, perm]


@question.mistake(
    "You applied the inverse shuffle: your weights fit when shuffled images are put back in "
    "order. Which pixel stands at place j of x[perm]?"
)
def inverse_permutation(W, perm):
    W2 = np.empty_like(W)
    W2[:, perm] = W
    return W2


@question.mistake(
    "You shuffled the rows, which belong to the hidden units. The pixels belong to the columns."
)
def permutes_rows(W, perm):
    return W[perm]


@question.mistake("You shuffled rows and columns; the hidden units stay where they are.")
def permutes_both(W, perm):
    return W[perm][:, perm]


@question.mistake("The weights come back as they were: the shuffle is not used.")
def permutes_nothing(W, perm):
    return W.copy()


@question.mistake("You walk through the shuffle from its end.")
def permutes_backwards(W, perm):
    return W[:, perm[::-1]]


@question.mistake(
    "The result is right, but W itself is changed by the call. Make a new array instead."
)
def overwrites_its_input(W, perm):
    W[:] = W[:, perm]
    return W


@question.mistake(
    "The values are right, but their type is not that of W: an array made without a dtype is "
    "float64."
)
def loses_the_dtype(W, perm):
    W2 = np.zeros(W.shape)
    W2[:] = W[:, perm]
    return W2


@question.mistake(
    "You exchange columns one after the other in the same array, so that some are overwritten "
    "before they are needed."
)
def overwrites_columns(W, perm):
    W2 = W.copy()
    for place, pixel in enumerate(perm):
        W2[:, place] = W2[:, pixel]
    return W2
