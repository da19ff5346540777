"""Where things are in Moodle's grading worksheet, whatever the language of its labels."""

import re
from dataclasses import dataclass

from autograder.exporters.sheet import Sheet, cell, column_of
from autograder.records.errors import ConfigError

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_DATE = re.compile(r".*\d{4}.*\d{1,2}:\d{2}.*|-|")
_PARTICIPANT = re.compile(r"\D*\d+")


@dataclass(frozen=True)
class Worksheet:
    """Columns of a worksheet.

    Attributes:
        identifier: `Participant 123` in the language of the site.
        identities: Name, id number, mail: whatever of it the site shows.
        grade: The grade.
        maximum: The highest grade; None for a scale.
        changeable: Whether Moodle will take a grade.
        modified: When the grade was changed last.
        feedback: Comments; None if the assignment has none.
    """

    identifier: int
    identities: tuple[int, ...]
    grade: int
    maximum: int | None
    changeable: int
    modified: int
    feedback: int | None


def worksheet(sheet: Sheet) -> Worksheet:
    """Find the columns: by English labels, else by what stands in them.

    Raises:
        ConfigError: If it is not a worksheet, or one in which the columns cannot be told apart.
    """
    header = sheet.header
    grade = column_of(header, "grade")
    maximum = column_of(header, "maximum grade", "scale")
    modified = column_of(header, "last modified (grade)")
    changeable = column_of(header, "grade can be changed")
    feedback = column_of(header, "feedback comments")
    if grade is None or maximum is None or modified is None or changeable is None:
        grade, maximum, changeable, modified, feedback = _by_content(sheet)
    rows = sheet.rows[1:]
    if not rows or not all(_PARTICIPANT.fullmatch(cell(row, 0)) for row in rows):
        raise ConfigError(
            "This is not a grading worksheet of Moodle: its first column holds no participant "
            "numbers. Download it from the assignment (Grading action: Download grading worksheet)."
        )
    scale = header[maximum].strip().casefold() == "scale"
    # Status is the column before the grade; between it and the identifier stand identities.
    identities = tuple(range(1, grade - 1))
    return Worksheet(
        0, identities, grade, None if scale else maximum, changeable, modified, feedback
    )


def _by_content(sheet: Sheet) -> tuple[int, int, int, int, int | None]:
    """Grade, maximum, changeable, modified, feedback in a sheet with labels of any language."""
    rows, width = sheet.rows[1:], len(sheet.header)
    columns = [[cell(row, n) for row in rows] for n in range(width)]
    for n in range(2, width - 2):
        points, grades, words = set(columns[n]), columns[n - 1], set(columns[n + 1])
        constant = len(points) == 1 and all(map(_NUMBER.fullmatch, points))
        if not constant or not all(not text or _NUMBER.fullmatch(text) for text in grades):
            continue
        if len(words) > 2 or any(_NUMBER.fullmatch(word) or not word for word in words):
            continue
        dates = [m for m in range(n + 2, width) if all(map(_DATE.fullmatch, columns[m]))]
        if not dates:
            continue
        last = width - 1
        if last not in dates or not any(columns[last]):
            # The feedback's column comes last; the grade's date stands before it.
            return n - 1, n, n + 1, max(m for m in dates if m != last), last
        return n - 1, n, n + 1, last, None
    raise ConfigError(
        "The worksheet's columns are labelled in another language and cannot be told apart. "
        "Set Moodle to English in your profile, download the worksheet again and fill that one."
    )
