"""Feedback inside the student's own notebook: a cell after each question, everything else kept."""

import hashlib
import html
import json
import re
from collections.abc import Sequence
from typing import Any

from autograder.exporters.feedback.view import FeedbackView, NoteView, QuestionView
from autograder.exporters.sheet import number
from autograder.records.result import Replay

_TAG = "feedback"
_CHECK = r"""\bcheck\(\s*['"]%s['"]"""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~$-])")


def annotated(data: bytes, view: FeedbackView) -> bytes:
    """The student's notebook with feedback in it.

    Args:
        data: The file that was handed in; nothing in it is trusted.
        view: What the student may read.

    Returns:
        The notebook; feedback of an earlier run is replaced. Where the file is none, a notebook
        that holds the feedback alone.
    """
    notebook = _notebook(data)
    cells = [cell for cell in notebook["cells"] if not _is_ours(cell)]
    identified = notebook.get("nbformat_minor", 0) >= 5
    places: dict[int, list[QuestionView]] = {}
    rest: list[QuestionView] = []
    for question in view.questions:
        at = _place(cells, question.id)
        (places.setdefault(at, []) if at is not None else rest).append(question)
    anchored = _anchored(cells, view)
    made = [_cell(_head(view), "head", identified)]
    made += [_cell(_text(question), question.id, identified) for question in rest]
    for n, cell in enumerate(cells):
        made.append(cell)
        said = anchored.get(n, ())
        made += [_cell(_notes(said), f"cell {n}", identified)] if said else []
        made += [_cell(_text(q), q.id, identified) for q in places.get(n, ())]
    text = json.dumps({**notebook, "cells": made}, indent=1, ensure_ascii=False)
    return (text + "\n").encode("utf-8", "replace")


def _notebook(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
        if content["nbformat"] == 4 and all(isinstance(cell, dict) for cell in content["cells"]):
            return dict(content)
    except (ValueError, KeyError, TypeError, RecursionError):
        # Whatever was handed in under a notebook's name is answered under that name.
        return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}


def _is_ours(cell: dict[str, Any]) -> bool:
    metadata = cell.get("metadata")
    return isinstance(metadata, dict) and metadata.get("autograder") == _TAG


def _place(cells: list[dict[str, Any]], question: str) -> int | None:
    """Number of the cell after which a question ends: its check, else where it is announced."""
    check = re.compile(_CHECK % re.escape(question))
    announced = re.compile(rf"^#+\s*{re.escape(question)}\b", re.MULTILINE)
    for pattern, kind in ((check, "code"), (announced, "markdown")):
        for n, cell in enumerate(cells):
            if cell.get("cell_type") == kind and pattern.search(_source(cell)):
                return n
    return None


def _anchored(cells: list[dict[str, Any]], view: FeedbackView) -> dict[int, list[NoteView]]:
    """Comments on a cell, by the cell's number."""
    numbers = {_id(cell, number): number - 1 for number, cell in enumerate(cells, 1)}
    found: dict[int, list[NoteView]] = {}
    for question in view.questions:
        for note in question.notes:
            if note.cell in numbers:
                found.setdefault(numbers[note.cell], []).append(note)
    return found


def _id(cell: dict[str, Any], number: int) -> str:
    """A cell's id, or what a comment calls a cell that has none."""
    given = cell.get("id")
    return given if isinstance(given, str) and 0 < len(given) <= 64 else f"n{number}"


def _notes(notes: Sequence[NoteView]) -> str:
    return "\n>\n> ".join(
        line.replace("\n", "\n> ") for line in ["> **Comment**", *map(_note, notes)]
    )


def _note(note: NoteView) -> str:
    place = f"*{_plain(note.place)}*: " if note.place else ""
    return f"{place}{_plain(note.text)}"


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source")
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _cell(text: str, key: str, identified: bool) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": "markdown",
        "metadata": {"autograder": _TAG},
        "source": text.splitlines(keepends=True),
    }
    if identified:
        cell["id"] = f"feedback-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    return cell


def _head(view: FeedbackView) -> str:
    late = ", handed in late" if view.late else ""
    lines = [f"## Feedback: {_points(view.total)} of {_points(view.possible)} points{late}"]
    lines += [_plain(text) for text in (view.message, view.comment) if text]
    return "\n\n".join(lines)


def _text(question: QuestionView) -> str:
    title = f"{_plain(question.id)}, {_plain(question.title)}"
    points = f"{_points(question.points)} of {_points(question.possible)} points"
    lines = [f"> **{title}: {points}**, {question.words}"]
    lines += [f"Hint: {_plain(question.hint)}"] if question.hint else []
    lines += [_plain(question.message)] if question.message else []
    lines += _replay(question.replay) if question.replay is not None else []
    if question.choice is not None:
        choice = question.choice
        lines.append(f"Your answer: {_plain(choice.chosen) or 'none was recorded'}")
        lines += [_plain(choice.feedback)] if choice.feedback else []
        lines += (
            [f"Right: {_plain(choice.key)}. {_plain(choice.key_feedback)}"] if choice.key else []
        )
    for check in question.checks:
        said = f": {_plain(check.message)}" if check.message else ""
        lines.append(f"{_plain(check.name)}, {check.words}{said}")
    lines += [question.further] if question.further else []
    lines += [_plain(said) for said in question.quoted]
    lines += [f"Comment: {_note(note)}" for note in question.notes]
    lines += [f"{_plain(t.title)}: {t.verdict}. {t.figures}" for t in question.trainings]
    return "\n>\n> ".join(line.replace("\n", "\n> ") for line in lines)


def _replay(replay: Replay) -> list[str]:
    """The call that shows what is wrong; the line holds it whole, as nothing else is beside it."""
    question, _, packed = replay.data.split(":")
    line = f'from gradekit.replay import replay; replay("{question}", "{packed}")'
    came = [f"yours: {_plain(replay.came)}"] if replay.came else []
    expected = [f"expected: {_plain(replay.expected)}"] if replay.expected else []
    return [
        f"The smallest call that shows it: {_plain(replay.call)}",
        *came,
        *expected,
        _plain(replay.found),
        f"To see it again, run in a new cell: `{line}`",
    ]


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _MARKDOWN.sub(r"\\\1", html.escape(text, quote=False))


def _points(value: float | None) -> str:
    return "–" if value is None else number(value)
