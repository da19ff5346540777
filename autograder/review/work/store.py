"""The file that keeps what was handed in."""

import json
import sqlite3
import threading
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.intake.choices import Choice
from autograder.records.errors import AutograderError
from autograder.review.work.claims import claims_in
from autograder.review.work.extract import Answer, AnswerCell

_TABLES = """
CREATE TABLE IF NOT EXISTS works (
  assignment TEXT, submission TEXT, notebook BLOB NOT NULL, PRIMARY KEY (assignment, submission)
);
CREATE TABLE IF NOT EXISTS answers (
  assignment TEXT, question TEXT, submission TEXT, cells TEXT NOT NULL,
  PRIMARY KEY (assignment, question, submission)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS choices (
  assignment TEXT, question TEXT, submission TEXT, first TEXT NOT NULL, last TEXT NOT NULL,
  changes INTEGER NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (assignment, question, submission)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS similar (assignment TEXT PRIMARY KEY, pairs TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS claims (
  assignment TEXT, question TEXT, submission TEXT, accuracy REAL NOT NULL,
  PRIMARY KEY (assignment, question, submission)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_submission ON answers (assignment, submission);
"""


class WorkStore:
    """Notebooks and answers by the hash of the submission; may be shared by threads.

    Args:
        path: The file, made where there is none; None keeps nothing and has nothing.

    Raises:
        AutograderError: If the file cannot be used.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._local = threading.local()
        if path is not None:
            try:
                path.touch(mode=0o600)
                with self._connected() as connection:
                    # What was forgotten must not stay readable in free pages of the file.
                    connection.executescript(f"PRAGMA journal_mode = wal; {_TABLES}")
            except (OSError, sqlite3.Error) as error:
                raise AutograderError(
                    f"{path} cannot keep the hand-ins ({error}); remove it, or name another file "
                    "with --work."
                ) from error

    def put(
        self,
        assignment: str,
        submission: str,
        notebook: Mapping[str, Any],
        answers: Mapping[str, Answer],
        choices: Mapping[str, Choice] | None = None,
    ) -> None:
        """Keep a notebook, its answers and choices; the same submission is replaced."""
        text = json.dumps(notebook, ensure_ascii=False).encode("utf-8", "replace")
        with self._changed() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO works VALUES (?, ?, ?)",
                (assignment, submission, zlib.compress(text, 6)),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
                [
                    (assignment, question, submission, _dumped(answer))
                    for question, answer in answers.items()
                ],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO choices VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        assignment,
                        question,
                        submission,
                        one.first,
                        one.choice,
                        one.changes,
                        one.source,
                    )
                    for question, one in (choices or {}).items()
                ],
            )
            connection.execute(
                "DELETE FROM claims WHERE assignment = ? AND submission = ?",
                (assignment, submission),
            )
            connection.executemany(
                "INSERT INTO claims VALUES (?, ?, ?, ?)",
                [
                    (assignment, question, submission, accuracy)
                    for question, accuracy in claims_in(notebook, answers).items()
                ],
            )

    def version(self) -> int:
        """A number that every change of the file makes another one, whoever makes it."""
        rows = self._rows("PRAGMA user_version", ())
        return int(rows[0][0]) if rows else 0

    def answers(self, assignment: str, question: str) -> dict[str, Answer]:
        """The answers to a question by submission."""
        return {
            submission: _loaded(cells)
            for submission, cells in self._rows(
                "SELECT submission, cells FROM answers WHERE assignment = ? AND question = ?",
                (assignment, question),
            )
        }

    def answers_of(self, assignment: str, submission: str) -> dict[str, Answer]:
        """The answers of one submission by question."""
        return {
            question: _loaded(cells)
            for question, cells in self._rows(
                "SELECT question, cells FROM answers WHERE assignment = ? AND submission = ?",
                (assignment, submission),
            )
        }

    def choices(self, assignment: str) -> dict[str, dict[str, Choice]]:
        """What was chosen in multiple-choice questions, by question and submission."""
        found: dict[str, dict[str, Choice]] = {}
        for question, submission, first, last, changes, source in self._rows(
            "SELECT question, submission, first, last, changes, source FROM choices "
            "WHERE assignment = ?",
            (assignment,),
        ):
            one = Choice(choice=last, first=first, changes=changes, time="", source=source)
            found.setdefault(question, {})[submission] = one
        return found

    def claims(self, assignment: str) -> dict[tuple[str, str], float]:
        """Accuracies that notebooks printed last, by question and submission; see `claims_in`."""
        rows = self._rows(
            "SELECT question, submission, accuracy FROM claims WHERE assignment = ?", (assignment,)
        )
        return {(question, submission): accuracy for question, submission, accuracy in rows}

    def notebook(self, assignment: str, submission: str) -> dict[str, Any] | None:
        """A notebook as it was handed in, outputs included; None if it was not gathered."""
        rows = self._rows(
            "SELECT notebook FROM works WHERE assignment = ? AND submission = ?",
            (assignment, submission),
        )
        found: dict[str, Any] | None = json.loads(zlib.decompress(rows[0][0])) if rows else None
        return found

    def has(self, assignment: str, submission: str) -> bool:
        """Whether a submission was gathered."""
        found = self._rows(
            "SELECT 1 FROM works WHERE assignment = ? AND submission = ?", (assignment, submission)
        )
        return bool(found)

    def submissions(self, assignment: str) -> set[str]:
        """What is there of an assignment."""
        rows = self._rows("SELECT submission FROM works WHERE assignment = ?", (assignment,))
        return {row[0] for row in rows}

    def keep_only(self, assignment: str, submissions: Collection[str]) -> int:
        """Forget everything of an assignment but these; returns how many went."""
        gone = self.submissions(assignment) - set(submissions)
        if gone:
            with self._changed() as connection:
                for table in ("works", "answers", "choices", "claims"):
                    connection.executemany(
                        f"DELETE FROM {table} WHERE assignment = ? AND submission = ?",  # noqa: S608
                        [(assignment, one) for one in gone],
                    )
        return len(gone)

    def keep_similar(self, assignment: str, pairs: list[dict[str, Any]]) -> None:
        """Keep the pairs that `similarity` found; those of an earlier run are replaced."""
        with self._changed() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO similar VALUES (?, ?)",
                (assignment, json.dumps(pairs).replace("\\u0000", "")),
            )

    def similar(self, assignment: str) -> list[dict[str, Any]] | None:
        """The pairs that `similarity` found; None where it was never run."""
        rows = self._rows("SELECT pairs FROM similar WHERE assignment = ?", (assignment,))
        found: list[dict[str, Any]] | None = json.loads(rows[0][0]) if rows else None
        return found

    def forget_similar(self, assignment: str, submissions: Collection[str]) -> None:
        """Forget the pairs in which one of these stands."""
        pairs = self.similar(assignment) or []
        left = [one for one in pairs if not {one["first"], one["second"]} & set(submissions)]
        if len(left) < len(pairs):
            self.keep_similar(assignment, left)

    def forked(self) -> None:
        """Leave the connections of the process that this one was forked from alone."""
        self._local = threading.local()

    def close(self) -> None:
        """Close this thread's connection; the file is then whole by itself."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _changed(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection within a transaction, which makes another version."""
        with self._connected() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute(f"PRAGMA user_version = {(version + 1) % 2**31}")
            yield connection

    def _rows(self, statement: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
        if self.path is None:
            return []
        with self._connected() as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection."""
        if self.path is None:
            raise AutograderError("Hand-ins are kept in a file; name one with --work.")
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=60.0)
            connection.execute("PRAGMA secure_delete = ON")
            # The hand-ins can be read again: after a power cut the last of them may be missing.
            connection.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = connection
        yield connection


def _dumped(answer: Answer) -> str:
    cells = [[cell.id, cell.number, cell.kind, cell.source] for cell in answer.cells]
    return json.dumps(cells).replace("\0", "")


def _loaded(text: str) -> Answer:
    return Answer(tuple(AnswerCell(*cell) for cell in json.loads(text)))
