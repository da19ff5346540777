"""What a student of the third assignment reads, by the notebook's own test cells."""

from contextlib import chdir

import pytest
import torch
from torch import nn

from assignments.tests.staff.cells import QUICK, checks_of, variables
from assignments.tests.unit import COURSE
from gradekit import checks

ASSIGNMENT = "a3_tiny_cnn"
SOLVED = variables(ASSIGNMENT)
ANSWERS = {
    "q3_1": ("make_stripes", "test_without_noise"),
    "q3_2": ("TinyCNN", "test_parameters"),
    "q3_3": ("train_one_epoch", "test_by_hand"),
    "q3_4": ("evaluate", "test_four_images"),
    "q3_5": ("linear_baseline", "test_size"),
    "q3_6": ("shift_curve", "test_always_vertical"),
    "q3_7": ("equivariance_error", "test_sum_of_three"),
    "q3_8": ("ShiftTolerantNet", "test_form"),
}
each_question = pytest.mark.parametrize("question", ANSWERS)


def said(question, answer, test=None):
    """The message of one test cell; the question's first by default."""
    name, first = ANSWERS[question]
    cell = next(item for item in checks_of(ASSIGNMENT, question) if item.name == (test or first))
    beside = chdir(COURSE.template(ASSIGNMENT))
    with QUICK, beside, pytest.raises(checks.CheckFailed) as caught:
        cell.run({**SOLVED, name: answer})
    return str(caught.value)


def answering(question, value):
    """A function with the right parameters that answers everything with this value."""
    parameters = {
        "q3_1": lambda n, size=8, shift=0, noise=0.2, generator=None: value,
        "q3_3": lambda model, loader, loss_fn, optimizer, device: value,
        "q3_4": lambda model, loader, device: value,
        "q3_6": lambda model, shifts, device="cpu": value,
        "q3_7": lambda f, x, shift, margin, stride=1: value,
    }
    return parameters.get(question, lambda: value)


class Network(nn.Module):
    """TinyCNN with another end."""

    def __init__(self, end):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.fc1 = nn.Linear(64, 2)
        self.end = end

    def forward(self, x):
        maps = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        return self.end(self.fc1(maps.flatten(1)))


@each_question
def test_a_name_that_is_not_there(question):
    name, _ = ANSWERS[question]
    assert said(question, None).startswith(f"There is no {name} in the notebook. Was its cell run")


@each_question
def test_an_answer_that_is_open(question):
    assert said(question, ...) == f"{question} is not implemented yet"
    assert said(question, answering(question, None)) == f"{question} is not implemented yet"


@pytest.mark.parametrize(
    ("question", "value", "message"),
    [
        ("q3_1", 3.5, "make_stripes: returned a float, expected the pair X, y."),
        ("q3_2", "net", "TinyCNN() makes a str, not an nn.Module."),
        (
            "q3_3",
            torch.tensor(36.0),
            "train_one_epoch: the mean loss: a tensor of shape (), expected a float.\n"
            ".item() turns a tensor or a NumPy number into a Python float.",
        ),
        ("q3_4", 0.5, "evaluate: (accuracy, mean_loss): a float, expected a tuple of 2."),
        ("q3_5", 3, "linear_baseline() makes an int, not an nn.Module."),
        ("q3_6", [0.5, 0.5], "shift_curve(model=constant, shifts=[0, 2]) returned a list, "),
        (
            "q3_7",
            torch.tensor(4.0),
            "equivariance_error(f=conv 1x3, x (1,1,1,4), shift=1, margin=0) returned a tensor of "
            "shape (), expected a float.\n.item() turns",
        ),
        ("q3_8", 3, "ShiftTolerantNet: int came back; expected an nn.Module."),
    ],
)
def test_a_wrong_type(question, value, message):
    assert said(question, answering(question, value)).startswith(message)


@pytest.mark.parametrize(
    ("question", "answer", "message"),
    [
        (
            "q3_1",
            answering("q3_1", (torch.zeros(6, 4, 4), torch.arange(6) % 2)),
            "make_stripes: X has the wrong shape (6,4,4), expected (6,1,4,4).\n"
            "X has 4 axes, N, C, H, W.",
        ),
        (
            "q3_2",
            lambda: Network(lambda row: row[:, :1]),
            "TinyCNN: the output: shape (2,1), expected (2,2).\n"
            "Worth a look: The last layer is fc1; nothing comes after it, no softmax.",
        ),
        (
            "q3_4",
            answering("q3_4", (0.75, 0.5, 0.25)),
            "evaluate: (accuracy, mean_loss): 3 values, expected 2.",
        ),
        (
            "q3_5",
            lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 2), nn.Unflatten(1, (1, 2))),
            "three images gave an output of shape (3, 1, 2), expected (3, 2).",
        ),
        (
            "q3_6",
            answering("q3_6", {0: 0.5}),
            "shift_curve(model=constant, shifts=[0, 2]) returned a dict without 2; "
            "its keys are: 0.",
        ),
        (
            "q3_8",
            lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 3)),
            "ShiftTolerantNet: its output for a batch has the shape (8, 3); expected (N, 2).",
        ),
    ],
)
def test_a_wrong_shape(question, answer, message):
    assert said(question, answer) == message


@pytest.mark.parametrize(
    ("question", "answer", "message"),
    [
        (
            "q3_1",
            answering("q3_1", (torch.zeros(6, 1, 4, 4), torch.arange(6) % 2)),
            "make_stripes: without noise, X[0, 0] with label 0 is\n"
            "  0 0 0 0\n  0 0 0 0\n  0 0 0 0\n  0 0 0 0\nand should be\n"
            "  0 1 1 0\n  0 1 1 0\n  0 1 1 0\n  0 1 1 0",
        ),
        ("q3_2", lambda: Network(lambda row: 2 * row), "TinyCNN: the output: 6 at [0, 0], exp"),
        ("q3_3", answering("q3_3", 72.0), "train_one_epoch: the mean loss: 72, expected 36."),
        (
            "q3_4",
            answering("q3_4", (0.75, 0.5)),
            "evaluate: (accuracy, mean_loss): for value 2 returned 0.5, expected 0.562335.",
        ),
        (
            "q3_5",
            lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 2, bias=False)),
            "linear_baseline has 128 parameters, expected 130.\nWorth a look: 64 weights",
        ),
        (
            "q3_6",
            answering("q3_6", {0: 0.5, 2: 0.25}),
            "shift_curve(model=constant, shifts=[0, 2]) for 2 returned 0.25, expected 0.5.",
        ),
        (
            "q3_7",
            answering("q3_7", 1.0),
            "equivariance_error(f=conv 1x3, x (1,1,1,4), shift=1, margin=0) returned 1, expected ",
        ),
        (
            "q3_8",
            lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 2), nn.Softmax(1)),
            "ShiftTolerantNet returns probabilities. The loss applies softmax itself",
        ),
    ],
)
def test_a_wrong_value(question, answer, message):
    assert said(question, answer).startswith(message)


@each_question
def test_an_exception(question):
    def broken(*args, **kwargs):
        raise KeyError("no such thing")

    text = said(question, broken)
    assert text.startswith(ANSWERS[question][0])
    assert "raised KeyError: 'no such thing'" in text


@pytest.mark.parametrize(
    ("question", "test", "answer", "message"),
    [
        (
            "q3_1",
            "test_sizes_and_shifts",
            answering("q3_1", (torch.zeros(8, 1, 8, 8), torch.arange(8) % 2)),
            "make_stripes, eight pixels, unshifted: without noise, the images of class 0 are "
            "wrong.\nThe stripe covers size // 2 - 1 + shift and the pixel after it.",
        ),
        (
            "q3_3",
            "test_gradient_steps",
            answering("q3_3", 0.5),
            "train_one_epoch, three equal batches: an epoch takes every batch of the loader once, "
            "in order.",
        ),
        (
            "q3_4",
            "test_no_gradients",
            answering("q3_4", (0.5, 0.5)),
            "evaluate, no gradients: the model is not asked about every batch of the loader.",
        ),
        (
            "q3_7",
            "test_not_equivariant",
            answering("q3_7", 0.0),
            "equivariance_error, a convolution, borders included: the value is wrong.\n"
            "Worth a look: T moves zeros in, both into x and into f(x); margins are columns.",
        ),
    ],
)
def test_a_hidden_check_names_the_property_and_says_no_number(question, test, answer, message):
    assert said(question, answer, test) == message


def test_the_stripes_of_the_course_are_no_answer():
    from cnnkit.stripes import stripes

    def make_stripes(n, size=8, shift=0, noise=0.2, generator=None):
        from cnnkit.stripes import stripes

        dealt = stripes(n, shift, seed=0, size=size, noise=noise)
        return torch.from_numpy(dealt.images), torch.from_numpy(dealt.labels)

    assert stripes is not None
    text = said("q3_1", make_stripes)
    assert text.startswith("make_stripes uses ")
    assert text.endswith("draw the stripes yourself.")
