"""`answers.json`: what a student chose, written so that two notebooks at once lose nothing."""

import json
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

SCHEMA = 1
FILE_NAME = "answers.json"
LOCK_NAME = ".answers.json.lock"
LOCK_SECONDS = 10.0


@dataclass(frozen=True)
class RecordedChoice:
    """One recorded choice.

    Invariants: `choice` and `first` are canonical option ids; `changes` counts how often the
    choice was replaced by another one; `time` is ISO 8601 in UTC.
    """

    choice: str
    first: str
    changes: int
    time: str


def letters_of(choice: str | Sequence[str]) -> str:
    """The letters of an answer as they are recorded: capitals, sorted, each once.

    Args:
        choice: A text such as `c` or `A, C`, or several letters.
    """
    text = choice if isinstance(choice, str) else "".join(map(str, choice))
    return "".join(sorted(set(re.sub(r"[\s,;+&]", "", text.upper()))))


def read_answers(folder: Path) -> dict[str, RecordedChoice]:
    """The recorded answers of a working folder; none when the file is missing or not ours.

    Args:
        folder: Where `answers.json` lies.

    Returns:
        Answers by question id.
    """
    try:
        data = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        # A damaged file holds nothing that can be read; the next choice replaces it.
        return {}
    entries = data.get("answers") if isinstance(data, dict) else None
    if not isinstance(entries, dict):
        return {}
    found = {question: _answer(entry) for question, entry in entries.items()}
    return {question: answer for question, answer in found.items() if answer is not None}


def damaged(folder: Path) -> str:
    """A sentence if `answers.json` is there and cannot be read, so that nobody takes it for empty.

    Args:
        folder: Where `answers.json` lies.
    """
    try:
        data = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except ValueError:
        data = None
    entries = data.get("answers") if isinstance(data, dict) else None
    if isinstance(entries, dict) and all(_answer(entry) is not None for entry in entries.values()):
        return ""
    return (
        f"{FILE_NAME} is damaged, and choices that were in it are lost. Choose again; answers that "
        "are typed in a cell count all the same."
    )


def record_answer(folder: Path, question: str, choice: str) -> RecordedChoice:
    """Record a choice and keep what is known of earlier ones.

    Args:
        folder: Where `answers.json` lies or will lie.
        question: Question id.
        choice: Canonical id of the option.

    Returns:
        The answer as it is now recorded; the old one when the choice is the same.

    Raises:
        OSError: If the folder cannot be written.
        TimeoutError: If another process holds the lock for more than ten seconds.
    """
    # The lock is a file of its own, because `answers.json` is replaced.
    lock = FileLock(folder / LOCK_NAME, timeout=LOCK_SECONDS)
    try:
        with lock:
            return _replace(folder, question, choice)
    except Timeout as error:
        raise TimeoutError(
            f"{LOCK_NAME} has been held by another process for {LOCK_SECONDS:.0f} seconds; close "
            "other copies of this notebook and run the cell again."
        ) from error


def _replace(folder: Path, question: str, choice: str) -> RecordedChoice:
    answers = read_answers(folder)
    old = answers.get(question)
    if old is not None and old.choice == choice:
        return old
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if old is None:
        new = RecordedChoice(choice, choice, 0, now)
    else:
        new = RecordedChoice(choice, old.first, old.changes + 1, now)
    _write(folder, answers | {question: new})
    return new


def _answer(entry: object) -> RecordedChoice | None:
    """An entry of the file, None if one of its fields is missing or of another type."""
    if not isinstance(entry, dict):
        return None
    values: dict[str, Any] = {field.name: entry.get(field.name) for field in fields(RecordedChoice)}
    right = all(type(values[field.name]) is field.type for field in fields(RecordedChoice))
    return RecordedChoice(**values) if right else None


def _write(folder: Path, answers: dict[str, RecordedChoice]) -> None:
    content = {"schema": SCHEMA, "answers": {q: asdict(a) for q, a in answers.items()}}
    handle, name = tempfile.mkstemp(prefix=".answers-", suffix=".tmp", dir=folder)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(folder / FILE_NAME)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
