"""What a student chose in the multiple-choice questions, from every place that may hold it."""

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.intake.cell_code import parse
from gradekit.answers import letters_of

RECEIPT = "application/vnd.gradekit.mcq.v1+json"
FILE = "answers.json"
SCHEMA = 1
SOURCES = ("typed", "file", "receipt")
"""In the order in which they are trusted."""

_MAX_FILE = 256 * 1024
_CHOICE = re.compile(r"[A-Za-z0-9_]{1,16}")
_MAX_CHANGES = 1_000_000
_MAX_TEXT = 64


@dataclass(frozen=True)
class Choice:
    """One choice.

    Attributes:
        choice: Canonical id of the option.
        first: The option chosen first.
        changes: How often it was changed.
        time: When, as the student's side says; not trusted.
        source: One of `SOURCES`.
    """

    choice: str
    first: str
    changes: int
    time: str
    source: str


@dataclass(frozen=True)
class Choices:
    """The choices of one submission and what a reviewer should know about them."""

    by_question: Mapping[str, Choice]
    notes: tuple[str, ...] = ()

    def recorded(self, question: str) -> Mapping[str, str]:
        """The choice of one question, by its id; empty if none was recorded."""
        found = self.by_question.get(question)
        return {} if found is None else {question: found.choice}

    def file(self) -> bytes:
        """The `answers.json` that a worker gets: validated, and in one order."""
        answers = {
            question: {
                "choice": answer.choice,
                "first": answer.first,
                "changes": answer.changes,
                "time": answer.time,
            }
            for question, answer in sorted(self.by_question.items())
        }
        return json.dumps({"schema": SCHEMA, "answers": answers}, sort_keys=True).encode()


def collect(
    notebook: Mapping[str, Any],
    sources: Sequence[str],
    file: bytes | None,
    questions: Collection[str],
) -> Choices:
    """Gather the answers of a submission.

    Args:
        notebook: The notebook, for receipts in outputs.
        sources: Source of each code cell that is executed, in order.
        file: Content of `answers.json`, if it was handed in.
        questions: Ids of the assignment's MCQs; anything else is left out.

    Returns:
        For each question the answer of the most trusted place; places that disagree are noted.
    """
    notes: list[str] = []
    found: dict[str, dict[str, Choice]] = {question: {} for question in questions}
    for question, choice in _typed(sources):
        if question in found and _CHOICE.fullmatch(choice):
            found[question]["typed"] = Choice(choice, choice, 0, "", "typed")
    for source, entries in (("file", _file(file, notes)), ("receipt", _receipts(notebook))):
        for question, entry in entries:
            answer = _answer(entry, source)
            if question in found and answer is not None:
                found[question][source] = answer
    chosen: dict[str, Choice] = {}
    for question, places in found.items():
        ranked = [places[source] for source in SOURCES if source in places]
        if not ranked:
            continue
        chosen[question] = ranked[0]
        if len({answer.choice for answer in ranked}) > 1:
            said = ", ".join(f"{answer.source} {answer.choice}" for answer in ranked)
            notes.append(f"{question}: the places disagree ({said}); {ranked[0].source} counts.")
    return Choices(chosen, tuple(notes))


def _typed(sources: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Calls `mcq("Q1", "B")` with two literal arguments, the answer as `mcq` records it."""
    for source in sources:
        if "mcq" not in source:
            continue
        tree = parse(source)
        for node in ast.walk(tree) if tree else ():
            if not isinstance(node, ast.Call) or len(node.args) < 1:
                continue
            name = node.func
            called = name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")
            values = [*node.args[:2], *(k.value for k in node.keywords if k.arg == "choice")]
            if called == "mcq" and len(values) > 1:
                question, choice = map(_literal, values[:2])
                if len(question) == 1 and choice:
                    yield question[0], letters_of(choice)


def _literal(node: ast.expr) -> list[str]:
    """The text of a literal, or the texts of a list or tuple of literals; nothing of the rest."""
    nodes = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    found = [part.value for part in nodes if isinstance(part, ast.Constant)]
    return [text for text in found if isinstance(text, str)] if len(found) == len(nodes) else []


def _file(data: bytes | None, notes: list[str]) -> Iterator[tuple[str, Any]]:
    if data is None:
        return
    if len(data) > _MAX_FILE:
        notes.append(f"{FILE} is larger than {_MAX_FILE // 1024} KiB and was not read.")
        return
    try:
        content = json.loads(data.decode("utf-8-sig"))
        answers = content["answers"]
        known = content["schema"] == SCHEMA
    except (ValueError, KeyError, TypeError, RecursionError):
        notes.append(f"{FILE} is damaged and was not read.")
        return
    if not known or not isinstance(answers, dict):
        notes.append(f"{FILE} is not of schema {SCHEMA} and was not read.")
        return
    yield from answers.items()


def _receipts(notebook: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for cell in notebook["cells"]:
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            data = output.get("data") if isinstance(output, dict) else None
            receipt = data.get(RECEIPT) if isinstance(data, dict) else None
            if isinstance(receipt, dict) and isinstance(receipt.get("id"), str):
                yield receipt["id"], receipt


def _answer(entry: Any, source: str) -> Choice | None:
    """A validated answer, or None if there is no valid choice; the rest is best effort."""
    if not isinstance(entry, dict):
        return None
    choice = entry.get("choice")
    if not isinstance(choice, str) or not _CHOICE.fullmatch(choice):
        return None
    first, changes, time = entry.get("first"), entry.get("changes"), entry.get("time")
    return Choice(
        choice=choice,
        first=first if isinstance(first, str) and _CHOICE.fullmatch(first) else choice,
        changes=changes if type(changes) is int and 0 <= changes <= _MAX_CHANGES else 0,
        time=time if isinstance(time, str) and len(time) <= _MAX_TEXT and time.isascii() else "",
        source=source,
    )
