"""Full trainings that come with the unit: read, told, drawn, whatever the number of seeds."""

import json
from statistics import fmean

import pytest

from assignments.tests.unit import COURSE
from autograder.records.notebook import read_notebook, source
from cnnkit.plots import full_curves_figure
from cnnkit.plots.histories import curves_figure
from cnnkit.train import full_trainings, is_recorded, recorded, recordings
from cnnkit.unveil import answer_lines, unveil

COMMITTED = sorted((COURSE.sources / "cnnkit" / "train" / "recorded").glob("*.json"))


def record(name, **tests):
    """A file as the recorder writes it: tests by seed, `s0=0.7` for seed 0."""
    runs = [
        {
            "seed": int(seed[1:]),
            "train_loss": [2.0, 1.0],
            "valid_loss": [1.9, 1.1],
            "valid_accuracy": [0.3, share],
            "test_accuracy": share,
            "device": "cpu",
            "computed_in": "float32",
            "torch": "2.14",
            "date": "2026-11-28",
        }
        for seed, share in tests.items()
    ]
    return {"network": name, "recipe": {"epochs": 2}, "data": "CIFAR-10", "runs": runs}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(recordings, "_FOLDER", tmp_path)
    for name, tests in {
        "max": {"s0": 0.75, "s1": 0.76, "s2": 0.77},
        "average": {"s1": 0.755, "s2": 0.75},
        "alone": {"s0": 0.8},
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(record(name, **tests)))
    return tmp_path


def test_every_committed_recording_is_whole():
    assert [path.stem for path in COMMITTED]
    for path in COMMITTED:
        full = recorded(path.stem)
        epochs = json.loads(path.read_text())["recipe"]["epochs"]
        assert len(set(full.seeds)) == len(full.runs) == len(full.tests)
        for run in full.runs:
            assert len(run.train_loss) == len(run.valid_accuracy) == epochs
            assert 0.1 < run.test_accuracy < 1


def test_every_format_that_runs_were_computed_in_is_said(folder):
    made = record("both", s0=0.5, s1=0.6)
    made["runs"][1] |= {"computed_in": "bfloat16", "date": "2026-11-30"}
    (folder / "both.json").write_text(json.dumps(made))
    assert recorded("both").provenance == (
        "CIFAR-10, epochs 2; seeds 0, 1, on cpu in bfloat16 and float32, PyTorch 2.14, "
        "2026-11-28 and 2026-11-30"
    )


def text_of(assignment):
    path = COURSE.sources / assignment / f"{assignment}.ipynb"
    return "".join(source(cell) for cell in read_notebook(path)["cells"])


def test_the_numbers_that_notebooks_name_are_those_of_the_recordings():
    text = text_of("a4_cifar10")
    for network in ("simple_cnn", "improved_cnn"):
        assert f"about **{fmean(recorded(network).tests.values()):.0f} %**" in text
        assert len(recorded(network).seeds) >= 3
    text = text_of("a5_inside_the_network")
    for network in ("improved_cnn", "third_block", "dropout_0.1", "dropout_0.5", "no_batch_norm"):
        assert f"{recorded(network).tests[0]:.1f}" in text
    one, other = recorded("simple_cnn").tests, recorded("average_pooling").tests
    gaps = [f"{one[seed] - other[seed]:.1f}" for seed in one]
    assert f"{', '.join(gaps[:-1])} and {gaps[-1]} points" in text


def test_accuracies_are_told_with_their_spread_and_paired_by_seed(folder):
    lines = answer_lines({"max": recorded("max"), "average": recorded("average")}, ["a third"])
    assert lines[0] == (
        "Accuracy on the test images, by seed: max: 75.0, 76.0, 77.0 % (mean 76.0 +- 1.0); "
        "average: 75.5, 75.0 % (mean 75.2 +- 0.4)"
    )
    # Seeds 1 and 2 are what the two have in common.
    assert lines[1] == "max minus average, seed by seed: +0.5, +2.0 points, mean +1.2."
    assert lines[2] == "a third: no full training was recorded yet."
    assert lines[3].startswith("Recorded: CIFAR-10, epochs 2; seeds 0, 1, 2, on cpu in float32")


def test_a_single_pair_has_no_spread(folder):
    lines = answer_lines({"max": recorded("max"), "alone": recorded("alone")}, [])
    assert lines[1] == "max minus alone, seed by seed: -5.0 points. One pair has no spread."


def test_what_was_not_recorded_is_said(folder, capsys):
    unveil({"with": "with_it", "without": "without_it"})
    assert "No full training of with or without comes with this notebook yet" in (
        capsys.readouterr().out
    )
    found = full_trainings({"Maximum": "max", "Other": "without_it"})
    assert {title: len(runs) for title, runs in found.items()} == {"Maximum": 3}
    told = capsys.readouterr().out
    assert "Maximum, trained in full: 75.0, 76.0, 77.0 % (mean 76.0 +- 1.0) of the test" in told
    assert "Other: no full training of it comes with this notebook yet." in told
    assert not is_recorded("without_it")


def test_the_curves_of_all_seeds_are_drawn_and_told_apart_without_colour(folder):
    figure = full_curves_figure({name: recorded(name).runs for name in ("max", "average")})
    (ax,) = figure.axes
    assert len(ax.lines) == 5
    assert len({(line.get_linestyle(), line.get_marker()) for line in ax.lines}) == 2
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["max, 3 seeds", "average, 2 seeds"]


def test_full_trainings_lie_in_grey_behind_a_run_of_ones_own(folder):
    own, behind = recorded("alone").runs[0], {"SimpleCNN": recorded("max").runs}
    for ax in curves_figure({"SimpleCNN": own}, behind).axes:
        grey = [line for line in ax.lines if line.get_color() == "#888888"]
        assert len(grey) == 3 + 1  # one for each seed, and one for the legend
        labels = [text.get_text() for text in ax.get_legend().get_texts()]
        assert "SimpleCNN, in full" in labels
        assert len(set(labels)) == len(labels)


def test_the_answer_comes_after_a_line_to_open(folder, capsys):
    unveil({"max": "max", "average": "average"})
    told = capsys.readouterr().out
    assert told.startswith("What full trainings say. Decide first what you expect, then open.\n")
    assert "seed by seed" in told
