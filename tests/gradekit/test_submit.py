"""The zip that a student hands in."""

import json
import os
import re
import sys
import time
import types
import zipfile

import pytest

from gradekit.answers import record_answer
from gradekit.colab import write_tests
from gradekit.submit import submit
from gradekit.training.handout import public
from gradekit.training.tasks import Budget, Task

NAME = "a1_convolution"
OPTIONS = {letter: letter for letter in "ABCD"}
QUESTIONS = {
    "graded": {name: {"title": "t", "stem": "s", "options": OPTIONS} for name in ("Q1", "Q2")},
    "practice": {},
}


def notebook(*counts):
    """A notebook with one code cell for each execution count."""
    cells = [
        {"cell_type": "code", "source": ["x = 1"], "execution_count": count} for count in counts
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def folder(tmp_path):
    """A working folder with a saved notebook."""
    (tmp_path / "questions.json").write_text(json.dumps(QUESTIONS))
    (tmp_path / f"{NAME}.ipynb").write_text(notebook(1, 2))
    return tmp_path


def test_the_zip_is_named_as_otter_names_it_and_holds_notebook_and_answers(folder, capsys):
    record_answer(folder, "Q1", "B")
    submit(NAME, folder)
    (target,) = folder.glob("*.zip")
    assert re.fullmatch(NAME + r"_\d{4}_\d\d_\d\dT\d\d_\d\d_\d\d_\d{6}\.zip", target.name)
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == ["__zip_filename__", f"{NAME}.ipynb", "answers.json"]
        assert archive.read("__zip_filename__").decode() == target.name
        assert json.loads(archive.read("answers.json"))["answers"]["Q1"]["choice"] == "B"
    shown = capsys.readouterr().out
    assert "Q1: recorded B" in shown
    assert "Not answered yet: Q2." in shown
    assert f"Hand in {target.name}" in shown
    assert not list(folder.glob("*.part"))


def test_answers_need_not_exist(folder):
    submit(NAME, folder)
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        assert sorted(archive.namelist()) == ["__zip_filename__", f"{NAME}.ipynb"]


def test_the_zip_tells_when_it_was_made_whatever_the_files_say(folder):
    """Files that come from a handout may carry its date, which is that of no student's work."""
    os.utime(folder / f"{NAME}.ipynb", (0, 0))
    began = time.localtime(time.time() - 2)[:6]
    submit(NAME, folder)
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        assert all(entry.date_time >= began for entry in archive.infolist())


def test_a_missing_notebook_is_no_zip(folder, capsys):
    (folder / f"{NAME}.ipynb").unlink()
    submit(NAME, folder)
    assert "There is no a1_convolution.ipynb here" in capsys.readouterr().out
    assert not list(folder.glob("*.zip"))


def test_an_old_copy_on_disk_asks_for_saving(folder, capsys, monkeypatch):
    monkeypatch.setattr("gradekit.submit.in_notebook", lambda: True)
    submit(NAME, folder)
    assert "Save the notebook" not in capsys.readouterr().out
    hour_ago = time.time() - 3600
    os.utime(folder / f"{NAME}.ipynb", (hour_ago, hour_ago))
    submit(NAME, folder)
    assert "the copy on disk is 60 minutes old" in capsys.readouterr().out


def test_cells_that_never_ran_are_counted(folder, capsys):
    (folder / f"{NAME}.ipynb").write_text(notebook(1, None, None))
    submit(NAME, folder)
    assert "2 of 3 code cells have not been run" in capsys.readouterr().out


def test_colab_hands_in_the_notebook(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    submit(NAME, folder)
    assert "Download .ipynb" in capsys.readouterr().out
    assert not list(folder.glob("*.zip"))


def test_public_tests_become_files_for_colab(tmp_path):
    path = tmp_path / "n.ipynb"
    tests = {"q1_1": "OK_FORMAT = False\n", "Q1": ["name = 'Q1'\n", "points = 1\n"]}
    path.write_text(json.dumps({"metadata": {"otter": {"tests": tests}}}))
    assert [file.name for file in write_tests(path)] == ["q1_1.py", "Q1.py"]
    assert (tmp_path / "tests" / "Q1.py").read_text() == "name = 'Q1'\npoints = 1\n"


def ask_for(folder, *names):
    """A notebook beside the training tasks of a hand-out."""
    budget = Budget("kit.sources:melodies", 10, 1, 10, 0.5)
    tasks = {
        name: Task("q1", "Net", "network", (3,), 2, ("accuracy",), {"cpu": {"accuracy": budget}})
        for name in names
    }
    (folder / "tasks.json").write_text(public(tasks))
    (folder / f"{NAME}.ipynb").write_text(json.dumps({"cells": [], "metadata": {}}))


def packed(folder):
    """Names in the zip."""
    (target,) = folder.glob("*.zip")
    with zipfile.ZipFile(target) as archive:
        return set(archive.namelist())


def test_a_checkpoint_of_a_network_that_is_asked_for_goes_along(folder, capsys):
    ask_for(folder, "small")
    names = ["small.safetensors", "small.pt", "large.pt", "other.pt"]
    for name in names:
        (folder / name).write_bytes(b"weights")
    submit(NAME, folder)
    assert packed(folder) & set(names) == {"small.safetensors"}
    shown = capsys.readouterr().out
    assert "small.safetensors goes along; small.pt stays here" in shown
    assert "provisional and gives no points" in shown


def test_a_checkpoint_that_is_too_large_stays_here(folder, capsys):
    ask_for(folder, "small")
    with (folder / "small.pt").open("wb") as file:
        file.truncate(33 * 2**20)
    submit(NAME, folder)
    assert "small.pt" not in packed(folder)
    assert "larger than 32 MiB" in capsys.readouterr().out
