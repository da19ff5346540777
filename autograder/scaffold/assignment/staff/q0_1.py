"""q0_1: standardise a sample. The file's name is the question's id.

A mistake is a wrong implementation with the hint that it deserves. When a submission loses points,
the grader calls every mistake with the inputs of the tests; the one that predicts all of the
student's wrong answers is named, and its hint is shown. A hint says what was done, never the code.
`autograder verify --mutants` holds that the tests of the question reject every mistake.
"""

import numpy as np

from autograder.diagnosis import Question

question = Question("standardise")


@question.reference
def right(values):
    return (values - np.mean(values)) / np.std(values)


@question.mistake(
    "You subtract the mean but do not divide by the standard deviation, so the result still has "
    "the unit of the sample."
)
def only_centred(values):
    return values - np.mean(values)


@question.mistake(
    "You divide by the variance. Its unit is the square of the sample's; the standard deviation "
    "is the square root of it."
)
def divided_by_the_variance(values):
    return (values - np.mean(values)) / np.var(values)
