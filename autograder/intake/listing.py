"""A class folder as a list for people: matched, unmatched, duplicates, late, attempts, refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.intake.choose import Wanted
from autograder.intake.find import Found
from autograder.intake.gather import notebooks_in
from autograder.intake.submission import MAX_NOTEBOOK, take_in
from autograder.intake.survey import Survey, describe
from autograder.records import notebook as notebooks
from autograder.records.errors import IntakeError, NotebookError
from autograder.records.plain_text import visible

_SHOWN = 200
"""Lines of one part of the list; the rest is counted."""


@dataclass(frozen=True)
class ListedRow:
    """One row of a class, its work read and not run.

    Attributes:
        found: The row.
        file: Path of the notebook in the hand-in; empty where it was refused.
        sha256: Of what would be graded; empty where it was refused.
        refused: Why; empty where it was not.
        notes: What a reviewer should know.
    """

    found: Found
    file: str
    sha256: str
    refused: str
    notes: tuple[str, ...]


def read_rows(survey: Survey, wanted: Wanted) -> tuple[ListedRow, ...]:
    """Read every hand-in of a class as grading would, and run nothing.

    Args:
        survey: The class.
        wanted: What the assignment takes.
    """
    rows = []
    for found in survey.found:
        try:
            taken = take_in(found, wanted)
        except IntakeError as error:
            rows.append(ListedRow(found, "", "", str(error), found.notes))
        else:
            rows.append(ListedRow(found, taken.file, taken.sha256, "", taken.notes))
    return tuple(rows)


def guess_assignment(survey: Survey) -> str | None:
    """The assignment that most notebooks of a class say they belong to; None if none says so."""
    seen: Counter[str] = Counter()
    for found in survey.found:
        try:
            held = notebooks_in(found, MAX_NOTEBOOK)
        except (IntakeError, OSError):
            # It gets its row and its reason when it is read for its assignment.
            continue
        for path, data in held.items():
            try:
                said = notebooks.assignment_id(notebooks.parse_notebook(data, path))
            except NotebookError:
                continue
            seen.update([said] if said else [])
    return seen.most_common(1)[0][0] if seen else None


def as_json(survey: Survey, rows: tuple[ListedRow, ...]) -> dict[str, Any]:
    """The list as JSON; keys of rows stand in every part."""
    return {
        "format": survey.format.name,
        "known": survey.known,
        "entries": survey.entries,
        "rows": [_row(row, survey) for row in rows],
        "matched": [row.found.student for row in rows if _matched(row, survey)],
        "unmatched": list(survey.unmatched),
        "missing": [one.student_id for one in survey.missing],
        "duplicates": [list(group) for group in _same(rows)],
        "late": [row.found.student for row in rows if row.found.late],
        "attempts": {
            row.found.student: [one.file for one in row.found.attempts]
            for row in rows
            if row.found.attempts
        },
        "refused": {row.found.student: row.refused for row in rows if row.refused},
        "passed": dict(survey.passed),
        "litter": list(survey.litter),
        "notes": list(survey.notes),
    }


def lines(survey: Survey, rows: tuple[ListedRow, ...]) -> Iterator[str]:
    """The list as text, a part at a time; parts that are empty are left out."""
    yield describe(survey)
    graded = [row for row in rows if not row.refused]
    each = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    counts = f"{each}: {len(graded)} to grade, {len(rows) - len(graded)} refused"
    if survey.with_roster:
        unmatched = len(survey.unmatched)
        counts += f"; {len(rows) - unmatched} matched, {unmatched} unmatched"
    yield counts + "."
    yield from _part("to grade", [_graded(row, survey) for row in graded])
    yield from _part(
        "refused", [f"{row.found.student}: {row.refused}" for row in rows if row.refused]
    )
    yield from _part("unmatched, not on the roster", list(survey.unmatched))
    yield from _part(
        "on the roster, nothing handed in",
        [f"{one.student_id}  {one.name}".rstrip() for one in survey.missing],
    )
    yield from _part("late", [_late(row.found) for row in rows if row.found.late])
    yield from _part("attempts", [_attempts(row.found) for row in rows if row.found.attempts])
    yield from _part("duplicates, the same work twice", [", ".join(group) for group in _same(rows)])
    yield from _part("passed over", [f"{name}: {what}" for name, what in survey.passed])
    yield from _part("litter", list(survey.litter))
    notes = [f"{row.found.student}: {note}" for row in rows for note in row.notes]
    yield from _part("notes", [*survey.notes, *notes])


def summary(survey: Survey) -> Iterator[str]:
    """The few lines that a batch says of its class folder before it grades."""
    if survey.format.name != "plain":
        yield describe(survey)
    for what, names in (
        ("not on the roster", list(survey.unmatched)),
        ("on the roster, nothing handed in", [one.student_id for one in survey.missing]),
        ("passed over", [name for name, _ in survey.passed]),
        ("litter", list(survey.litter)),
    ):
        if names:
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""
            yield visible(f"{len(names)} {what}: {', '.join(names[:8])}{more}")
    yield from map(visible, survey.notes)


def _part(title: str, entries: list[str]) -> Iterator[str]:
    if not entries:
        return
    yield f"{title} ({len(entries)}):"
    yield from (f"  {visible(entry)}" for entry in entries[:_SHOWN])
    if len(entries) > _SHOWN:
        yield f"  and {len(entries) - _SHOWN} more"


def _graded(row: ListedRow, survey: Survey) -> str:
    found = row.found
    names = ", ".join(one.name or one.student_id for one in found.members)
    if not names and found.who is not None and found.who.name != found.student:
        names = found.who.name
    who = f"{found.student} ({names})" if names else found.student
    return f"{who}: {found.file}" + ("" if found.file == row.file else f" -> {row.file}")


def _late(found: Found) -> str:
    when = "" if found.handed_in is None else f": {found.handed_in.isoformat(timespec='minutes')}"
    return found.student + when


def _attempts(found: Found) -> str:
    shown = [one.file + (" (graded)" if one.graded else "") for one in found.attempts]
    return f"{found.student}: {', '.join(shown)}"


def _same(rows: tuple[ListedRow, ...]) -> list[tuple[str, ...]]:
    """Keys of rows whose work is the same to the letter."""
    by_hash: dict[str, list[str]] = {}
    for row in rows:
        if row.sha256:
            by_hash.setdefault(row.sha256, []).append(row.found.student)
    return [tuple(keys) for keys in by_hash.values() if len(keys) > 1]


def _matched(row: ListedRow, survey: Survey) -> bool:
    return row.found.student not in survey.unmatched and survey.with_roster


def _row(row: ListedRow, survey: Survey) -> dict[str, Any]:
    found = row.found
    people = found.members or ((found.who,) if found.who is not None else ())
    return {
        "student": found.student,
        "matched": _matched(row, survey),
        "people": [
            {column: value for column, value in vars(one).items() if value} for one in people
        ],
        "entry": found.file,
        "notebook": row.file,
        "sha256": row.sha256,
        "late": found.late,
        "handed_in": None if found.handed_in is None else found.handed_in.isoformat(),
        "attempts": [
            {
                "file": one.file,
                "time": None if one.time is None else one.time.isoformat(),
                "late": one.late,
                "graded": one.graded,
            }
            for one in found.attempts
        ],
        "refused": row.refused,
        "notes": list(row.notes),
    }
