"""Every misconception is rejected and told by its own hint; solution full, blank nothing."""

import re

import pytest

from assignments.tests.staff.cells import (
    ASSIGNMENTS,
    checks_of,
    code_questions,
    every_question,
    questions,
    rows,
    variables,
    verdict,
)
from assignments.tests.staff.listed import LISTED
from assignments.tests.unit import QUESTIONS as STAFF

QUESTIONS = every_question()
NAMES = {name for _, name in QUESTIONS}
PLACEHOLDERS = re.compile(r"\[[a-z, :]+\]")
"""Indices by letters, as in `out[n, f]`, are not numbers of a case."""

each_question = pytest.mark.parametrize(("assignment", "question"), QUESTIONS)


@each_question
def test_the_solution_gets_every_point_and_no_hint(assignment, question):
    found = verdict(assignment, question, variables(assignment))
    assert (found.messages, found.faults, found.shown) == ({}, {}, None)
    assert found.points == found.possible > 0


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


@each_question
def test_hidden_failures_say_no_numbers_of_a_case(assignment, question):
    hidden = {check.name for check in checks_of(assignment, question) if check.hidden}
    for row in rows(assignment, question).values():
        for name, message in row.verdict.messages.items():
            if name in hidden:
                plain = PLACEHOLDERS.sub("", message)
                assert "[" not in plain, message
                assert "expected (" not in plain, message


def test_a_wrong_stride_keeps_the_points_of_the_other_features():
    found = rows("a1_convolution", "q1_7")["stride_ignored_in_indexing"].verdict
    assert set(found.messages) == {"test_stride_two_padding_one", "test_stride"}
    assert found.possible - found.points == 1


@pytest.mark.parametrize(
    ("misconception", "lost"),
    [
        ("bias_ignored", 0.5),
        ("first_bias_for_all", 0.5),
        ("padding_ignored", 1),
        ("edge_padding", 1),
        ("stride_ignored", 1),
        ("ceil_size", 1),
        ("dilation_ignored", 0.5),
        ("dilation_counts_gaps", 0.5),
        ("groups_take_turns", 1),
        ("float64_always", 1),
    ],
)
def test_a_feature_that_is_wrong_costs_its_own_points(misconception, lost):
    found = rows("a1_convolution", "q1_7")[misconception].verdict
    assert found.possible - found.points == lost
