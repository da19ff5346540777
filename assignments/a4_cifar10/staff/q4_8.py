"""Misconceptions about the two checks before a training."""

import math

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from autograder.diagnosis import Question
from gradekit import specs

question = Question("overfit_batch")

question.help(
    "In which mode was the model when it came to you, and in which does it leave? Where "
    "do the gradients of the step before go?",
    line="optimizer.zero_grad(); loss = ...; ...; ...",
)


def _measured(model, images, labels, *, mode=False, reduction="mean"):
    before = model.training
    model.train(mode)
    with torch.no_grad():
        loss = cross_entropy(model(images), labels, reduction=reduction).item()
    model.train(before)
    return loss


def _near(loss, classes):
    return abs(loss - math.log(classes)) <= 0.3


@question.reference_for("initial_loss_check")
def right_check(model, images, labels, classes=10):
    loss = _measured(model, images, labels)
    return loss, _near(loss, classes)


def _train(model, images, labels, steps, *, parameters=None, zero=True, step=True, rate=1e-3):
    model.train()
    held = list(model.parameters()) if parameters is None else parameters
    optimizer = torch.optim.Adam(held, lr=rate)
    losses = []
    for _ in range(steps):
        if zero:
            optimizer.zero_grad()
        loss = cross_entropy(model(images), labels)
        loss.backward()
        if step:
            optimizer.step()
        losses.append(loss.item())
    return losses


# The optimizer is free, and with it every loss but the first.
question.agrees_on(("raised", "type"))

SURE = specs.constant(np.array([2.0, 0.0]))
LOSS_OF_SURE = math.log1p(math.exp(-2.0))
question.shown_by(
    "run",
    (SURE, torch.zeros(1, 1, 1, 1), torch.tensor([0]), 2),
    part=("value",),
    expected=(LOSS_OF_SURE, False),
    variable="initial_loss_check",
)
# Logits 0 and 0, whatever comes; a layer moves once the one behind it has.
ONE = specs.linear(np.ones((1, 1)))
SMALL = specs.sequential(ONE, ONE, specs.linear(np.zeros((2, 1))))
ONE_SAMPLE = torch.tensor([[30.0]], dtype=torch.float64), torch.tensor([1])
for _part, _right in (
    ("losses", 80),
    ("first loss", math.log(2)),
    ("parameters that stay", []),
    ("falls to less than half", True),
):
    question.shown_by("trained", (specs.model(SMALL), *ONE_SAMPLE), part=(_part,), expected=_right)
question.shown_by(
    "trained",
    (specs.model(SMALL, training=False), *ONE_SAMPLE),
    part=("trains in evaluation mode",),
    expected=False,
)
question.shown_by(
    "trained",
    (specs.model(SMALL, grads=1e4), *ONE_SAMPLE),
    part=("falls to less than half",),
    expected=True,
)


@question.reference
def right(model, images, labels, steps=80):
    return _train(model, images, labels, steps)


@question.mistake(
    "The model is measured in training mode: its dropout is active and its BatchNorm learns. Call "
    "model.eval() first.",
    variable="initial_loss_check",
)
def measures_in_training_mode(model, images, labels, classes=10):
    loss = _measured(model, images, labels, mode=True)
    return loss, _near(loss, classes)


@question.mistake(
    "The model is left in evaluation mode. Remember model.training before, and put it back.",
    variable="initial_loss_check",
)
def leaves_it_in_evaluation(model, images, labels, classes=10):
    found = right_check(model, images, labels, classes)
    model.eval()
    return found


@question.mistake(
    "The model is always put in training mode at the end, also when it came in evaluation mode. "
    "Remember model.training.",
    variable="initial_loss_check",
)
def leaves_it_in_training(model, images, labels, classes=10):
    found = right_check(model, images, labels, classes)
    model.train()
    return found


@question.mistake(
    "The verdict compares with ln 10 whatever the number of classes is.",
    variable="initial_loss_check",
)
def always_ten_classes(model, images, labels, classes=10):
    loss = _measured(model, images, labels)
    return loss, _near(loss, 10)


@question.mistake(
    "Only a loss that is too large is refused. One far below ln(classes) is not that of a guess "
    "either.",
    variable="initial_loss_check",
)
def accepts_a_small_loss(model, images, labels, classes=10):
    loss = _measured(model, images, labels)
    return loss, loss <= math.log(classes) + 0.3


@question.mistake(
    "The loss of guessing, ln(classes), is not found plausible. Take the distance to the natural "
    "logarithm, math.log: not to that of base 10 or 2.",
    variable="initial_loss_check",
)
def another_logarithm(model, images, labels, classes=10):
    loss = _measured(model, images, labels)
    return loss, abs(loss - math.log10(classes)) <= 0.3


@question.mistake(
    "The loss is summed over the images. Take the mean.",
    variable="initial_loss_check",
)
def sum_of_losses(model, images, labels, classes=10):
    loss = _measured(model, images, labels, reduction="sum")
    return loss, _near(loss / len(labels), classes)


@question.mistake(
    "A softmax comes before the cross-entropy, which has one itself.",
    variable="initial_loss_check",
)
def softmax_before_the_loss(model, images, labels, classes=10):
    before = model.training
    model.eval()
    with torch.no_grad():
        loss = cross_entropy(torch.softmax(model(images), 1), labels).item()
    model.train(before)
    return loss, _near(loss, classes)


@question.mistake(
    "The gradients are never zeroed: each step goes by the sum of all gradients so far, and of "
    "those that were there before. optimizer.zero_grad() comes before every backward pass."
)
def never_zeroes(model, images, labels, steps=80):
    return _train(model, images, labels, steps, zero=False)


@question.mistake("optimizer.step() is missing: nothing is learned.")
def never_steps(model, images, labels, steps=80):
    return _train(model, images, labels, steps, step=False)


@question.mistake(
    "Only the last layer is trained. Hand all of model.parameters() to the optimizer."
)
def trains_the_last_layer_only(model, images, labels, steps=80):
    return _train(model, images, labels, steps, parameters=list(model.parameters())[-2:])


@question.mistake("The learning rate is so small that nothing is learned in so few steps.")
def tiny_learning_rate(model, images, labels, steps=80):
    return _train(model, images, labels, steps, rate=1e-6)


@question.mistake(
    "A copy of the model is trained; the one that was handed over stays as it was. Train it in "
    "place."
)
def trains_a_copy(model, images, labels, steps=80):
    import copy

    return _train(copy.deepcopy(model), images, labels, steps)


@question.mistake("A single number comes back. The losses of all steps are expected, as a list.")
def returns_the_last_loss(model, images, labels, steps=80):
    return _train(model, images, labels, steps)[-1]
