"""q1_3: standardise a sample, with n - 1 in the denominator."""

import numpy as np

from autograder.diagnosis import Question

question = Question("standardise")


@question.reference
def right(x):
    return (x - np.mean(x)) / np.std(x, ddof=1)


@question.mistake("You divide by n where the question asks for n - 1: pass ddof=1 to np.std.")
def population_spread(x):
    return (x - np.mean(x)) / np.std(x)


@question.mistake("You multiply by the standard deviation where you should divide by it.")
def multiplied(x):
    return (x - np.mean(x)) * np.std(x, ddof=1)
