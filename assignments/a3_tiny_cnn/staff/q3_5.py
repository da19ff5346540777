"""Misconceptions about the linear baseline."""

from torch import nn

from autograder.diagnosis import Question

question = Question("linear_baseline")

question.help(
    "How many numbers are there in an image, and how many come out? Which layer turns a square "
    "into a row?",
    line="return nn.Sequential(..., nn.Linear(..., ...))",
)


# Layers may have any names, so their weights cannot be given.
question.agrees_on(("raised", "type"), ("is_module",), ("count",), ("steps", 0, "raised", "type"))


@question.reference
def right():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 2))


@question.mistake("The image is not flattened: the dense layer meets rows of 8 pixels.")
def not_flattened():
    return nn.Linear(64, 2)


@question.mistake("The biases are missing: each class has one, which makes 130 parameters.")
def no_bias():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 2, bias=False))


@question.mistake("There is a hidden layer: that is an MLP. A linear model weighs pixels only.")
def hidden_layer():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 2))


@question.mistake("A softmax comes last; a linear model ends with its logits.")
def softmax_at_the_end():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 2), nn.Softmax(dim=1))


@question.mistake("A ReLU comes after the dense layer: what it cuts off is no longer linear.")
def relu_at_the_end():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 2), nn.ReLU())


@question.mistake("There is one output only; two classes have a logit each.")
def one_output():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 1))


@question.mistake(
    "There is dropout in it: in training mode the pixels are no longer weighed as is."
)
def dropout_added():
    return nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(64, 2))
