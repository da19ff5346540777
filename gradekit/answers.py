"""`answers.json`: what a student chose, written so that two notebooks at once lose nothing."""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no fcntl; the lock file below serves there
    fcntl = None  # type: ignore[assignment]

SCHEMA = 1
FILE_NAME = "answers.json"
LOCK_NAME = ".answers.json.lock"
LOCK_SECONDS = 10.0


@dataclass(frozen=True)
class Answer:
    """One recorded choice.

    Invariants: `choice` and `first` are canonical option ids; `changes` counts how often the
    choice was replaced by another one; `time` is ISO 8601 in UTC.
    """

    choice: str
    first: str
    changes: int
    via: str
    time: str


def read_answers(folder: Path) -> dict[str, Answer]:
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
    return {question: Answer(**entry) for question, entry in entries.items() if _is_answer(entry)}


def record_answer(folder: Path, question: str, choice: str, via: str) -> Answer:
    """Record a choice and keep what is known of earlier ones.

    Args:
        folder: Where `answers.json` lies or will lie.
        question: Question id.
        choice: Canonical id of the option.
        via: `typed` or `click`.

    Returns:
        The answer as it is now recorded; the old one when the choice is the same.

    Raises:
        OSError: If the folder cannot be written.
        TimeoutError: If another process holds the lock for more than ten seconds.
    """
    with _locked(folder):
        answers = read_answers(folder)
        old = answers.get(question)
        if old is not None and old.choice == choice:
            return old
        now = datetime.now(UTC).isoformat(timespec="seconds")
        if old is None:
            new = Answer(choice, choice, 0, via, now)
        else:
            new = Answer(choice, old.first, old.changes + 1, via, now)
        _write(folder, answers | {question: new})
        return new


def create_answers(folder: Path) -> None:
    """Create an empty `answers.json` where there is none, so that it can always be handed in.

    Raises:
        OSError: If the folder cannot be written.
        TimeoutError: If another process holds the lock for more than ten seconds.
    """
    if (folder / FILE_NAME).exists():
        return
    with _locked(folder):
        if not (folder / FILE_NAME).exists():
            _write(folder, {})


def _is_answer(entry: object) -> bool:
    kinds = {field.name: field.type for field in fields(Answer)}
    return (
        isinstance(entry, dict)
        and entry.keys() == kinds.keys()
        and all(type(entry[name]) is kind for name, kind in kinds.items())
    )


def _write(folder: Path, answers: dict[str, Answer]) -> None:
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


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the lock is a file of its own because `answers.json` is replaced."""
    path = folder / LOCK_NAME
    lock = _flocked(path) if fcntl is not None else _lock_file(path.with_suffix(".held"))
    with lock:
        yield


@contextmanager
def _flocked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                _wait(path, deadline)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def _lock_file(path: Path) -> Iterator[None]:
    """A lock where there is no `flock`: whoever creates the file holds it."""
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except (FileExistsError, PermissionError) as error:
            # Windows reports a file that is being deleted as PermissionError.
            if isinstance(error, PermissionError) and not os.access(path.parent, os.W_OK):
                raise
            _break_stale(path)
            _wait(path, deadline)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _break_stale(path: Path) -> None:
    """Remove a lock file whose holder died: writing takes milliseconds, not a minute."""
    try:
        if time.time() - path.stat().st_mtime > 60:
            path.unlink()
    except FileNotFoundError:
        return


def _wait(path: Path, deadline: float) -> None:
    if time.monotonic() > deadline:
        raise TimeoutError(
            f"{path} has been held by another process for {LOCK_SECONDS:.0f} seconds; close other "
            "copies of this notebook and run the cell again."
        )
    time.sleep(0.005)
