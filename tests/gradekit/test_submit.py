"""The zip that a student hands in."""

import json
import os
import sys
import time
import types
import zipfile

import pytest

from gradekit.answers import record_answer
from gradekit.colab import write_tests
from gradekit.receipt import fingerprint, receipt_code
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


def zips(folder):
    return sorted(path.name for path in folder.glob("*.zip"))


def test_one_zip_under_one_name_holds_notebook_and_answers(folder, capsys):
    record_answer(folder, "Q1", "B")
    submit(NAME, folder, now=True)
    submit(NAME, folder, now=True)
    assert zips(folder) == [f"{NAME}_handin.zip"]
    with zipfile.ZipFile(folder / zips(folder)[0]) as archive:
        assert sorted(archive.namelist()) == ["__zip_filename__", f"{NAME}.ipynb", "answers.json"]
        assert json.loads(archive.read("answers.json"))["answers"]["Q1"]["choice"] == "B"
    shown = capsys.readouterr().out
    assert "Q1: recorded B" in shown
    assert "Not answered yet: Q2." in shown
    assert f"Hand in {NAME}_handin.zip" in shown
    assert not list(folder.glob("*.part"))


def test_running_the_cell_alone_packs_nothing(folder, capsys):
    submit(NAME, folder)
    assert f'Ready. Run submit("{NAME}", now=True)' in capsys.readouterr().out
    assert not zips(folder)


def test_the_receipt_is_the_hash_of_what_is_graded(folder, capsys):
    record_answer(folder, "Q1", "B")
    submit(NAME, folder, now=True)
    files = {"answers.json": (folder / "answers.json").read_bytes()}
    sha256 = fingerprint((folder / f"{NAME}.ipynb").read_bytes(), files)
    shown = capsys.readouterr().out
    assert f"Receipt {receipt_code(sha256)}" in shown
    assert sha256 in shown


def test_answers_need_not_exist(folder):
    submit(NAME, folder, now=True)
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        assert sorted(archive.namelist()) == ["__zip_filename__", f"{NAME}.ipynb"]


def test_the_zip_tells_when_it_was_made_whatever_the_files_say(folder):
    """Files that come from a handout may carry its date, which is that of no student's work."""
    os.utime(folder / f"{NAME}.ipynb", (0, 0))
    began = time.localtime(time.time() - 2)[:6]
    submit(NAME, folder, now=True)
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        assert all(entry.date_time >= began for entry in archive.infolist())


def test_a_missing_notebook_is_no_zip(folder, capsys):
    (folder / f"{NAME}.ipynb").unlink()
    submit(NAME, folder, now=True)
    assert "NOT handed in: there is no a1_convolution.ipynb in" in capsys.readouterr().out
    assert not zips(folder)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "a1_convolution.ipynb on disk is empty"),
        ("{", "on disk is not a notebook"),
        ('{"cells": [], "metadata": {}}', "has no code cell with anything in it"),
    ],
)
def test_an_empty_or_damaged_notebook_is_no_zip(folder, capsys, content, says):
    (folder / f"{NAME}.ipynb").write_text(content)
    submit(NAME, folder, now=True)
    assert says in capsys.readouterr().out
    assert not zips(folder)


@pytest.mark.parametrize("content", ["{", "[1]", '{"answers": {"Q1": {"choice": 3}}}'])
def test_a_damaged_answers_file_is_not_taken_for_an_empty_one(folder, capsys, content):
    (folder / "answers.json").write_text(content)
    submit(NAME, folder)
    shown = capsys.readouterr().out
    assert "answers.json is damaged, and choices that were in it are lost. Choose again" in shown
    assert "Not answered yet: Q1, Q2." in shown
    record_answer(folder, "Q1", "B")
    submit(NAME, folder)
    assert "damaged" not in capsys.readouterr().out


def test_an_assignment_without_choices_says_nothing_of_them(folder, capsys):
    (folder / "questions.json").write_text(json.dumps({"graded": {}, "practice": {}}))
    submit(NAME, folder, now=True)
    assert "multiple-choice" not in capsys.readouterr().out
    (folder / "questions.json").unlink()
    submit(NAME, folder, now=True)
    assert zips(folder)


def test_a_written_answer_is_shown_as_it_is_on_disk(folder, capsys):
    cells = [
        {"cell_type": "markdown", "source": "### w1_1 · In your words", "metadata": {}},
        {"cell_type": "markdown", "source": "Shared weights.", "metadata": {}},
        {"cell_type": "markdown", "source": "### w1_2 · And again", "metadata": {}},
        {
            "cell_type": "markdown",
            "source": "_Type your answer here, replacing this text._",
            "metadata": {},
        },
        {"cell_type": "markdown", "source": "<!-- END QUESTION -->\n\n## Next", "metadata": {}},
        {"cell_type": "code", "source": "x = 1", "metadata": {}, "execution_count": 1},
    ]
    (folder / f"{NAME}.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}}))
    submit(NAME, folder)
    shown = capsys.readouterr().out
    assert "w1_1 in it: 'Shared weights.'" in shown
    assert "w1_2 in it: no answer" in shown


def test_colab_hands_in_the_notebook(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    submit(NAME, folder, now=True)
    assert "Download .ipynb" in capsys.readouterr().out
    assert not zips(folder)


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


def packed(folder):
    """Names in the zip."""
    with zipfile.ZipFile(folder / f"{NAME}_handin.zip") as archive:
        return set(archive.namelist())


def test_a_checkpoint_of_a_network_that_is_asked_for_goes_along(folder, capsys):
    ask_for(folder, "small")
    names = ["small.safetensors", "small.pt", "large.pt", "other.pt"]
    for name in names:
        (folder / name).write_bytes(b"weights")
    submit(NAME, folder, now=True)
    assert packed(folder) & set(names) == {"small.safetensors"}
    shown = capsys.readouterr().out
    assert "small.safetensors goes along; small.pt stays here" in shown
    assert "provisional and gives no points" in shown


def test_a_checkpoint_that_is_too_large_stays_here(folder, capsys):
    ask_for(folder, "small")
    with (folder / "small.pt").open("wb") as file:
        file.truncate(33 * 2**20)
    submit(NAME, folder, now=True)
    assert "small.pt" not in packed(folder)
    assert "larger than 32 MiB" in capsys.readouterr().out
