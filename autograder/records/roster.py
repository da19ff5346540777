"""The roster: who is in the class, and under which ids the learning platforms know them.

It is a CSV file, named by `roster` in `course.toml`. Ids stay text, so that leading zeros stay.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from autograder.records.errors import ConfigError

UNIQUE = ("student_id", "email", "canvas_id", "sis_id", "login", "moodle_participant")
"""Columns that tell students apart; an id stands in each of them at most once."""

_TEST_STUDENTS = frozenset({"student, test", "test student"})
_MOST_STUDENTS = 100_000
_OTHERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Student:
    """One person of the class. Every field is text; what is not known is empty.

    Attributes:
        student_id: The course's own id; unique, never empty.
        name: As people read it, such as `Ada Birch`; need not be unique.
        email: Address.
        canvas_id: Canvas's number of the user, as in the names of a bulk download.
        sis_id: Id in the university's own system.
        login: Name at log-in, as in Blackboard's file names.
        moodle_participant: The assignment's participant number, as in Moodle's blind downloads.
        section: Section or tutorial.
        group: Group that hands in together, in assignments that are handed in by groups.
    """

    student_id: str
    name: str = ""
    email: str = ""
    canvas_id: str = ""
    sis_id: str = ""
    login: str = ""
    moodle_participant: str = ""
    section: str = ""
    group: str = ""


COLUMNS = tuple(field.name for field in fields(Student))


@dataclass(frozen=True)
class Roster:
    """The students of a class, in the order of the file. Ids are unique.

    Attributes:
        students: The people.
        notes: What was passed over, such as the test student of the platform.
    """

    students: tuple[Student, ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.students)

    def get(self, student_id: str) -> Student | None:
        """The student of that id, or None."""
        return self.find("student_id", student_id)

    def find(self, column: str, value: str) -> Student | None:
        """The only student with a value in a column, or None if there is none or several.

        Args:
            column: One of `COLUMNS`.
            value: Compared exactly; an empty one matches nobody. Addresses of email are compared
                without case.
        """
        found = self._index[column].get(_folded(column, value), ()) if value else ()
        return found[0] if len(found) == 1 else None

    def named(self, name: str) -> tuple[Student, ...]:
        """Students whose name is the same but for case, spaces and `Surname, First name`."""
        return self._index["name"].get(plain_name(name), ()) if name.strip() else ()

    def alike(self, name: str) -> tuple[Student, ...]:
        """Students whose name has the same letters, as file names keep them: `birchada`."""
        return self._index["letters"].get(_letters(name), ()) if _letters(name) else ()

    def group(self, group: str) -> tuple[Student, ...]:
        """The members of a group; names of groups are compared by their letters and digits."""
        return self._index["group"].get(_letters(group), ()) if _letters(group) else ()

    def section(self, section: str) -> tuple[Student, ...]:
        """The students of a section."""
        return tuple(one for one in self.students if section and one.section == section)

    @cached_property
    def _index(self) -> dict[str, dict[str, tuple[Student, ...]]]:
        """Students by column and value, so that a large class is read in no time."""
        index: dict[str, dict[str, tuple[Student, ...]]] = {"letters": {}}
        for column in COLUMNS:
            index[column] = {}
        for one in self.students:
            keys = {(column, _folded(column, getattr(one, column))) for column in COLUMNS}
            keys |= {("letters", _letters(one.name)), ("letters", _letters(_sortable(one.name)))}
            for column, key in keys:
                index[column][key] = (*index[column].get(key, ()), one)
        return index


def plain_name(name: str) -> str:
    """A name for comparison: one case, one form of accents, single spaces, first name first."""
    surname, comma, first = unicodedata.normalize("NFC", name).partition(",")
    return " ".join((f"{first} {surname}" if comma else surname).casefold().split())


def is_test_student(name: str) -> bool:
    """Whether a name is that of the platform's test student, who hands in nothing that counts."""
    return " ".join(name.casefold().split()) in _TEST_STUDENTS


def read_roster(path: Path) -> Roster:
    """Read a roster.

    The first row names columns, in any order: those of `COLUMNS`, of which only `student_id` is
    required. Cells may be separated by commas, semicolons or tabs.

    Raises:
        ConfigError: If the file cannot be read, a column is unknown, or an id is missing or stands
            twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(
            f"The roster {path} does not exist; create it or correct `roster` in course.toml."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"The roster {path} is not UTF-8; save it as CSV UTF-8.") from error
    except OSError as error:
        raise ConfigError(f"The roster {path} cannot be read ({error.strerror}).") from error
    try:
        return parse_roster(text, str(path))
    except csv.Error as error:
        raise ConfigError(f"The roster {path} is not CSV ({error}); save it again.") from error


def parse_roster(text: str, where: str) -> Roster:
    """Read a roster from its text; see `read_roster`."""
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=head.count)
    # Lines and no more than lines: a quoted cell may hold a line feed, the number then says so.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [cell.strip() for cell in next(rows, [])]
    _check_columns(names, where)
    students: list[Student] = []
    notes: list[str] = []
    for row in rows:
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        if is_test_student(cells.get("name", "")):
            notes.append(f"{where}: line {rows.line_num}, the platform's test student, is skipped.")
            continue
        if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            raise ConfigError(
                f"{where}: line {rows.line_num} has more cells than the first row has columns; "
                "put a cell that holds a separator in double quotes."
            )
        if not cells.get("student_id"):
            raise ConfigError(f"{where}: line {rows.line_num} has no student_id; give it one.")
        students.append(Student(**cells))
        if len(students) > _MOST_STUDENTS:
            raise ConfigError(f"{where}: more than {_MOST_STUDENTS} students; is this the roster?")
    _check_unique(students, where)
    return Roster(tuple(students), tuple(notes))


def dump_roster(students: Iterable[Student]) -> str:
    """The text of a roster with every column; `parse_roster` reads it back."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([getattr(student, column) for column in COLUMNS] for student in students)
    return text.getvalue()


def _folded(column: str, value: str) -> str:
    """A value as it is compared; ids count letter by letter."""
    if column == "group":
        return _letters(value)
    if column == "name":
        return plain_name(value)
    return value.casefold() if column == "email" else value


def _letters(name: str) -> str:
    """Only the word characters of a name, in one case."""
    return _OTHERS.sub("", unicodedata.normalize("NFC", name).casefold())


def _sortable(name: str) -> str:
    """`Ada Mary Birch` as `Birch Ada Mary`; one with a comma is sortable already."""
    *first, last = name.split() or [""]
    return name if "," in name else " ".join((last, *first))


def _check_columns(names: Sequence[str], where: str) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise ConfigError(
            f"{where}: unknown column {unknown[0]!r}; rename or remove it. "
            f"The columns are {', '.join(COLUMNS)}."
        )
    if "student_id" not in names:
        raise ConfigError(f"{where}: the first row has no column student_id; add it.")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ConfigError(f"{where}: column {twice[0]!r} stands twice; remove one.")


def _check_unique(students: Sequence[Student], where: str) -> None:
    for column in UNIQUE:
        seen: dict[str, str] = {}
        for student in students:
            value = getattr(student, column)
            key = value.casefold() if column == "email" else value
            if key and key in seen:
                raise ConfigError(
                    f"{where}: {column} {value!r} stands twice, for {seen[key]!r} and "
                    f"{student.name or student.student_id!r}; ids are unique."
                )
            seen[key] = student.name or student.student_id
