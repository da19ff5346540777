"""Misconceptions about saliency."""

import torch

from autograder.diagnosis import Question
from gradekit import specs

question = Question("saliency")

question.help(
    "Which single number can you differentiate so that each image gets the gradient of "
    "its own score? Which function returns gradients and stores none?",
    line="chosen = logits.gather(1, ...).sum()",
)


def _chosen(logits, y):
    return logits.gather(1, y.reshape(-1, 1))


def _slope(model, x, y, score=_chosen, evaluate=True, restore=True):
    """The gradient of the sum of the scores with respect to the pixels."""
    training = model.training
    if evaluate:
        model.eval()
    try:
        pictures = x.detach().clone().requires_grad_()
        (slope,) = torch.autograd.grad(score(model(pictures), y).sum(), pictures)
    finally:
        if restore:
            model.train(training)
    return slope


_weights = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])
question.starts_from(
    "run",
    (
        specs.model(specs.sequential(flat=specs.flatten(), fc=specs.linear(_weights))),
        torch.tensor([[[[1.0]], [[-1.0]]]]),
        torch.tensor([1]),
    ),
    options={"catch": True},
)


@question.reference
def right(model, x, y):
    return _slope(model, x, y).abs().amax(dim=1)


@question.mistake(
    "This is the slope of the class that the network says, not of the class that was asked for."
)
def class_that_the_network_says(model, x, y):
    return _slope(model, x, y, lambda logits, _: logits.max(dim=1).values).abs().amax(dim=1)


@question.mistake(
    "This is the slope of a probability. It also moves when other classes do, and vanishes where "
    "the network is sure: take the logit, before any softmax."
)
def slope_of_the_probability(model, x, y):
    return _slope(model, x, y, lambda logits, t: _chosen(logits.softmax(1), t)).abs().amax(dim=1)


@question.mistake(
    "This is the slope of the loss, which mixes all the classes. Take the one logit of the class."
)
def slope_of_the_loss(model, x, y):
    def losses(logits, t):
        return torch.nn.functional.cross_entropy(logits, t, reduction="sum")

    return _slope(model, x, y, losses).abs().amax(dim=1)


@question.mistake(
    "This is the slope of the mean loss: it mixes all the classes and shrinks with the size of the "
    "batch. Take the one logit of the class."
)
def slope_of_the_mean_loss(model, x, y):
    score = torch.nn.functional.cross_entropy
    return _slope(model, x, y, score).abs().amax(dim=1)


@question.mistake("The slopes of all the classes are added up. Only that of class y is expected.")
def all_classes(model, x, y):
    return _slope(model, x, y, lambda logits, _: logits).abs().amax(dim=1)


@question.mistake(
    "The slope is divided by the size of the batch: that of a mean. With the sum of the logits "
    "each image keeps its own slope."
)
def mean_over_the_batch(model, x, y):
    return _slope(model, x, y, lambda logits, t: _chosen(logits, t).mean()).abs().amax(dim=1)


@question.mistake(
    "The largest value is taken before the sign is dropped, so a channel with a large negative "
    "slope counts for nothing. abs() first."
)
def absolute_value_too_late(model, x, y):
    return _slope(model, x, y).amax(dim=1).abs()


@question.mistake("The signs are still there. The size of the slope is expected: abs().")
def signs_left(model, x, y):
    return _slope(model, x, y).amax(dim=1)


@question.mistake("The channels are added up. The largest of them is expected.")
def sum_over_channels(model, x, y):
    return _slope(model, x, y).abs().sum(dim=1)


@question.mistake("The channels are averaged. The largest of them is expected.")
def mean_over_channels(model, x, y):
    return _slope(model, x, y).abs().mean(dim=1)


@question.mistake("The channel axis is still there; the result is one map (H, W) for each image.")
def channels_kept(model, x, y):
    return _slope(model, x, y).abs().amax(dim=1, keepdim=True)


@question.mistake(
    "The model runs in the mode that it is in. In training mode dropout decides by chance, and "
    "BatchNorm lets the images of a batch see each other: eval mode first."
)
def runs_in_training_mode(model, x, y):
    return _slope(model, x, y, evaluate=False).abs().amax(dim=1)


@question.mistake("The model is left in eval mode. Remember its mode, and put it back.")
def left_in_eval_mode(model, x, y):
    return _slope(model, x, y, restore=False).abs().amax(dim=1)


@question.mistake(
    "`backward()` has added to the `.grad` of every parameter. The next training step would use "
    "that. `torch.autograd.grad` returns gradients and stores none."
)
def leaves_gradients_in_the_parameters(model, x, y):
    training = model.training
    model.eval()
    pictures = x.detach().clone().requires_grad_()
    _chosen(model(pictures), y).sum().backward()
    model.train(training)
    return pictures.grad.abs().amax(dim=1)


@question.mistake(
    "`zero_grad()` wipes out gradients that a training loop may be accumulating. Leave them alone: "
    "`torch.autograd.grad` needs no cleaning up."
)
def wipes_gradients_out(model, x, y):
    model.zero_grad()
    return right(model, x, y)


@question.mistake("x itself wants gradients after the call. Work on a copy: `x.detach().clone()`.")
def x_wants_gradients(model, x, y):
    training = model.training
    model.eval()
    x.requires_grad_()
    (slope,) = torch.autograd.grad(_chosen(model(x), y).sum(), x)
    model.train(training)
    return slope.abs().amax(dim=1)
