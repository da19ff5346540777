"""Whose row is it: students of the class held against the rows of a platform's sheet."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.exporters.sheet import cell
from autograder.records.grades import StudentGrade

TEST_STUDENT = frozenset({"student, test", "test student", "points possible"})


@dataclass(frozen=True)
class Key:
    """One way in which a row and a student can be the same person.

    Attributes:
        column: Position in the sheet; None if the sheet has no such column.
        of: What the class knows of a student for it; empty texts count as not known.
        shown: The cell as an identity, where a platform decorates it.
    """

    column: int | None
    of: Callable[[StudentGrade], Sequence[str]]
    shown: Callable[[str], str] = str


@dataclass(frozen=True)
class Pairs:
    """Rows and students that belong together.

    Attributes:
        student_of: Student by number of the row.
        unmatched: Students without a row.
        left: Numbers of rows without a student.
    """

    student_of: dict[int, StudentGrade]
    unmatched: tuple[StudentGrade, ...]
    left: tuple[int, ...]


def pair(
    rows: Sequence[tuple[int, Sequence[str]]], students: Sequence[StudentGrade], keys: Sequence[Key]
) -> Pairs:
    """Pair rows and students by the strongest key that both have.

    A weaker key never overrules a stronger one that both know and that differs: two people of one
    name stay two people. A value that stands twice on either side pairs nobody.

    Args:
        rows: Numbered rows of students.
        students: The class.
        keys: From the strongest to the weakest.
    """
    student_of: dict[int, StudentGrade] = {}
    taken: set[str] = set()
    for rank, key in enumerate(keys):
        free = [(n, row) for n, row in rows if n not in student_of]
        by_value: dict[str, list[StudentGrade]] = defaultdict(list)
        for student in students:
            if student.student not in taken:
                for value in {value for value in key.of(student) if value}:
                    by_value[value].append(student)
        counts = Counter(_value(key, row) for _, row in free)
        for number, row in free:
            value = _value(key, row)
            candidates = by_value.get(value, [])
            if not value or counts[value] > 1 or len(candidates) != 1:
                continue
            student = candidates[0]
            if student.student not in taken and not _differs(row, student, keys[:rank]):
                student_of[number] = student
                taken.add(student.student)
    return Pairs(
        student_of,
        tuple(student for student in students if student.student not in taken),
        tuple(number for number, _ in rows if number not in student_of),
    )


def _differs(row: Sequence[str], student: StudentGrade, stronger: Sequence[Key]) -> bool:
    for key in stronger:
        known = {value for value in key.of(student) if value}
        if known and _value(key, row) and _value(key, row) not in known:
            return True
    return False


def _value(key: Key, row: Sequence[str]) -> str:
    return key.shown(cell(row, key.column))


def is_test_student(name: str) -> bool:
    """Whether a row is the platform's own preview student, which nobody grades."""
    return name.strip().casefold() in TEST_STUDENT


def first_and_last(name: str) -> tuple[str, str]:
    """First and last name; of one word all is the last."""
    if "," in name:
        last, first = name.split(",", 1)
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first, last


def swapped(name: str) -> str:
    """A name the other way round: `Birch, Ada` for `Ada Birch`, and back."""
    first, last = first_and_last(name)
    if "," in name:
        return f"{first} {last}"
    return f"{last}, {first}" if first else name
