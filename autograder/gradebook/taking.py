"""Recording attempts: whose they are, and which are one and the same."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused
from autograder.gradebook.tables import AssignmentRow, AttemptRow, StudentRow

UNREAD = "unread-"
REFUSED = "refused-"


def members(row: AttemptRow) -> tuple[int, ...]:
    """Row numbers of the students for whom an attempt counts."""
    return tuple(row.members) if row.members else (row.student_id,)


def unread(student: str, file: str) -> str:
    """What stands for the hash of a submission that a fault of ours kept from being read."""
    return UNREAD + _digest(student, file)


def refused(student: str, file: str) -> str:
    """What stands for the hash of a submission that was not taken in."""
    return REFUSED + _digest(student, file)


class Team(NamedTuple):
    """A group that hands in together, and its members; row numbers."""

    group: int
    members: tuple[int, ...]


class Taker:
    """Records many attempts at one assignment in one transaction, without a query for each."""

    def __init__(self, session: Session, of: AssignmentRow) -> None:
        self._session = session
        self._of = of
        course = bounds.settings(session)
        self._by_groups = of.key in course.group_assignments
        self._groups: dict[int, list[int]] = {}
        if self._by_groups:
            for number, group in session.execute(
                select(StudentRow.id, StudentRow.group_id).where(StudentRow.group_id.is_not(None))
            ):
                self._groups.setdefault(group or 0, []).append(number)
        self._there: dict[tuple[str, str], AttemptRow] = {}
        self._of_submission: dict[str, list[AttemptRow]] = {}
        self._count: dict[str, int] = {}
        for row in session.scalars(select(AttemptRow).where(AttemptRow.assignment_id == of.id)):
            self._remember(row)

    def attempt(
        self,
        student: StudentRow,
        submission: str,
        file: str = "",
        handed_in: datetime | None = None,
        late: bool | None = None,
        team: Team | None = None,
        handed_as: str | None = None,
    ) -> AttemptRow:
        """The row of an attempt, made where there is none.

        Without a team it is the student's own, or that of the group in which the roster has them
        where the assignment is handed in by groups.

        Raises:
            Refused: If the time has no offset from UTC.
        """
        if handed_in is not None and handed_in.tzinfo is None:
            raise Refused(f"The time {handed_in} has no offset from UTC; say which zone is meant.")
        if team is None and self._by_groups and student.group_id is not None:
            team = Team(student.group_id, tuple(self._groups[student.group_id]))
        group = None if team is None else team.group
        unit = f"s{student.id}" if group is None else f"g{group}"
        row = self._there.get((unit, submission))
        if row is not None:
            if row.handed_in is None and handed_in is not None:
                row.handed_in = handed_in
            return row
        name = handed_as or student.key
        row = self._there.pop((unit, unread(name, file)), None)
        if row is not None:
            # It could not be read for a fault of ours: this is the attempt, not another one.
            self._of_submission[row.submission].remove(row)
            row.submission, row.run_id = submission, None
        else:
            row = AttemptRow(
                assignment_id=self._of.id,
                student_id=student.id,
                group_id=group,
                members=None if team is None else sorted(team.members),
                unit=unit,
                submission=submission,
                number=self._count.get(unit, 0) + 1,
                file=bounds.prose(file, "The name of the file"),
                handed_in=handed_in,
                late=late,
                handed_as=None if name == student.key else name,
            )
            for other in self.of_submission(submission):
                # The same bytes get the same verdict, whoever hands them in.
                row.run_id = other.run_id
            self._session.add(row)
        self._remember(row)
        return row

    @property
    def count(self) -> int:
        """How many attempts there are."""
        return len(self._there)

    def of_submission(self, submission: str) -> Iterable[AttemptRow]:
        """Every attempt of that submission: several people may hand in the same bytes."""
        return self._of_submission.get(submission, ())

    def _remember(self, row: AttemptRow) -> None:
        self._there[row.unit, row.submission] = row
        self._of_submission.setdefault(row.submission, []).append(row)
        self._count[row.unit] = max(self._count.get(row.unit, 0), row.number)


def _digest(student: str, file: str) -> str:
    return hashlib.sha256(f"{student}\0{file}".encode("utf-8", "surrogateescape")).hexdigest()
