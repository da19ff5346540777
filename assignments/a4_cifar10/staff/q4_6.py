"""Misconceptions about dropout."""

import torch

from autograder.diagnosis import Question
from gradekit import specs

question = Question("my_dropout")

question.help(
    "Is the decision made for each number by itself? What is the mean of the result, if x"
    " is all ones?",
    line="keep = torch.rand(x.shape, generator=generator) >= ...",
)


def _probability(p):
    if not 0 <= p <= 1:
        raise ValueError("p is a probability")


def _kept(x, p, generator):
    return torch.rand(x.shape, generator=generator) >= p


@question.freely()
@question.reference
def right(x, p, training, generator):
    _probability(p)
    if not training or p == 0:
        return x.clone()
    return x * _kept(x, p, generator) / (1 - p) if p < 1 else torch.zeros_like(x)


@question.mistake(
    "The kept numbers are not scaled. In evaluation the next layer would suddenly get more than "
    "it is used to: divide by 1 - p in training."
)
def not_scaled(x, p, training, generator):
    _probability(p)
    return x * _kept(x, p, generator) if training else x.clone()


@question.mistake(
    "You scale in evaluation, as the first paper did. PyTorch divides in training, and evaluation "
    "changes nothing."
)
def scales_in_evaluation(x, p, training, generator):
    _probability(p)
    return x * _kept(x, p, generator) if training else x * (1 - p)


@question.mistake(
    "Numbers are kept with probability p. p is the probability to be set to zero, so keep where "
    "the random number is at least p."
)
def keeps_with_probability_p(x, p, training, generator):
    _probability(p)
    if not training or p == 0:
        return x.clone()
    return x * ~_kept(x, p, generator) / (1 - p) if p < 1 else torch.zeros_like(x)


@question.mistake("The kept numbers are divided by p. Divide by 1 - p, the share that is kept.")
def divides_by_p(x, p, training, generator):
    _probability(p)
    if not training or p == 0:
        return x.clone()
    return x * _kept(x, p, generator) / p


@question.mistake("Numbers are dropped in evaluation, too. There the input is passed on.")
def drops_in_evaluation(x, p, training, generator):
    return right(x, p, True, generator)


@question.mistake("At p = 1 zero is divided by zero, which is nan. Return zeros there.")
def nan_at_one(x, p, training, generator):
    _probability(p)
    return x * _kept(x, p, generator) / (1 - p) if training else x.clone()


question.shown_by(
    "traits",
    torch.ones(1, 40),
    0.5,
    True,
    specs.generator(1),
    part=("one number all over",),
    expected=False,
)


@question.mistake(
    "Whole rows are kept or dropped: one random number for each row. Draw one for every number, "
    "torch.rand(x.shape, ...)."
)
def one_number_a_row(x, p, training, generator):
    _probability(p)
    if not training or p in (0, 1):
        return right(x, p, training, generator)
    shape = (len(x),) + (1,) * (x.dim() - 1)
    return x * (torch.rand(shape, generator=generator) >= p) / (1 - p)


@question.mistake(
    "The random numbers are those of the global generator. Hand generator=generator to torch.rand.",
    # Which numbers come from there is chance; that they do is not.
    recognise=lambda report: isinstance(report, dict) and "torch" in report.get("random", ()),
)
def global_random_numbers(x, p, training, generator):
    _probability(p)
    if not training or p in (0, 1):
        return right(x, p, training, generator)
    return x * (torch.rand(x.shape) >= p) / (1 - p)


@question.mistake(
    "A p outside of 0 to 1 is taken as it is; raise a ValueError.", meaning="any probability passes"
)
def takes_any_p(x, p, training, generator):
    if not training or p <= 0:
        return x.clone()
    return x * _kept(x, p, generator) / (1 - p) if p < 1 else torch.zeros_like(x)


@question.mistake(
    "A wrong p is found in training only. Look at it first: the mode has nothing to do with it.",
    meaning="any probability passes",
)
def checks_p_in_training_only(x, p, training, generator):
    return right(x, p, training, generator) if training else x.clone()


@question.mistake(
    "x itself is changed by the call. Compute a new tensor instead of writing zeros into x."
)
def overwrites_its_input(x, p, training, generator):
    _probability(p)
    if training and p > 0:
        x[~_kept(x, p, generator)] = 0
        if p < 1:
            x /= 1 - p
    return x
