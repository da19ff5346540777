"""A reader's points as a CSV file: written, filled in with a spreadsheet, and read back.

A row is a question of an attempt. What is left blank stays as it is. A row that matches nothing, or
whose points changed in the gradebook meanwhile, refuses the whole file: nothing is half entered.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook import bounds, points_csv, points_rows
from autograder.gradebook.errors import Refused
from autograder.gradebook.marking import Marking, mark_many
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.points_rows import PointsRow
from autograder.records import files

COLUMNS = ("submission", "question", "student", "points", "possible", "comment", "revision")
"""The columns of the file. One made by hand needs `question`, `points` and either `submission` or
`student`; a student alone stands for the attempt that counts."""

CLEAR = "clear"
"""In the column of points: the question is unread again."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")
_SHORT = 16  # characters of a hash: enough to tell a class's submissions apart


@dataclass(frozen=True)
class PointsChange:
    """One change that a file makes.

    Attributes:
        student: Key of the student.
        question: Id of the question.
        before: Points in the gradebook; None: unread.
        after: Points in the file; None: unread again.
        possible: What the question is worth.
        comment: The comment, if the file changes it.
    """

    student: str
    question: str
    before: float | None
    after: float | None
    possible: float
    comment: str | None

    def __str__(self) -> str:
        """The change as a line for a person."""
        after = "blank" if self.after is None else f"{self.after:g}"
        before = "blank" if self.before is None else f"{self.before:g}"
        said = f"{self.student}, {self.question}: {before} → {after} of {self.possible:g}"
        return said if self.comment is None else f"{said}, comment: {self.comment!r}"


def write_points(
    book: Gradebook,
    assignment: str,
    path: Path,
    *,
    questions: Sequence[str] = (),
    anonymous: bool = False,
) -> int:
    """Write a file of points to be filled in: every attempt by the questions that people read.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        path: The file; replaced if it is there.
        questions: Ids; all written questions when empty.
        anonymous: Whether to leave the students out.

    Returns:
        How many rows were written.

    Raises:
        Refused: If a question is unknown, or no question is read by people.
        OSError: If the file cannot be written.
    """
    rows = points_rows.rows_of(book, assignment, questions)
    if not rows and not questions:
        raise Refused(
            f"Nothing of {assignment} waits for a reader; name questions to enter points."
        )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for (submission, question), row in rows.items():
        comment = "" if row.mark is None else row.mark.comment
        writer.writerow(
            [
                submission,
                question,
                "" if anonymous else row.student,
                "" if row.mark is None else f"{row.mark.points:g}",
                f"{row.possible:g}",
                f"'{comment}" if comment.startswith(_FORMULA) else comment,
                0 if row.mark is None else row.mark.revision,
            ]
        )
    # With its mark, so that a spreadsheet does not take UTF-8 for something else.
    files.write_text(path, "\ufeff" + text.getvalue())
    return len(rows)


def read_points(
    book: Gradebook, author: str, assignment: str, path: Path, *, dry_run: bool = False
) -> list[PointsChange]:
    """Read a file of points into the gradebook: all of it, or nothing if a row cannot be.

    Args:
        book: The gradebook.
        author: Who read the answers.
        assignment: Id of the assignment.
        path: The file; or a `grades.csv` whose columns of written questions were filled in.
        dry_run: Whether only to say what would change.

    Returns:
        What changes, in the order of the file.

    Raises:
        Refused: If a row names no attempt or question, or its points are out of bounds; all such
            rows are told.
        Stale: If points were changed in the gradebook since the file was written.
    """
    rows = points_rows.rows_of(book, assignment, None)
    counting = points_rows.counting(book, assignment, rows)
    changes: list[PointsChange] = []
    markings: list[Marking] = []
    wrong: list[str] = []
    seen: set[tuple[str, str]] = set()
    written = sorted({row.question for row in rows.values() if row.written})
    for line, cells in points_csv.read_cells(path, written):
        student = cells.get("student", "")
        named = cells.get("submission") or counting.get(student, "")
        key = (named, cells["question"])
        row = rows.get(key)
        if row is None:
            of = cells.get("submission") or student
            wrong.append(f"line {line}: {of!r} has no question {key[1]!r} in {assignment}")
            continue
        if student and cells.get("submission") and student not in row.students:
            wrong.append(f"line {line}: submission {named} is not of {student!r}")
            continue
        if key in seen:
            wrong.append(f"line {line}: {row.student}, {key[1]} stands twice")
            continue
        seen.add(key)
        try:
            found = _change(row, cells, line)
        except Refused as error:
            wrong.append(str(error).rstrip("."))
            continue
        if found is not None:
            changes.append(found[0])
            markings.append(found[1])
    if wrong:
        more = f"; and {len(wrong) - 10} more" if len(wrong) > 10 else ""
        raise Refused(f"{path}: nothing was entered. {'; '.join(wrong[:10])}{more}.")
    if markings and not dry_run:
        mark_many(book, author, markings)
    return changes


def _change(
    row: PointsRow, cells: dict[str, str], line: int
) -> tuple[PointsChange, Marking] | None:
    """What a row changes; None if nothing."""
    there = row.mark
    before = None if there is None else there.points
    old = "" if there is None else there.comment
    told = cells.get("comment", "").removeprefix("'")
    comment = told or old
    entered = cells["points"]
    if not entered and (comment == old or there is None):
        if told and there is None:
            raise Refused(f"line {line}: a comment without points; enter the points too")
        return None
    after = _points(entered, row.possible, f"line {line}") if entered else before
    if entered.casefold() == CLEAR and there is None:
        return None
    if after == before and comment == old:
        return None
    revision = cells.get("revision", "")
    if revision and not revision.isdecimal():
        raise Refused(f"line {line}: the revision {revision!r} is not a number")
    keeps = there is not None and after == before
    marking = Marking(
        attempt=row.attempt,
        question=row.question,
        points=there.added if keeps and there is not None else after,
        items=there.items if keeps and there is not None else (),
        comment=comment,
        revision=int(revision) if revision else None,
        withdraw=after is None,
    )
    changed = comment if comment != old else None
    return PointsChange(row.student, row.question, before, after, row.possible, changed), marking


def _points(entered: str, possible: float, what: str) -> float | None:
    if entered.casefold() == CLEAR:
        return None
    if _DECIMAL_COMMA.fullmatch(entered):
        entered = entered.replace(",", ".")
    try:
        number = float(entered)
    except ValueError:
        raise Refused(
            f"{what}: {entered!r} is not a number of points; enter 0 to {possible:g}, or leave it "
            "blank"
        ) from None
    return bounds.bounded(number, possible, what)
