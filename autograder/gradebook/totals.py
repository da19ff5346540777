"""Totals. They are derived whenever they are asked for, and stored nowhere.

The points of a question are, in this order: the override of a person; else a reader's points; else
the automatic ones with what repairs add. Bulk rules may raise the last two; a question that is void
counts for nobody, overridden or not. A section's factor scales the question, lateness the sum.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.deriving import Deriver
from autograder.gradebook.holdings import GradebookSheet, Person, SheetAssignment, Supposed
from autograder.gradebook.loading import read_sheet, supposing
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import StudentRow
from autograder.gradebook.telling import Told, told
from autograder.gradebook.total import WAITING, Total
from autograder.records.grades import GradedQuestion, Grades, StudentGrade


@dataclass(frozen=True, slots=True)
class Standing:
    """What one student has in the course.

    Attributes:
        student: Key of the student.
        section: Their section.
        totals: By assignment.
        weights: What each assignment counts.
        dropped: Assignments that are left out as the student's worst.
        share: Weighted mean of what was earned of what is possible, bonus included. What is missing
            counts 0; what is excused, or has no grade yet, does not count; None where nothing does.
    """

    student: str
    section: str
    totals: Mapping[str, Total]
    weights: Mapping[str, float]
    dropped: tuple[str, ...]
    share: float | None


def totals(
    book: Gradebook, assignment: str, *, supposed: Supposed | None = None
) -> dict[str, Total]:
    """The totals of an assignment by student: all who are enrolled or handed something in.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        supposed: Decisions to be taken for made.

    Raises:
        Refused: If the assignment is not known.
    """
    with book.read() as session:
        return totals_in(session, assignment, supposed)


def totals_in(
    session: Session, assignment: str, supposed: Supposed | None = None
) -> dict[str, Total]:
    """The totals that a session sees; see `totals`."""
    return _derived(session, assignment, supposed)[1]


def before_and_after(
    session: Session, assignment: str, supposed: Supposed
) -> tuple[dict[str, Total], dict[str, Total]]:
    """The totals that a session sees, without and with rules and repairs taken for made."""
    sheet = _sheet(session, assignment, asked=supposed.rules)
    before, after = (
        {one.student: one for one in Deriver(each).all()[assignment]}
        for each in (sheet, supposing(sheet, supposed))
    )
    return before, after


def _derived(
    session: Session, assignment: str, supposed: Supposed | None = None
) -> tuple[SheetAssignment, dict[str, Total]]:
    """An assignment with its questions, and its totals by student."""
    sheet = _sheet(session, assignment, supposed)
    (of,) = (one for one in sheet.assignments if one.key == assignment)
    return of, {one.student: one for one in Deriver(sheet).all()[assignment]}


def _sheet(
    session: Session,
    assignment: str,
    supposed: Supposed | None = None,
    *,
    asked: Collection[int] = (),
) -> GradebookSheet:
    bounds.assignment(session, assignment)
    # Late days are spent over the whole course: where there are any, every assignment matters.
    every = bool(bounds.settings(session).late.tokens)
    return read_sheet(session, None if every else [assignment], supposed, asked=asked)


def standings(book: Gradebook, *, supposed: Supposed | None = None) -> list[Standing]:
    """Every student's totals and share of the whole course, by key."""
    with book.read() as session:
        sheet = read_sheet(session, None, supposed)
    by_student: dict[str, dict[str, Total]] = {}
    for listed in Deriver(sheet).all().values():
        for one in listed:
            by_student.setdefault(one.student, {})[one.assignment] = one
    return [
        _standing(sheet, person, by_student[person.key])
        for person in sheet.people
        if person.key in by_student
    ]


def grades(book: Gradebook, assignment: str) -> Grades:
    """The canonical record of an assignment's grades, from which every export is derived.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.

    Raises:
        Refused: If the assignment is not known.
    """
    with book.read() as session:
        of, found = _derived(session, assignment)
        people = {one.key: one for one in session.scalars(select(StudentRow))}
        said = told(session, of.id)
        # A question that is void for all is worth nothing.
        void = {
            question.key
            for question in of.questions
            if found and all(one.sources.get(question.key) == "void" for one in found.values())
        }
        questions = tuple(
            GradedQuestion.model_validate(
                {
                    "id": one.key,
                    "title": one.title,
                    "kind": one.kind,
                    "possible": 0.0 if one.key in void else one.possible,
                    "bonus": one.bonus,
                }
            )
            for one in of.questions
        )
        return Grades(
            assignment=assignment,
            title=of.title,
            possible=round(sum(one.possible for one in questions if not one.bonus), 4),
            questions=questions,
            students=tuple(_grade(one, people[one.student], said) for one in found.values()),
        )


def _grade(one: Total, person: StudentRow, said: Told) -> StudentGrade:
    notes = tuple(said.about(one))
    return StudentGrade(
        student=one.student,
        student_id=person.key if person.enrolled else "",
        name=person.name,
        email=person.email,
        canvas_id=person.canvas_id,
        sis_id=person.sis_id,
        login=person.login,
        moodle_participant=person.moodle_participant,
        section=one.section,
        group=one.group,
        status=one.status,
        total=one.total,
        possible=one.possible,
        late=one.late,
        handed_in=one.handed_in,
        needs_review=one.needs_review,
        message=one.message,
        points=dict(one.points),
        comment="\n".join(note.flat for note in notes),
        notes=notes,
        attempt=one.number,
        excused=one.excused,
    )


def _standing(sheet: GradebookSheet, person: Person, found: Mapping[str, Total]) -> Standing:
    weights = {
        of.key: next(
            (
                sheet.factors[of.id, section, None]
                for section in (person.section, None)
                if (of.id, section, None) in sheet.factors
            ),
            1.0,
        )
        for of in sheet.assignments
        if of.key in found
    }
    shares = {
        key: (one.total or 0.0) / one.possible
        for key, one in found.items()
        if not one.excused and one.possible and weights[key] and _counts(one)
    }
    # At least one assignment is left, however many are to be dropped.
    dropped = sorted(shares, key=lambda key: shares[key])[: min(sheet.drop_lowest, len(shares) - 1)]
    kept = {key: share for key, share in shares.items() if key not in dropped}
    weight = sum(weights[key] for key in kept)
    share = sum(weights[key] * kept[key] for key in kept) / weight if weight else None
    return Standing(
        student=person.key,
        section=sheet.sections.get(person.section or 0, ""),
        totals=found,
        weights=weights,
        dropped=tuple(dropped),
        share=None if share is None else round(share, 6),
    )


def _counts(one: Total) -> bool:
    """Whether there is a grade, or nothing that could still get one."""
    return one.total is not None or (one.attempt is None and one.status != WAITING)
