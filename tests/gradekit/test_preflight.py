"""The saved notebook run in a fresh process, and what a student is told of it."""

import builtins
import json
import sys
import time
from types import SimpleNamespace

import pytest

from gradekit.handout_facts import Handout, handout_text
from gradekit.preflight import report
from gradekit.preflight.rerun import rerun

NAME = "tables"
TEST = """from otter.test_files import test_case

@test_case(points=0, hidden=False)
def test_two(total):
    from gradekit import checks
    checks.function("t1", "total(numbers)", total, [checks.case(3, [1, 2])])
"""
FIRST = "from gradekit.notebook import check"
OTHER = TEST.replace("total", "half").replace("t1", "t2").replace("(3, [1, 2])", "(2.0, 4.0)")


def write(folder, *cells, **facts):
    """A saved notebook and the hand-out's facts."""
    written = [
        {
            "id": f"c{at}",
            "cell_type": "code",
            "metadata": {"tags": tags},
            "source": source,
            "outputs": [],
            "execution_count": 1,
        }
        for at, (source, *tags) in enumerate([(FIRST,), *cells])
    ]
    metadata = {"autograder": {"assignment": NAME}, "otter": {"tests": {"t1": TEST, "t2": OTHER}}}
    path = folder / f"{NAME}.ipynb"
    path.write_text(json.dumps({"cells": written, "metadata": metadata, "nbformat": 4}))
    told = {"packages": {"numpy": "2.0", "gradekit": "1"}, **facts}
    (folder / "handout.json").write_text(handout_text(Handout(NAME, "Tables", **told)))
    return path


def test_each_thing_that_the_grader_would_find_is_said(tmp_path):
    path = write(
        tmp_path,
        ("get_ipython().kernel.do_shutdown(True)", "otter_ignore"),
        ("left_over = sum",),
        ("def total(numbers):\n    return left_over(numbers)", "otter_answer_cell"),
        ('check("t1")',),
        ("import strange_package\ndef half(number): return number / 2", "otter_answer_cell"),
        ("%matplotlib inline\n!rm -rf nothing\ncheck('t2')",),
        ("def broken(:",),
        due="2026-01-01T12:00:00+00:00",
        attempts=3,
        submission_seconds=100.0,
    )
    lines = [text for _, text in report(path)]
    shown = "\n".join(lines)
    assert "`import strange_package` fails at the grader, which does not have it" in shown
    assert "Cell 8 is no Python" in shown
    assert (
        "Cell 6, of t2 stops with ModuleNotFoundError: No module named 'strange_package'" in shown
    )
    assert "t1: public tests: 1 of 1" in shown
    assert "t2: Cell 6 stopped with ModuleNotFoundError" in shown
    assert "the grader allows 100 seconds and 2048 MiB" in shown
    assert "Due Thursday, 01 January 2026" in shown
    assert "3 hand-ins count" in shown


def test_what_only_the_old_kernel_still_knows_is_found(tmp_path):
    path = write(
        tmp_path,
        ("def total(numbers):\n    return deleted_helper(numbers)",),
        ("check('t1')",),
        ("def total(numbers):\n    return 0",),
    )
    shown = "\n".join(text for _, text in report(path))
    assert "deleted_helper" in shown
    assert "`total` is defined in 2 cells" in shown
    assert "t2: nothing in the notebook is called `half`. Was its cell deleted?" in shown
    assert "t2: its check cell is gone. It is graded all the same" in shown


@pytest.mark.parametrize("source", ["import os\nos._exit(3)", "raise SystemExit"])
def test_a_notebook_that_ends_its_process_is_said(tmp_path, source):
    shown = "\n".join(text for _, text in report(write(tmp_path, (source,))))
    assert "The notebook ended its process" in shown or "stops with SystemExit" in shown


def test_an_unreadable_notebook_is_said(tmp_path):
    path = write(tmp_path)
    path.write_text("")
    assert [text for _, text in report(path)] == [
        f"{NAME}.ipynb on disk is empty. Save the notebook (Ctrl+S or Cmd+S)."
    ]


def test_the_seconds_are_those_that_a_grader_counts(tmp_path, monkeypatch):
    """Cells and public tests, hidden tests by their number, trainings apart; by a clock of ours."""
    ticks = [0.0]
    called = []
    monkeypatch.setattr(builtins, "ticks", ticks, raising=False)
    monkeypatch.setattr(builtins, "called", called, raising=False)
    monkeypatch.setattr(time, "process_time", lambda: ticks[0])
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.chdir(tmp_path)
    trains = {"net": SimpleNamespace(question="t2")}
    monkeypatch.setattr("gradekit.preflight.rerun.read_tasks", lambda folder: trains)
    path = write(
        tmp_path,
        ("ticks[0] += 100", "otter_ignore"),
        ("ticks[0] += 5",),
        ("def total(numbers):\n    ticks[0] += 1; called.append(1)\n    return sum(numbers)",),
        ("check('t1')",),
        ("def half(number):\n    ticks[0] += 20; called.append(2)\n    return number / 2",),
        ("check('t2')",),
        hidden={"t1": 3, "t2": 4},
    )
    told = rerun(path)
    assert {one["status"] for found in told["questions"].values() for one in found} == {"passed"}
    assert set(called) == {1, 2}
    assert told["seconds"] == 5 + called.count(1) * (1 + 3)
    assert told["trained"] == 20 * called.count(2)
