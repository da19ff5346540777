"""`check("t1")` in a running notebook: what a student reads."""

import json

import pytest

from gradekit.notebook.receipts import RECEIPT_TYPE
from tests.front_end import FrontEnd

RADIOS = "application/vnd.jupyter.widget-view+json"

NAME = "tables"
SUM = """from otter.test_files import test_case

OK_FORMAT = False

name = "t1"
points = 2

@test_case(points=0, hidden=False)
def test_two(total):
    from gradekit import checks
    checks.function("t1", "total(numbers)", total, [checks.case(3, [1, 2])])

@test_case(points=0, hidden=False, success_message="Public tests passed.")
def test_negative(total):
    from gradekit import checks
    checks.function("t1", "total(numbers)", total, [checks.case(-1, [1, -2])])
"""
DOCTEST = """OK_FORMAT = True

test = {"name": "t2", "points": 1, "suites": [{"cases": [
    {"code": ">>> half(4)\\n2.0", "hidden": False, "locked": False},
    {"code": ">>> half(0)\\n0.0", "hidden": False, "locked": False}], "type": "doctest"}]}
"""
CHOICE = """from otter.test_files import test_case

@test_case(points=0, hidden=False)
def test_recorded(Q1):
    from gradekit import checks
    checks.recorded(Q1, "Q1")
"""
QUESTION = {"title": "t", "stem": "s", "options": {letter: letter for letter in "ABCD"}}
FIRST = f"from gradekit.notebook import begin, check\ngrader = begin({NAME!r})"


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A notebook whose first cell has run, from which Otter cannot be imported."""
    folder = tmp_path_factory.mktemp("evening")
    taught = {**QUESTION, "key": "B", "explanations": dict.fromkeys("ACD", "No.") | {"B": "Yes."}}
    questions = {"graded": {"Q1": QUESTION, "Q2": QUESTION}, "practice": {"P1": taught}}
    (folder / "questions.json").write_text(json.dumps(questions))
    (folder / "otter.py").write_text("raise ImportError('Otter is not needed here')")
    cell = {"id": "first", "cell_type": "code", "metadata": {}, "source": FIRST, "outputs": []}
    tests = {"t1": SUM, "t2": DOCTEST, "Q1": CHOICE}
    metadata = {"autograder": {"assignment": NAME}, "otter": {"tests": tests}}
    path = folder / f"{NAME}.ipynb"
    path.write_text(json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4}))
    with FrontEnd(path) as opened:
        assert opened.run("begin") == ""
        yield opened


def checked(notebook, body, call='check("t1")'):
    """What a check says of `total` with this body."""
    return notebook.type(f"def total(numbers):\n    {body}\n{call}")


def test_an_answer_that_is_not_begun_is_one_grey_line(notebook):
    assert checked(notebook, "...") == "t1: not done yet."
    assert checked(notebook, "...", 'grader.check("t1")') == "t1: not done yet."


def test_a_wrong_answer_reads_our_sentence_first_and_none_of_our_code(notebook):
    shown = checked(notebook, "return numbers[0]")
    assert shown.splitlines()[0].startswith("t1: total(numbers=[1, 2]) returned 1, expected 3")
    assert shown.splitlines()[-1] == "public tests: 0 of 2"
    for noise in ("checks.", "CheckFailed", "Traceback", "Error at line", "❌"):
        assert noise not in shown


def test_a_right_answer_is_not_called_passed(notebook):
    shown = checked(notebook, "return sum(numbers)")
    assert shown == "t1: public tests: 2 of 2; hidden ones run when it is graded."


def test_an_exception_is_told_without_its_trace(notebook):
    shown = checked(notebook, "return numbers + 1")
    assert "raised TypeError: can only concatenate list" in shown
    assert "Traceback" not in shown


def test_print_in_place_of_return_is_recognised(notebook):
    shown = checked(notebook, "print(sum(numbers))")
    assert shown == "t1: nothing came back. It printed '3': put `return` where `print` stands."


def test_an_answer_without_return_is_told_so(notebook):
    assert "returned None; is a return missing?" in checked(notebook, "x = sum(numbers)")


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "while True:\n        try:\n            x = sum(numbers)\n        except Exception: pass",
    ],
)
def test_a_loop_that_never_ends_is_stopped(notebook, body):
    shown = checked(notebook, body, 'check("t1", seconds=0.3)')
    assert "t1: stopped after 0.3 seconds of computing: a loop does not end" in shown
    # The kernel lives on, and no timer is left behind.
    assert notebook.type("sum(range(10**6)) and print('alive')").strip() == "alive"


def test_a_deleted_answer_is_told_what_is_asked_for(notebook):
    shown = notebook.type('del total\ncheck("t1")')
    assert "There is no total in the notebook" in shown
    assert "t1 asks for total(numbers)" in shown


def test_doctests_are_checked_too(notebook):
    shown = notebook.type('def half(number):\n    return number\ncheck("t2")')
    assert "Expected:\n    2.0\nGot:\n    4" in shown
    shown = notebook.type('def half(number):\n    return number / 2\ncheck("t2")')
    assert shown == "t2: public tests: 2 of 2; hidden ones run when it is graded."


def test_a_choice_is_recorded_and_never_passed(notebook):
    assert "Q1: not answered yet" in notebook.type('check("Q1")')
    # Typed alone, as the hint of many a notebook reads, it counts as well.
    notebook.type('from gradekit.mcq import mcq\nmcq("Q1", "C")')
    assert "Q1: C is recorded" in notebook.type('check("Q1")')
    assert "passed" not in notebook.type('grader.check("Q1")')


def test_options_can_be_clicked_and_the_receipt_outlives_the_widget(notebook):
    notebook.type("from gradekit.mcq import mcq")
    ask = {"id": "ask", "cell_type": "code", "metadata": {}, "source": 'Q2 = mcq("Q2")'}
    assert "Q2: not answered yet" in notebook._execute(ask)
    assert RADIOS in ask["outputs"][0]["data"]
    click = (
        "from ipywidgets.widgets.widget import _instances\n"
        "groups = [w for w in _instances.values() if type(w).__name__ == 'Radios']\n"
        "groups[-1].choice = 'D'\nprint(Q2, groups[-1].status)"
    )
    shown = notebook.type(click)
    assert "Q2: recorded D" in shown
    assert "D Q2: recorded. Save the notebook" in shown
    assert "Q2: D is recorded" in notebook.type('check("Q2")')
    notebook._execute(ask)
    assert ask["outputs"][-1]["data"][RECEIPT_TYPE]["choice"] == "D"


def test_a_practice_question_explains_what_is_clicked_and_stays(notebook):
    notebook.type('from gradekit.mcq import practice\npractice("P1")')
    click = "from ipywidgets.widgets.widget import _instances\n"
    click += "groups = [w for w in _instances.values() if type(w).__name__ == 'Radios']\n"
    click += "for letter in 'AB':\n    groups[-1].choice = letter\n    print(groups[-1].status)"
    assert notebook.type(click).split("\n")[:2] == ["Not that one. No.", "Yes."]


def test_slips_of_the_pen_are_told_and_record_nothing(notebook):
    notebook.type('from gradekit.mcq import mcq\nQ1 = mcq("Q1", "C")')
    copied = notebook.type('Q2 = mcq("Q1", "B")')
    assert "this cell is the one of Q2, and it asks for Q1" in copied
    assert "Q1: C is recorded" in notebook.type('check("Q1")')
    unquoted = notebook.type('Q1 = mcq("Q1", D)')
    assert 'Write the letter in quotes: `Q1 = mcq("Q1", "D")`' in unquoted
    assert "Traceback" not in unquoted
    assert "is no letter in quotes" in notebook.type('D = 3\nQ1 = mcq("Q1", D)')
    assert "NameError" in notebook.type("missing")
    alone = notebook.type('mcq("Q1", "A")')
    assert 'Q1: recorded A, also without "Q1 =" in front' in alone
    assert notebook.type("print(Q1)").strip() == "A"


def test_a_question_that_does_not_exist_names_those_that_do(notebook):
    assert "there are: t1, t2, Q1" in notebook.type('check("t9")')


def test_the_notebook_may_have_another_name_and_a_missing_hand_out_is_said(notebook, tmp_path):
    path = notebook.path.rename(notebook.path.with_name("mine.ipynb"))
    try:
        assert checked(notebook, "...") == "t1: not done yet."
        shown = notebook.type(f"import os\nos.chdir({str(tmp_path)!r})\nbegin({NAME!r})")
        assert "This notebook stands alone: questions.json is not in" in shown
        assert "Unzip the whole handout.zip" in shown
    finally:
        notebook.type(f"os.chdir({str(path.parent)!r})")
        path.rename(notebook.path)
