"""Pictures of a training, networks that may not be written yet, and the rehearsal."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnkit import plots
from cnnkit.data import load_shapes
from cnnkit.networks import parameter_table, ready
from cnnkit.plots.histories import class_samples_figure, curves_figure
from cnnkit.train import History, rehearse
from gradekit.training.experiment import Experiment


class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3072, 10)

    def forward(self, x):
        return self.fc1(x.flatten(1))


def test_a_row_of_samples_holds_pictures_of_its_class():
    data = load_shapes(40, seed=1)
    figure = class_samples_figure(data, each=3)
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.get_yticklabels()] == list(data.classes)
    grid = ax.images[0].get_array()
    assert grid.shape == (10 * 34, 3 * 34, 3)
    row = 4
    first = data.images[np.flatnonzero(data.labels == row)[0]]
    assert np.array_equal(grid[row * 34 + 1 : row * 34 + 33, 1:33], first)


def test_curves_tell_training_from_validation(capsys):
    run = History((2.0, 1.0), (1.8, 1.5), (0.3, 0.425))
    left, right = curves_figure({"SimpleCNN": run}).axes
    assert [line.get_label() for line in left.lines] == [
        "SimpleCNN, training",
        "SimpleCNN, validation",
    ]
    assert right.lines[0].get_ydata() == pytest.approx([30, 42.5])
    plots.curves({"SimpleCNN": run})
    assert capsys.readouterr().out == (
        "SimpleCNN: training loss 2.00 to 1.00, validation loss 1.80 to 1.50, validation accuracy "
        "42.5% after 2 epochs.\n"
    )


def test_an_accuracy_comes_with_its_interval(capsys):
    plots.accuracies({"SimpleCNN": 0.724}, 10_000, "Test accuracy")
    # Wilson's interval for 7,240 of 10,000.
    assert "SimpleCNN 72.40% (95 % interval 71.52% to 73.27%)" in capsys.readouterr().out


def test_a_network_that_is_ready():
    model = ready(Dense)
    assert isinstance(model, Dense)
    assert model.training
    assert parameter_table(model) == "     fc1     30,730  100.0%\n  in all     30,730"
    assert torch.equal(ready(Dense).fc1.weight, model.fc1.weight)


@pytest.mark.parametrize(
    ("factory", "said"),
    [
        (nn.Module, "Module is not implemented yet."),
        (lambda: nn.Linear(5, 2), "raised RuntimeError"),
        (lambda: None, "is not implemented yet."),
    ],
)
def test_a_network_that_is_not(factory, said, capsys):
    assert ready(factory) is None
    assert said in capsys.readouterr().out


def test_a_rehearsal_trains_by_the_recipe(capsys):
    def build(seed, device):
        torch.manual_seed(seed)
        model = Dense().to(device)
        return Experiment(model, torch.optim.SGD(model.parameters(), lr=0.01), 5, 16)

    data = load_shapes(96, seed=2)
    found = rehearse(build, data.take(slice(64)), data.take(slice(64, 96)), epochs=2)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:9] for line in lines[:2]] == ["epoch 1/2", "epoch 2/2"]
    assert lines[2].startswith(f"validation accuracy {found:.1%} (95 % interval ")
