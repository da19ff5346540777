"""Lint of questions: name, config, points, box, and what a question of its kind must have."""

import difflib
import math
import re
from collections.abc import Iterator
from typing import Any

from autograder.records.assignment import Assignment
from autograder.release.findings import Finding, note
from autograder.release.lint_tests import lint_tests
from autograder.release.points import total_of
from autograder.release.source import Source, SourceQuestion

_QUESTION_KEYS = ("name", "points", "manual", "check_cell", "export", "all_or_nothing")
_MCQ_KEYS = ("id", "points")
# The name is a file, a column of a table and part of a link.
_ID = re.compile(r"\w[\w. -]{0,62}\w|\w")


def lint_questions(settings: Assignment, source: Source) -> Iterator[Finding]:
    """Findings about every question, MCQs held against their bank."""
    seen: dict[str, int] = {}
    for question in source.questions:
        if question.id and question.id in seen:
            yield Finding(
                question.number,
                f"{question.id} is also the question of cell {seen[question.id]}; "
                "Otter would merge the two",
                "give each question its own name",
            )
        seen.setdefault(question.id, question.number)
        if question.kind == "mcq":
            yield from _lint_mcq(question, source)
        else:
            yield from _lint_question(question, source.ok_format)
    for mcq in source.bank.graded:
        if mcq.id not in seen:
            yield Finding(
                None,
                f"mcq.toml has {mcq.id}, which no `# MCQ` cell asks for",
                "place it in the notebook or remove it",
                "choices",
            )
    for name in settings.bonus:
        if name not in seen:
            yield Finding(
                None,
                f"assignment.toml names the bonus question {name!r}, which is not there",
                "correct the name or remove it",
            )


def _lint_question(question: SourceQuestion, ok_format: bool) -> Iterator[Finding]:
    yield from _lint_name(question)
    yield from _lint_config(question)
    yield from _lint_points(question)
    yield from _lint_box(question)
    yield from lint_tests(question, ok_format)
    name, cell = question.id or "the question", question.number
    if question.kind == "written":
        if question.tests:
            yield note(
                cell,
                f"{name} is manual and has tests",
                "Otter runs them, but a person gives all of its points here",
                "tests",
            )
        if not question.solutions:
            yield note(
                cell,
                f"{name} has no model answer",
                "readers have nothing to hold an answer against; add a solution block",
                "questions",
            )
        return
    if not question.tests:
        yield Finding(cell, f"{name} has no tests", "add a tests block, or `manual: true`", "tests")
    if not question.solutions:
        yield Finding(
            cell,
            f"{name} has no solution, so nothing shows that its tests can be passed",
            "add a solution block",
        )
    for numbered in question.solutions:
        if numbered.kind == "markdown":
            yield note(
                numbered.number,
                "a text cell in the solution block of a coding question",
                "students do not get it; it stays in the solution",
                "form",
            )


def _lint_name(question: SourceQuestion) -> Iterator[Finding]:
    name = question.config.get("name")
    if not isinstance(name, str):
        yield Finding(question.number, f"the name is {name!r}", "write a text: `name: q1`")
    elif not _ID.fullmatch(name):
        yield Finding(
            question.number,
            f"the name {name!r} cannot name a file, a column and a link",
            "use letters, digits, spaces, `_`, `-` and `.`, at most 64",
        )


def _lint_config(question: SourceQuestion) -> Iterator[Finding]:
    for key in question.config:
        if key in _QUESTION_KEYS:
            continue
        close = difflib.get_close_matches(str(key), _QUESTION_KEYS, n=1, cutoff=0.7)
        problem = f"unknown key {key!r} in the question's config, which Otter ignores"
        if close:
            yield Finding(question.number, problem, f"write {close[0]}")
        else:
            yield note(question.number, problem, "remove it", "questions")


def _lint_points(question: SourceQuestion) -> Iterator[Finding]:
    problem = total_of(question.config.get("points"), question.tests).problem
    if problem:
        yield Finding(question.number, *problem, "points")
    elif question.kind == "written" and not question.config.get("points"):
        yield note(
            question.number,
            f"{question.id} is manual and has no points",
            "Otter counts it 0 points; write `points: 2`",
            "points",
        )


def _lint_box(question: SourceQuestion) -> Iterator[Finding]:
    box = question.box
    if box is None:
        return
    if box.id != question.id:
        yield Finding(
            box.number,
            f"the box says {box.id}, the question is {question.id}",
            "make them equal",
            "form",
        )
    total = total_of(question.config.get("points"), question.tests).points
    if total is not None and not math.isclose(box.points, total, abs_tol=1e-6):
        yield Finding(
            box.number,
            f"the box promises {box.points:g} points, the question is worth {total:g}",
            "make them equal",
            "points",
        )
    if box.read_by_a_person != (question.kind == "written"):
        yield Finding(
            box.number,
            "`read by a person` and `manual: true` go together",
            "write both or neither",
            "form",
        )


def _lint_mcq(question: SourceQuestion, source: Source) -> Iterator[Finding]:
    for key in question.config:
        if key not in _MCQ_KEYS:
            problem = f"unknown key {key!r}"
            yield Finding(question.number, problem, "use id and points only", "choices")
    if source.bank.find(question.id) is None:
        yield Finding(
            question.number,
            f"mcq.toml has no graded question {question.config.get('id')!r}",
            "add it there, or correct the id",
            "choices",
        )
    if not _positive(question.config.get("points")):
        yield Finding(
            question.number,
            f"points is {question.config.get('points')!r}",
            "write one positive number",
            "points",
        )


def _positive(points: Any) -> bool:
    return isinstance(points, int | float) and not isinstance(points, bool) and points > 0
