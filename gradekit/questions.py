"""The multiple-choice questions of a hand-out: `questions.json` beside the notebook.

    {"schema": 1, "assignment": ID,
     "graded":   {"Q1": {"title": TEXT, "stem": TEXT, "options": {"A": TEXT, ..., "D": TEXT}}},
     "practice": {"P1": {"title": TEXT, "stem": TEXT, "options": {...}, "key": "B",
                         "explanations": {"A": TEXT, ..., "D": TEXT}}}}

A question has two to six options; `"several": true` says that more than one may be right, and its
answer is all chosen letters in one text, such as `AC`. The file holds no key of a graded question.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradekit.own_files import own

QUESTIONS_NAME = "questions.json"


@dataclass(frozen=True)
class Mcq:
    """A question as a student sees it. `key` and `explanations` are empty when it is graded."""

    id: str
    title: str
    stem: str
    options: dict[str, str]
    key: str = ""
    explanations: tuple[tuple[str, str], ...] = ()
    several: bool = False


def has_questions(folder: Path) -> bool:
    """Whether the hand-out of a working folder has multiple-choice questions."""
    return own(folder, QUESTIONS_NAME).is_file()


def questions(folder: Path) -> list[str]:
    """Ids of the graded questions of a working folder, in the order of the notebook."""
    return list(_read(folder)["graded"])


def _read(folder: Path) -> dict[str, Any]:
    path = own(folder, QUESTIONS_NAME)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError(
            f"There is no {QUESTIONS_NAME} in {folder}. Keep the notebook in the folder that you "
            "unpacked, or unpack the hand-out again."
        ) from error


def find_question(folder: Path, kind: str, question: str) -> Mcq:
    """A question of the hand-out.

    Args:
        folder: Where its file lies.
        kind: `graded` or `practice`.
        question: Its id.

    Raises:
        ValueError: If the file is missing or has no such question.
    """
    entries = _read(folder)[kind]
    if question not in entries:
        raise ValueError(
            f"There is no question {question!r} here; there are: {', '.join(entries)}."
        )
    entry = entries[question]
    return Mcq(
        id=question,
        title=entry["title"],
        stem=entry["stem"],
        options=dict(entry["options"]),
        key=entry.get("key", ""),
        explanations=tuple(entry.get("explanations", {}).items()),
        several=bool(entry.get("several", False)),
    )
