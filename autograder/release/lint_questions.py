"""Lint of questions: config, box, and what a question of its kind must have."""

import re
from collections.abc import Iterator
from typing import Any

from autograder.release.lint_tests import lint_tests
from autograder.release.mcq import McqBank
from autograder.release.source import Finding, Source, SourceQuestion

_QUESTION_KEYS = ("name", "points", "manual")
_MCQ_KEYS = ("id", "points")
_CODE_ID = re.compile(r"q[1-9]\d*_[1-9]\d*")
_WRITTEN_ID = re.compile(r"w[1-9]\d*_[1-9]\d*")


def lint_questions(source: Source, bank: McqBank) -> Iterator[Finding]:
    """Findings about every question, MCQs held against their bank."""
    seen: dict[str, int] = {}
    for question in source.questions:
        if question.id and question.id in seen:
            yield Finding(
                question.number,
                f"{question.id} is also the question of cell {seen[question.id]}; "
                "Otter would merge the two",
                "give each question its own id",
            )
        seen.setdefault(question.id, question.number)
        if question.kind == "mcq":
            yield from _lint_mcq(question, bank)
        else:
            yield from _lint_question(question)
    for mcq in bank.graded:
        if mcq.id not in seen:
            yield Finding(
                None,
                f"mcq.toml has {mcq.id}, which no `# MCQ` cell asks for",
                "place it in the notebook or remove it",
            )


def _lint_question(question: SourceQuestion) -> Iterator[Finding]:
    yield from _lint_question_config(question)
    yield from _lint_box(question)
    yield from lint_tests(question)
    if question.kind == "written":
        if question.tests:
            yield Finding(question.number, f"{question.id} is manual and has tests", "remove them")
        if not any(n.cell["cell_type"] == "markdown" for n in question.solutions):
            yield Finding(
                question.number,
                f"{question.id} has no model answer",
                "add a solution block with one text cell: the answer and the rubric",
            )
    else:
        if not question.tests:
            yield Finding(question.number, f"{question.id} has no tests", "add a tests block")
        if not question.solutions:
            yield Finding(question.number, f"{question.id} has no solution", "add a solution block")
        for numbered in question.solutions:
            if numbered.cell["cell_type"] == "markdown":
                yield Finding(
                    numbered.number,
                    "a text cell in the solution block of a coding question",
                    "move it out of the block, or into the solution's comments",
                )


def _lint_question_config(question: SourceQuestion) -> Iterator[Finding]:
    config, cell = question.config, question.number
    for key in config:
        if key not in _QUESTION_KEYS:
            yield Finding(
                cell,
                f"unknown key {key!r} in the question's config, which Otter ignores",
                f"use {', '.join(_QUESTION_KEYS)} only",
            )
    pattern, example = (_WRITTEN_ID, "w1_1") if question.kind == "written" else (_CODE_ID, "q1_3")
    if not pattern.fullmatch(question.id):
        yield Finding(cell, f"the name {config.get('name')!r} is no question id", f"use {example}")
    yield from _lint_points(config, cell)


def _lint_points(config: dict[str, Any], cell: int) -> Iterator[Finding]:
    points = config.get("points")
    if isinstance(points, bool) or not isinstance(points, int | float) or points <= 0:
        yield Finding(
            cell,
            f"points is {points!r}",
            "write one positive number; each test has its points in its own TEST CONFIG",
        )


def _lint_box(question: SourceQuestion) -> Iterator[Finding]:
    box = question.box
    if box is None:
        return
    if box.id != question.id:
        yield Finding(
            box.number, f"the box is of {box.id}, the question is {question.id}", "make them equal"
        )
    if isinstance(question.config.get("points"), int | float) and (
        box.points != question.config["points"]
    ):
        yield Finding(
            box.number,
            f"the box says {box.points:g} points, the config {question.config['points']:g}",
            "make them equal",
        )
    if box.read_by_a_person != (question.kind == "written"):
        yield Finding(
            box.number,
            "`read by a person` and `manual: true` go together",
            "write both or neither",
        )


def _lint_mcq(question: SourceQuestion, bank: McqBank) -> Iterator[Finding]:
    for key in question.config:
        if key not in _MCQ_KEYS:
            yield Finding(question.number, f"unknown key {key!r}", "use id and points only")
    if bank.find(question.id) is None:
        yield Finding(
            question.number,
            f"mcq.toml has no graded question {question.config.get('id')!r}",
            "add it there, or mend the id",
        )
    yield from _lint_points(question.config, question.number)
