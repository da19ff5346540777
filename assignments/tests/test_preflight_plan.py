"""A preflight runs the cells that the grader runs, once each and in the same order.

Its idea of the grader's time rests on that, and on what the hand-out says of hidden tests.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assignments.tests.unit import ASSIGNMENTS, TASKS_OF
from autograder.grading.cells import plan as graders
from autograder.grading.loaded import open_release
from autograder.intake.find import Found
from autograder.intake.submission import read_work, take_in
from autograder.records.course import Course
from autograder.specimens import read_material
from autograder.verify.known import load_cases
from gradekit.handout_facts import read_handout
from gradekit.notebook.saved import read_saved
from gradekit.preflight.cells import plan as preflights
from tests.sampling import sampled

SAFE = ("honest", "mistake", "awkward")
ALWAYS = ("perfect", "blank", "extra_cells", "deleted_answer_cell", "windows_line_ends", "magics")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_cells_and_the_places_of_checks_are_the_graders(
    assignment: str, compile_assignment: Callable[[str], Course], tmp_path: Path
) -> None:
    course = compile_assignment(assignment)
    opened, material = open_release(course, assignment), read_material(course, assignment)
    compared = 0
    cases = [
        case
        for case in load_cases(course.known(assignment))
        if case.kind in SAFE and case.base != "refused"
    ]
    for case in sampled(cases, 8, lambda case: case.name, ALWAYS):
        found = Found(case.name, case.write(material, tmp_path / "class"))
        work = read_work(found, opened.wanted)
        path = tmp_path / f"{assignment}.ipynb"
        path.write_bytes(work.held.members[work.chosen.path])
        saved = read_saved(path)
        ours = [
            (number, cell.source.replace("\r\n", "\n"), set(ends))
            for number, cell, _, ends in preflights(saved, saved.tests)
        ]
        theirs = [
            (step.cell.number, step.cell.source, set(step.ends) & saved.tests.keys())
            for step in graders(take_in(found, opened.wanted).cells, saved.tests.keys())
        ]
        assert ours == theirs, case.name
        compared += 1
    assert compared >= 2


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_hand_out_says_of_each_question_that_trains_nothing_what_hidden_tests_ask_for(
    assignment: str, compile_assignment: Callable[[str], Course], tmp_path: Path
) -> None:
    course = compile_assignment(assignment)
    with zipfile.ZipFile(course.build / assignment / "handout.zip") as archive:
        archive.extractall(tmp_path)
    handout = read_handout(tmp_path)
    assert handout is not None
    trained = {task.question for task in TASKS_OF[assignment].values()}
    hidden = {
        question.spec.id: any(check.spec.hidden for check in question.checks)
        for question in open_release(course, assignment).questions
        if question.spec.kind == "code" and question.spec.id not in trained
    }
    assert {name: share > 0 for name, share in handout.hidden.items()} == hidden
