"""Two hand-outs that were unzipped into one folder: each notebook finds its own files."""

import json

import pytest

from gradekit.handout_facts import Handout, handout_text
from gradekit.own_files import own_name
from gradekit.preflight import report
from tests.front_end import FrontEnd

QUESTION = {"title": "t", "stem": "s", "options": {letter: letter for letter in "ABCD"}}


@pytest.fixture
def folder(tmp_path):
    """The folder after the second one was unzipped over the first."""
    for name, question in (("first", "Q1"), ("second", "Q5")):
        questions = {"graded": {question: QUESTION}, "practice": {}}
        files = {
            "questions.json": json.dumps(questions),
            "handout.json": handout_text(Handout(name, name.title(), due="2026-01-01T12:00+00:00")),
        }
        for file, text in files.items():
            own = tmp_path / own_name(name, file)
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_text(text)
            (tmp_path / file).write_text(text)
        sources = [f"from gradekit.notebook import begin\nbegin({name!r})"]
        sources += [f"from gradekit.mcq import mcq\n{question} = mcq({question!r}, 'B')"]
        cells = [
            {"id": f"c{at}", "cell_type": "code", "metadata": {}, "source": text, "outputs": []}
            for at, text in enumerate(sources)
        ]
        metadata = {"autograder": {"assignment": name}, "otter": {"tests": {question: ""}}}
        content = {"cells": cells, "metadata": metadata, "nbformat": 4}
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(content))
    return tmp_path


def test_each_notebook_asks_its_own_questions(folder):
    with FrontEnd(folder / "first.ipynb") as opened:
        assert "Q1: recorded B" in opened.run_all()
        # As a notebook made for Otter ends.
        shown = opened.type("grader = begin('first')\ngrader.export(pdf=False)")
    assert "All multiple-choice questions are answered." in shown
    assert "Hand in first_handin.zip" in shown
    assert json.loads((folder / "answers.json").read_text())["answers"].keys() == {"Q1"}


def test_a_preflight_in_a_shell_reads_what_its_own_hand_out_says(folder):
    lines = [text for _, text in report(folder / "first.ipynb")]
    assert not any("stops with" in line for line in lines)
    assert any("Due Thursday" in line for line in lines)
