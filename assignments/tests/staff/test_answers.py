"""What staff keep of every question, and what a blank notebook is told of it.

The solution is graded in `test_known_submissions`, mistakes in `test_mutants`.
"""

import pytest

from assignments.tests.staff.cells import (
    ASSIGNMENTS,
    code_questions,
    every_question,
    questions,
    variables,
    verdict,
)
from assignments.tests.staff.listed import LISTED
from assignments.tests.unit import QUESTIONS as STAFF

QUESTIONS = every_question()
NAMES = {name for _, name in QUESTIONS}

each_question = pytest.mark.parametrize(("assignment", "question"), QUESTIONS)


@each_question
def test_a_blank_answer_gets_nothing_and_one_plain_line(assignment, question):
    found = verdict(assignment, question, variables(assignment, blank=True))
    assert found.points == 0
    assert found.faults == {}
    assert set(found.messages.values()) == {f"{question} is not implemented yet"}
    assert found.shown is None


@each_question
def test_a_missing_function_is_named(assignment, question):
    variable = STAFF[question].variable
    found = verdict(assignment, question, {**variables(assignment), variable: None})
    assert found.faults == {}
    told = " ".join(found.messages.values())
    assert variable in told or f"{question} is not implemented yet" in told


@pytest.mark.parametrize(
    ("assignment", "question"), [pair for pair in QUESTIONS if STAFF[pair[1]].references]
)
def test_the_right_implementation_of_diagnosis_gets_no_hint(assignment, question):
    # It may still fail, where a check asks for the use of another function of the notebook.
    right = STAFF[question].references
    found = verdict(assignment, question, {**variables(assignment), **right})
    assert (found.faults, found.shown) == ({}, None)


@pytest.mark.parametrize("question", LISTED)
def test_every_misconception_of_the_specification_is_there(question):
    assert LISTED[question] <= {item.id for item in STAFF[question].mistakes}


@each_question
def test_a_question_of_two_points_has_six_misconceptions_with_hints_of_their_own(
    assignment, question
):
    items = STAFF[question].mistakes
    points = questions(assignment)[question].config["points"]
    assert len(items) >= (6 if points >= 2 else 2)
    assert len({item.hint for item in items}) == len({item.id for item in items}) == len(items)
    assert all(item.hint.endswith((".", "?")) and len(item.hint) > 20 for item in items)


def test_every_collection_belongs_to_a_question_of_an_assignment():
    assert set(STAFF) == NAMES


def test_every_question_has_misconceptions_and_the_unit_has_many():
    everywhere = {name for assignment in ASSIGNMENTS for name in code_questions(assignment)}
    assert everywhere == NAMES
    assert sum(len(STAFF[name].mistakes) for name in NAMES) >= 120
