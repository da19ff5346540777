"""q1_3: how often a walk turns."""

import numpy as np

from autograder.diagnosis import Question

question = Question("turns")


@question.reference
def right(walk):
    steps = np.sign(np.diff(walk))
    return int(np.sum(steps[1:] != steps[:-1]))


@question.mistake("You count the steps that go up, not the places where the direction changes.")
def counts_ups(walk):
    return int(np.sum(np.diff(walk) > 0))


@question.mistake(
    "You compare neighbouring values, not neighbouring steps: take the differences first."
)
def compares_values(walk):
    walk = np.asarray(walk)
    return int(np.sum(walk[1:] != walk[:-1]))
