"""What a student of the CIFAR-10 assignment reads, by the notebook's own test cells."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from assignments.tests.staff.cells import QUICK, checks_of
from assignments.tests.unit import COURSE, TASKS
from gradekit import checks
from gradekit.remote import StandIn


@pytest.fixture(autouse=True)
def beside_the_handout(monkeypatch):
    """Checks of training questions read the tasks beside the notebook."""
    monkeypatch.chdir(COURSE.template("a4_cifar10"))


def said(test, **answers):
    """The message of one test cell of the notebook."""
    question = next(q for q in CELLS if test in CELLS[q])
    cell = next(item for item in checks_of("a4_cifar10", question) if item.name == test)
    with QUICK, pytest.raises(checks.CheckFailed) as caught:
        cell.run(answers)
    return str(caught.value)


CELLS = {
    "q4_1": ("test_four_pixels", "test_images_unlike_each_other"),
    "q4_2": ("test_one_pixel", "test_batches_and_single_images"),
    "q4_3": ("test_six_cats_and_dogs", "test_shares_of_the_classes", "test_the_generator_decides"),
    "q4_4": ("test_shapes_and_parameters", "test_other_sizes"),
    "q4_5": ("test_parameters_and_buffers", "test_four_numbers", "test_output_in_training"),
    "q4_6": ("test_three_numbers", "test_modes_and_corners"),
    "q4_7": ("test_blocks_and_parameters",),
    "q4_8": ("test_a_model_that_guesses", "test_one_step", "test_every_parameter_moves"),
    "q4_9": ("test_form_and_limits", "test_plan"),
}
FIRST = {
    "q4_1": ("channel_stats", "channel_stats(images)"),
    "q4_2": ("normalize", "normalize(x, mean, std)"),
    "q4_3": ("split_indices", "split_indices(labels, n_val, generator)"),
    "q4_4": ("SimpleCNN", "SimpleCNN()"),
    "q4_5": ("MyBatchNorm2d", "MyBatchNorm2d(3)"),
    "q4_6": ("my_dropout", "my_dropout(x, p, training, generator)"),
    "q4_7": ("ImprovedCNN", "ImprovedCNN()"),
    "q4_8": ("initial_loss_check", "initial_loss_check(model, images, labels, classes)"),
    "q4_9": ("build_experiment", "build_experiment(seed, device)"),
}
each_question = pytest.mark.parametrize("question", FIRST)


@each_question
def test_a_name_that_is_not_there(question):
    name, _ = FIRST[question]
    text = said(CELLS[question][0], **{name: None})
    assert text.startswith(f"There is no {name} in the notebook. Was its cell run, and is the name")


@each_question
def test_an_answer_that_is_open(question):
    name, _ = FIRST[question]
    assert said(CELLS[question][0], **{name: ...}) == f"{question} is not implemented yet"


@each_question
def test_a_name_that_holds_something_else(question):
    name, _ = FIRST[question]
    assert said(CELLS[question][0], **{name: [1, 2]}).startswith(f"{name} is a list")


@each_question
def test_an_exception_of_the_students_code_is_named(question):
    name, _ = FIRST[question]

    def broken(*args, **kwargs):
        raise KeyError("colour")

    assert "raised KeyError: 'colour'" in said(CELLS[question][0], **{name: broken})


@each_question
def test_a_time_out_passes_through_for_the_grader_to_name(question):
    name, _ = FIRST[question]

    class OverdueError(Exception):
        index = 0

    def late(*args, **kwargs):
        raise OverdueError

    trainer = SimpleNamespace(
        ask=late, train=late, prescribed=20, expected=late, rng=late, task=TASKS.get
    )

    class Late(StandIn):
        call_many = probe = __call__ = staticmethod(late)

        def __init__(self):
            super().__init__(self)

        def train(self):
            return trainer

    cell = checks_of("a4_cifar10", question)[0]
    with QUICK, pytest.raises(OverdueError):
        cell.run({name: Late()})


half, whole = np.full(3, 0.5), np.ones(3)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (half, "returned an array of shape (3,), expected a tuple of 2."),
        ((half,), "returned 1 value, expected 2."),
        (
            (np.array([0.5, 1, 0.4]), [0.5, 0, 0.3]),
            "for std returned a list, expected a NumPy array.",
        ),
        ((half[:2], half), "for mean returned shape (2,), expected (3,)."),
        ((half, half), "for mean returned 0.5 at [1], expected 1"),
        ((half * np.nan, half), "for mean returned nan at [0], expected 0.5."),
    ],
)
def test_statistics_of_channels(result, message):
    text = said("test_four_pixels", channel_stats=lambda images: result)
    assert text.startswith("channel_stats(images (1,2,2,3) uint8) " + message)


def test_a_hidden_failure_of_the_statistics_names_the_property_and_no_number():
    def own(images):
        return (images / 255).mean((0, 1, 2)), (images / 255).std((1, 2)).mean(0)

    assert said("test_images_unlike_each_other", channel_stats=own) == (
        "channel_stats, images of different brightness: std: the values are wrong.\n"
        "Worth a look: The spread is that of all pixels together, not the average of each "
        "image's."
    )


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, mean, std: x.numpy(), "returned an array of shape (1,3,1,1), expected a tensor"),
        (lambda x, mean, std: x[0], "returned shape (3,1,1), expected (1,3,1,1)."),
        (lambda x, mean, std: x, "returned 0.75 at [0, 0, 0, 0], expected 1 (2 of 3 values diff"),
    ],
)
def test_normalizing(function, message):
    assert message in said("test_one_pixel", normalize=function)


def test_normalizing_along_the_columns_is_told_apart():
    def columns(x, mean, std):
        return (x - torch.as_tensor(mean, dtype=x.dtype)) / torch.as_tensor(std, dtype=x.dtype)

    text = said("test_batches_and_single_images", normalize=columns)
    assert text == (
        "normalize, a batch: the call raised RuntimeError.\n"
        "Worth a look: The channels are axis 1 of a batch."
    )


zero = np.arange(0)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (np.arange(6), "q4_3: two arrays are expected, train and val; got an array of shape (6,)"),
        (([0, 1, 2], [3, 4, 5]), "q4_3: train must be a NumPy array (K,) of whole numbers, got 3"),
        ((np.ones(3), np.ones(3)), "whole numbers, got an array of shape (3,) of type float64."),
        ((np.arange(5), np.arange(5, 6)), "q4_3: val does not hold n_val indices: 1 instead of 3."),
        ((np.arange(6), np.arange(3)), "q4_3: some images are in train and in val."),
        ((np.arange(4, 6), np.arange(3)), "q4_3: some images are in neither train nor val."),
        ((np.arange(3), np.arange(4, 7)), "q4_3: there are indices outside 0 to N - 1."),
        (
            (np.array([1, 4, 5]), np.array([0, 2, 3])),
            "q4_3: the classes do not have the same share in val as in labels: 4 of 6 images are "
            "of class 0, so 2 of 3 validation images should be, not 3.",
        ),
    ],
)
def test_splits(result, message):
    text = said("test_six_cats_and_dogs", split_indices=lambda labels, n_val, generator: result)
    assert message in text


def test_a_hidden_failure_of_a_split_says_no_numbers():
    text = said("test_shares_of_the_classes", split_indices=lambda y, n, g: (y[n:], y[:n]))
    assert not any(letter.isdigit() for letter in text.replace("q4_3, labels of 10 and more", ""))


class Dense(nn.Module):
    def __init__(self, out=10):
        super().__init__()
        self.fc1 = nn.Linear(3072, out)

    def forward(self, x):
        return self.fc1(x.flatten(1))


class Nothing(nn.Module):
    def forward(self, x):
        return x


def test_networks_of_another_form():
    assert "SimpleCNN has no parameter conv1.weight; it has" in said(
        "test_shapes_and_parameters", SimpleCNN=Dense
    )
    assert "SimpleCNN has no parameters." in said("test_shapes_and_parameters", SimpleCNN=Nothing)
    assert said("test_shapes_and_parameters", SimpleCNN=lambda: 3) == (
        "SimpleCNN() makes an int, not an nn.Module."
    )
    assert "ImprovedCNN has no parameter conv1.weight" in said(
        "test_blocks_and_parameters", ImprovedCNN=Dense
    )


def test_a_network_that_takes_images_apart():
    class Trap(nn.Module):
        def forward(self, x):
            return x.reshape(-1, 3072)[:, :10]

    assert said("test_other_sizes", SimpleCNN=Trap).startswith(
        "images of 64x64: 1 became 4 rows of logits and should raise an error: fc1 fits 8x8 maps."
    )


def norm(forward, buffers=True):
    """A class of BatchNorm whose forward pass is this function of the layer and its input."""

    class MyBatchNorm2d(nn.Module):
        def __init__(self, num_features, eps=1e-5, momentum=0.1):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(num_features))
            self.bias = nn.Parameter(torch.zeros(num_features))
            for name in ("running_mean", "running_var") if buffers else ():
                self.register_buffer(name, torch.zeros(num_features))

        def forward(self, x):
            return forward(self, x)

    return MyBatchNorm2d


def test_batch_norm():
    assert said(
        "test_parameters_and_buffers", MyBatchNorm2d=norm(lambda layer, x: x, buffers=False)
    ) == (
        "MyBatchNorm2d(3) has no buffer running_mean of shape (3,). register_buffer makes one; a "
        "plain attribute is neither saved nor moved to the device."
    )
    assert said("test_four_numbers", MyBatchNorm2d=norm(lambda layer, x: x)) == (
        "MyBatchNorm2d: the output in training: 1 at [0, 0, 0, 0], expected -1 (8 of 8 values "
        "differ)."
    )
    assert "expected (2,2,1,2)" in said(
        "test_four_numbers", MyBatchNorm2d=norm(lambda layer, x: x[0])
    )
    ready = norm(lambda layer, x: nn.functional.batch_norm(x, None, None, training=True))
    assert said("test_output_in_training", MyBatchNorm2d=ready).endswith(
        "batch_norm, which does here what you are asked to build. Write it with mean, var and "
        "arithmetic."
    )


def test_dropout():
    def unscaled(x, p, training, generator):
        return x * (torch.rand(x.shape, generator=generator) >= p) if training else x

    assert said("test_three_numbers", my_dropout=unscaled) == (
        "my_dropout: the numbers that are kept stay as they are; divide them by 1 - p, so that the "
        "expected value is that of x."
    )
    assert said("test_three_numbers", my_dropout=lambda x, p, t, g: x.tolist()) == (
        "my_dropout(x [3.0, -6.0, 9.0], p=0.5, training=False, generator=generator(0)) "
        "returned a list, expected a tensor.\ntorch.as_tensor(...) makes a tensor of it."
    )


def test_the_two_checks():
    def pair(loss, verdict):
        return lambda model, images, labels, classes=10: (loss, verdict)

    assert said("test_a_model_that_guesses", initial_loss_check=lambda m, x, y, c=10: 1.0) == (
        "initial_loss_check: q4_8 asks for two values, loss and verdict; got a float."
    )
    assert said("test_a_model_that_guesses", initial_loss_check=pair(3.0, True)).startswith(
        "initial_loss_check: the loss: 3, expected 1.38629."
    )
    assert "the verdict is False, expected True: it is True where the loss differs from" in said(
        "test_a_model_that_guesses", initial_loss_check=pair(float(np.log(4)), False)
    )
    assert "the verdict is an int; bool(...) makes True or False" in said(
        "test_a_model_that_guesses", initial_loss_check=pair(float(np.log(4)), 1)
    )
    assert said("test_one_step", overfit_batch=lambda model, x, y, steps=80: [0.7]) == (
        "overfit_batch: q4_8 asks for a list with the loss of each step, 3 of them; got 1 value."
    )
    flat = [float(np.log(2))] * 3
    assert "the first must be ln 2 = 0.6931" in said(
        "test_one_step", overfit_batch=lambda model, x, y, steps=80: flat
    )


def test_an_experiment_that_cannot_be_trained():
    def build(model, **more):
        return lambda seed, device: SimpleNamespace(
            **{
                "model": model,
                "optimizer": torch.optim.SGD(model.parameters(), lr=0.1),
                "epochs": 3,
                "batch_size": 8,
                **more,
            }
        )

    plan = "test_plan"
    assert "it asks for 16 epochs; at most 15 are allowed." in said(
        plan, build_experiment=build(Dense(), epochs=16)
    )
    assert "epochs is 2.5; a whole number from 1 is expected." in said(
        plan, build_experiment=build(Dense(), epochs=2.5)
    )
    assert "another seed gives the same weights." in said(plan, build_experiment=build(Dense()))
    other = torch.optim.SGD(Dense().parameters(), lr=0.1)
    assert "the optimizer holds parameters of another network" in said(
        plan, build_experiment=build(Dense(), optimizer=other)
    )
    assert "it returns a dict without model; return Experiment(" in said(
        plan, build_experiment=lambda seed, device: {"epochs": 3}
    )
