"""The cells of a reader's file, whichever way a spreadsheet saved it."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.gradebook.errors import Refused

_NEEDED = ("question", "points")


def read_cells(path: Path, written: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Number of the line, and cells by column, of each row that is not blank.

    A table with a row a student and a column a question, as `grades.csv` is one, gives a row for
    each written question: the other columns are not a reader's.

    Args:
        path: The file.
        written: Ids of the questions that people read.

    Raises:
        Refused: If it cannot be read, is not CSV, or has no column that is needed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8; save it as CSV UTF-8.") from error
    head = text.splitlines()[0] if text.strip() else ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        names = [cell if cell in written else cell.casefold() for cell in header]
        wide = "question" not in names and "student" in names and set(written) & set(names)
        missing = [name for name in _NEEDED if name not in names and not wide]
        if missing:
            raise Refused(
                f"{path} has no column {missing[0]!r}; write a file to fill in with: "
                "autograder points write"
            )
        found = []
        for row in reader:
            cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
            if any(cells.values()):
                rows = _narrow(cells, written) if wide else [cells]
                found += [(reader.line_num, {**dict.fromkeys(_NEEDED, ""), **one}) for one in rows]
    except csv.Error as error:
        raise Refused(f"{path} is not CSV ({error}); save it again.") from error
    return found


def _narrow(cells: dict[str, str], written: Sequence[str]) -> Iterator[dict[str, str]]:
    """A row for each written question of a student's row; one left blank says nothing."""
    for question in written:
        if cells.get(question):
            # A name that a spreadsheet would take for a formula has a guard before it.
            student = cells["student"].removeprefix("'")
            yield {"student": student, "question": question, "points": cells[question]}
