"""The course and its people: set up from `course.toml` and the roster, again and again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import (
    AssignmentRow,
    CourseRow,
    ExtensionRow,
    GroupRow,
    SectionRow,
    StudentRow,
)
from autograder.records.grades import StudentGrade
from autograder.records.policy import ClassSettings, Extension
from autograder.records.roster import Roster, Student

_FROM_FILE = "course.toml"


@dataclass(frozen=True)
class Synced:
    """What setting up changed.

    Attributes:
        added: Students who are new.
        changed: Students whose row changed.
        left: Keys of students who are no longer on the roster; what they have stays.
    """

    added: int
    changed: int
    left: tuple[str, ...]


def sync(
    book: Gradebook,
    author: str,
    *,
    name: str,
    settings: ClassSettings,
    roster: Roster | None = None,
    assignments: Mapping[str, str] | None = None,
) -> Synced:
    """Bring the gradebook in line with `course.toml` and the roster.

    Args:
        book: The gradebook.
        author: Who does it.
        name: Title of the course.
        settings: Due dates, late policy, extensions, caps. What was granted in the gradebook stays.
        roster: The class; None leaves the students as they are.
        assignments: Title by id, in the order of the course; more may be known already.
    """
    kept = set(ClassSettings.model_fields) - {"extensions"}
    plain = settings.model_dump(mode="json", include=kept)
    with book.change(author, "sync") as session:
        course = session.get(CourseRow, 1)
        if course is None:
            session.add(CourseRow(id=1, name=name, settings=plain))
        else:
            course.name, course.settings = name, plain
        for position, (key, title) in enumerate((assignments or {}).items()):
            row = session.scalar(select(AssignmentRow).where(AssignmentRow.key == key))
            if row is None:
                session.add(
                    AssignmentRow(
                        key=bounds.name(key, "An assignment's id"), title=title, position=position
                    )
                )
            else:
                row.title, row.position = title, position
        synced = _students(session, roster) if roster is not None else Synced(0, 0, ())
        session.flush()
        _extensions(session, author, settings.extensions)
        session.info["facts"].update(added=synced.added, changed=synced.changed)
    return synced


def student_rows(session: Session, keys: Sequence[str]) -> dict[str, StudentRow]:
    """Students by key; those who are not known are added as not enrolled."""
    there = {row.key: row for row in session.scalars(select(StudentRow))}
    for key in keys:
        if key not in there:
            there[key] = StudentRow(key=_key(key), name=key, enrolled=False)
            session.add(there[key])
    session.flush()
    return {key: there[key] for key in keys}


def graded_people(session: Session, rows: Sequence[StudentGrade]) -> dict[str, StudentRow]:
    """Students by the key of their row; what a roster said of them stays.

    Who is new is taken over with the ids that the row has: enrolled if it has a `student_id`.
    """
    there = {row.key: row for row in session.scalars(select(StudentRow))}
    sections = _numbers(session, SectionRow, {row.section for row in rows})
    for row in rows:
        if row.student not in there or not there[row.student].enrolled:
            known = there.get(row.student) or StudentRow(key=_key(row.student))
            known.name, known.email = row.name or known.name or row.student, row.email
            known.canvas_id, known.sis_id, known.login = row.canvas_id, row.sis_id, row.login
            known.moodle_participant, known.enrolled = row.moodle_participant, bool(row.student_id)
            known.section_id = sections.get(row.section)
            session.add(known)
            there[row.student] = known
    session.flush()
    return {row.student: there[row.student] for row in rows}


def settings(book: Gradebook) -> ClassSettings:
    """The course's due dates, late policy and caps, as the last `sync` set them."""
    with book.read() as session:
        return bounds.settings(session)


def students(book: Gradebook, *, enrolled: bool | None = None) -> list[Student]:
    """The class as the roster's records, by key.

    Args:
        book: The gradebook.
        enrolled: Only those that the latest roster has, or has not; all when None.
    """
    with book.read() as session:
        sections = _names(session, SectionRow)
        groups = _names(session, GroupRow)
        rows = session.scalars(select(StudentRow).order_by(StudentRow.key))
        return [
            Student(
                student_id=row.key,
                name=row.name,
                email=row.email,
                canvas_id=row.canvas_id,
                sis_id=row.sis_id,
                login=row.login,
                moodle_participant=row.moodle_participant,
                section=sections.get(row.section_id or 0, ""),
                group=groups.get(row.group_id or 0, ""),
            )
            for row in rows
            if enrolled is None or row.enrolled == enrolled
        ]


def _students(session: Session, roster: Roster) -> Synced:
    there = {row.key: row for row in session.scalars(select(StudentRow))}
    sections = _numbers(session, SectionRow, {one.section for one in roster.students})
    groups = group_rows(session, {one.group for one in roster.students})
    added = changed = 0
    for one in roster.students:
        row = there.get(one.student_id)
        content = {
            "name": one.name,
            "email": one.email,
            "canvas_id": one.canvas_id,
            "sis_id": one.sis_id,
            "login": one.login,
            "moodle_participant": one.moodle_participant,
            "section_id": sections.get(one.section),
            "group_id": groups.get(plain_group(one.group)),
            "enrolled": True,
        }
        if row is None:
            session.add(StudentRow(key=_key(one.student_id), **content))
            added += 1
        elif any(getattr(row, column) != value for column, value in content.items()):
            for column, value in content.items():
                setattr(row, column, value)
            changed += 1
    listed = {one.student_id for one in roster.students}
    left = [row for key, row in there.items() if row.enrolled and key not in listed]
    for row in left:
        row.enrolled = False
    return Synced(added, changed, tuple(sorted(row.key for row in left)))


def _extensions(session: Session, author: str, wanted: Sequence[Extension]) -> None:
    """Make those of `course.toml` hold and no others of it; students not known yet are left out."""
    there = {
        (row.student_id, row.assignment_id, row.days, row.until): row
        for row in session.scalars(select(ExtensionRow).where(ExtensionRow.source == _FROM_FILE))
    }
    zone = bounds.settings(session)
    keys = {row.key: row.id for row in session.scalars(select(StudentRow))}
    ids = {row.key: row.id for row in session.scalars(select(AssignmentRow))}
    hold = set()
    for one in wanted:
        if one.student not in keys or (one.assignment is not None and one.assignment not in ids):
            continue
        until = None if one.until is None else zone.aware(one.until)
        assignment = None if one.assignment is None else ids[one.assignment]
        key = (keys[one.student], assignment, one.days, until)
        hold.add(key)
        if key not in there:
            session.add(
                ExtensionRow(
                    student_id=key[0],
                    assignment_id=key[1],
                    days=key[2],
                    until=until,
                    reason=one.reason,
                    source=_FROM_FILE,
                    author=author,
                    at=session.info["now"],
                )
            )
    for key, row in there.items():
        row.withdrawn = key not in hold


def _numbers(session: Session, table: type[SectionRow], names: set[str]) -> dict[str, int]:
    there = {row.name: row for row in session.scalars(select(table))}
    for name in sorted(names - {""}):
        if name not in there:
            there[name] = table(name=bounds.name(name, "A section's name"))
            session.add(there[name])
    session.flush()
    return {name: row.id for name, row in there.items()}


def group_rows(session: Session, names: set[str]) -> dict[str, int]:
    """Numbers of groups by `plain_group` of their names, made where there are none."""
    there = {row.key: row for row in session.scalars(select(GroupRow))}
    for name in sorted(names):
        if plain_group(name) and plain_group(name) not in there:
            there[plain_group(name)] = GroupRow(
                key=bounds.name(plain_group(name), "A group's name"), name=" ".join(name.split())
            )
            session.add(there[plain_group(name)])
    session.flush()
    return {key: row.id for key, row in there.items()}


def plain_group(group: str) -> str:
    """A group's name for comparison."""
    return " ".join(group.casefold().split())


def _key(key: str) -> str:
    if not key.strip() or len(key) > 400:
        raise Refused(f"A student's key has 1 to 400 characters, not {key[:40]!r}.")
    return key


def _names(session: Session, table: type[SectionRow] | type[GroupRow]) -> dict[int, str]:
    return dict(session.execute(select(table.id, table.name)).all())
