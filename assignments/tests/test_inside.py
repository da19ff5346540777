"""The notebook on the inside of a network: its network, its laboratory, its pictures."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from safetensors import safe_open
from torch import nn

from cnnkit import inside, plots
from cnnkit.data import CIFAR10_CLASSES, load_shapes

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "assignments" / "a5_inside_the_network"
CHECKPOINT = FOLDER / "simple_cnn.safetensors"


class SimpleCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.fc1 = nn.Linear(2048, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = torch.max_pool2d(self.conv1(x).relu(), 2)
        x = torch.max_pool2d(self.conv2(x).relu(), 2)
        return self.fc2(self.fc1(x.flatten(1)).relu())


@pytest.fixture(scope="module")
def few():
    shapes = load_shapes(120, seed=0)
    return inside.Pictures(
        shapes.take(slice(0, 60)), shapes.take(slice(60, 90)), shapes.take(slice(90, 120))
    )


@pytest.fixture
def shown(monkeypatch):
    """Figures and summaries that were shown."""
    kept: list[tuple[Figure, str]] = []

    def show(figure, summary):
        figure.canvas.draw()
        kept.append((figure, summary))

    monkeypatch.setattr(plots.maps, "show", show)
    monkeypatch.setattr(plots.mistakes, "show", show)
    return kept


def matrix_of(truth, predicted, classes):
    return torch.bincount(truth * classes + predicted, minlength=classes**2).view(classes, classes)


def test_the_checkpoint_is_small_fits_and_says_where_it_comes_from():
    assert CHECKPOINT.stat().st_size <= 2_000_000
    record = json.loads((FOLDER / "simple_cnn.json").read_text())
    with safe_open(str(CHECKPOINT), framework="pt") as opened:
        told = opened.metadata()
        state = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
    assert {k: v if isinstance(v, str) else json.dumps(v) for k, v in record.items()} == told
    assert sum(value.numel() for value in state.values()) == record["parameters"] == 268_650
    assert all(value.dtype == torch.float16 for value in state.values())
    assert record["test_accuracy"] > 0.7
    needed = {"data", "seed", "recipe", "test_accuracy", "torch", "date", "made_by", "device"}
    assert needed <= set(record)
    SimpleCNN().load_state_dict({name: value.float() for name, value in state.items()})


def test_the_checkpoint_is_loaded_for_cifar10_and_its_provenance_told(few):
    pretended = type(few.test)(few.test.images, few.test.labels, CIFAR10_CLASSES, "nowhere")
    model, told = inside.trained(
        SimpleCNN(), CHECKPOINT, inside.Pictures(few.train, few.valid, pretended)
    )
    assert not model.training
    assert "268,650 parameters" in told
    assert "seed 0" in told
    assert "test accuracy" in told


def test_on_shapes_a_network_is_trained_and_says_so(few):
    model, told = inside.trained(SimpleCNN(), "no such file", few)
    assert told.startswith("Trained just now on 60 generated shapes")
    assert inside.predictions(model, few.test).shape == (30,)


def test_the_laboratory_runs_only_after_a_prediction(few, monkeypatch, capsys, shown):
    monkeypatch.setenv("GRADEKIT_PROFILE", "tiny")
    calls = []

    def run_ablation(factory, grid, seeds, train):
        calls.append(grid)
        rows = []
        for value in grid["bias"]:
            scores = [train(factory(bias=value), seed) for seed in seeds]
            mean = sum(scores) / 2
            rows.append({"settings": {"bias": value}, "scores": scores, "mean": mean, "sd": 0.1})
        return rows

    def factory(bias):
        return nn.Sequential(nn.Flatten(), nn.Linear(3072, 10, bias=bias))

    lab = inside.Lab(few, run_ablation)
    for open_ in (..., "", "  ", None):
        lab.compare(open_, factory, {"bias": [True, False]})
    assert calls == []
    assert "Write your prediction first" in capsys.readouterr().out
    lab.compare("no difference", factory, {"bias": [True, False]}, both=True)
    told = capsys.readouterr().out
    assert "30,730 parameters" in told
    assert "30,720 parameters" in told
    assert "gap" in told
    assert shown[-1][1].startswith("Mean accuracy on the validation images: bias True")


@pytest.mark.parametrize("answer", [None, ..., [], [1], {"mean": 0.5}])
def test_the_laboratory_bears_any_answer(few, answer, capsys, shown):
    lab = inside.Lab(few, lambda *args: answer)
    lab.compare("anything", SimpleCNN, {"x": [1, 2]})
    told = capsys.readouterr().out
    assert "not implemented yet" in told or "did not return what q5_5 asks for" in told
    assert shown == []


def test_pictures_come_with_a_summary_that_says_what_they_show(few, shown):
    model = SimpleCNN().eval()
    predicted = inside.predictions(model, few.test)
    plots.show_filters(lambda w: (w.detach().permute(0, 2, 3, 1) + 1) / 2, model.conv1.weight)
    assert shown[-1][1].startswith("16 filters of 3x3")

    def capture(model, x, names):
        first = model.conv1(x)
        maps = {"conv1": first, "conv2": model.conv2(torch.max_pool2d(first.relu(), 2))}
        return {name: maps[name].detach() for name in names}

    plots.show_activations(capture, model, few.test.take([inside.example(model, few.test)]))
    assert "5 strongest maps" in shown[-1][1]
    plots.show_per_class(matrix_of, lambda m: m.diagonal().double() / m.sum(1), few.test, predicted)
    share = float((predicted.numpy() == few.test.labels).mean())
    assert f"{share:.1%} over all 30 images" in shown[-1][1]
    bars = shown[-1][0].axes[0]
    assert bars.get_ylim() == (0, 100)
    assert np.nanmax([bar.get_height() for bar in bars.patches]) > 1
    plots.show_confusions(matrix_of, lambda m, k: [(0, 1, 2)], few.test, predicted)
    assert "bars taken for checker (2 times)" in shown[-2][1]
    plots.show_saliency(lambda model, x, y: x.abs().amax(dim=1), model, few.test, predicted)
    assert len(shown[-1][0].axes) == 8
    plots.show_parameters({"net": model})
    assert shown[-1][1].endswith("net 98%.")


def test_what_is_not_written_yet_is_said_and_nothing_is_raised(few, capsys, shown):
    model = SimpleCNN().eval()
    predicted = inside.predictions(model, few.test)
    for answer in (None, ..., 3, "text", np.zeros(3)):

        def stub(*args, answer=answer):
            return answer

        plots.show_filters(stub, model.conv1.weight)
        plots.show_activations(stub, model, few.test.take([0]))
        plots.show_per_class(stub, stub, few.test, predicted)
        plots.show_confusions(stub, stub, few.test, predicted)
        plots.show_saliency(stub, model, few.test, predicted)
    assert shown == []
    assert "not implemented yet" in capsys.readouterr().out


def test_without_cifar10_the_network_is_shown_the_pictures_that_came_with_the_notebook(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("CNN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CNN_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("GRADEKIT_PROFILE", "tiny")
    monkeypatch.chdir(FOLDER)
    given = inside.pictures()
    assert "500 test images of CIFAR-10 came with this notebook" in capsys.readouterr().out
    assert given.test.classes == CIFAR10_CLASSES
    model, origin = inside.trained(SimpleCNN(), CHECKPOINT, given)
    assert "trained on" in origin
    right = (inside.predictions(model, given.test).numpy() == given.test.labels).mean()
    assert right > 0.5, "ten classes, of which it knows most"
