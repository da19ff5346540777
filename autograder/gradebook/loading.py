"""Reading a sheet: a dozen queries, whatever the size of the class."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.holdings import (
    GradebookSheet,
    HandIn,
    Person,
    Run,
    SheetAssignment,
    SheetMark,
    SheetQuestion,
    Supposed,
)
from autograder.gradebook.tables import (
    AssignmentRow,
    AttemptRow,
    CourseRow,
    DecisionRow,
    ExtensionRow,
    GainRow,
    GroupRow,
    MarkRow,
    OverrideRow,
    QuestionRow,
    RubricRow,
    RuleRow,
    RunRow,
    ScoreRow,
    SectionRow,
    StudentRow,
    WeightRow,
)
from autograder.records.policy import Extension


def read_sheet(
    session: Session,
    assignments: Sequence[str] | None = None,
    supposed: Supposed | None = None,
    *,
    asked: Collection[int] = (),
) -> GradebookSheet:
    """Read what totals need.

    Args:
        session: Sees one state of everything.
        assignments: Ids; all when None.
        supposed: Decisions to be taken for made.
        asked: Questions whose answers are read though no rule asks for them.
    """
    supposed = supposed or Supposed()
    of = _assignments(session, assignments)
    ids = [one.id for one in of]
    hand_ins, counted = _hand_ins(session, ids, supposed.runs)
    rules = _rules(session, ids)
    for question, more in supposed.rules.items():
        rules[question].extend(more)
    course = session.get(CourseRow, 1)
    extensions, excused = _extensions(session, {one.id: one.key for one in of})
    people = select(StudentRow.id, StudentRow.key, StudentRow.section_id, StudentRow.enrolled)
    gains: dict[tuple[int, int], float] = defaultdict(float)
    for run, repaired, points in session.execute(
        select(GainRow.run_id, DecisionRow.question_id, GainRow.points)
        .join(DecisionRow)
        .where(DecisionRow.assignment_id.in_(ids), DecisionRow.undone_at.is_(None))
    ):
        gains[run, repaired or 0] += points
    for where, points in supposed.gains.items():
        gains[where] += points
    return GradebookSheet(
        settings=bounds.settings(session),
        drop_lowest=0 if course is None else course.drop_lowest,
        people=tuple(Person(*row) for row in session.execute(people.order_by(StudentRow.key))),
        sections=dict(session.execute(select(SectionRow.id, SectionRow.name)).all()),
        groups=dict(session.execute(select(GroupRow.id, GroupRow.name)).all()),
        assignments=of,
        hand_ins=hand_ins,
        runs=_runs(session, ids, counted),
        scores=_scores(session, ids, counted),
        answers=_answers(session, {*asked, *(one for one, held in rules.items() if held)}),
        marks=_marks(session, ids),
        overrides=_overrides(session, ids),
        rules=rules,
        gains=gains,
        extensions=extensions,
        excused=excused,
        factors=_factors(session, ids),
    )


def supposing(sheet: GradebookSheet, supposed: Supposed) -> GradebookSheet:
    """A sheet with rules and repairs taken for made; answers that rules ask for are in it.

    Args:
        sheet: Read without them.
        supposed: What to suppose, without runs: those are read anew.
    """
    if supposed.runs:
        raise ValueError("other runs have to be read: give them to read_sheet")
    gains, rules = defaultdict(float, sheet.gains), dict(sheet.rules)
    for where, points in supposed.gains.items():
        gains[where] += points
    for question, more in supposed.rules.items():
        rules[question] = [*rules.get(question, ()), *more]
    return replace(sheet, gains=gains, rules=rules)


def _assignments(session: Session, keys: Sequence[str] | None) -> tuple[SheetAssignment, ...]:
    statement = select(AssignmentRow).order_by(AssignmentRow.position, AssignmentRow.id)
    if keys is not None:
        rows = [bounds.assignment(session, key) for key in keys]
    else:
        rows = list(session.scalars(statement))
    questions: dict[int, list[SheetQuestion]] = defaultdict(list)
    for row in session.scalars(
        select(QuestionRow).where(QuestionRow.position >= 0).order_by(QuestionRow.position)
    ):
        questions[row.assignment_id].append(
            SheetQuestion(row.id, row.key, row.title, row.kind, row.possible, row.bonus)
        )
    return tuple(
        SheetAssignment(
            row.id,
            row.key,
            row.title,
            row.counting,
            tuple(questions[row.id]),
            sum(one.possible for one in questions[row.id] if not one.bonus),
        )
        for row in rows
    )


def _hand_ins(
    session: Session, ids: list[int], moved: Mapping[int, int]
) -> tuple[dict[tuple[int, int], list[HandIn]], set[int]]:
    """Attempts by assignment and student, and the runs that count for any."""
    found: dict[tuple[int, int], list[HandIn]] = defaultdict(list)
    counted: set[int] = set()
    columns = (
        AttemptRow.assignment_id,
        AttemptRow.id,
        AttemptRow.student_id,
        AttemptRow.members,
        AttemptRow.unit,
        AttemptRow.number,
        AttemptRow.handed_in,
        AttemptRow.late,
        AttemptRow.run_id,
    )
    statement = select(*columns).where(AttemptRow.assignment_id.in_(ids)).order_by(AttemptRow.id)
    for of, number, student, listed, unit, nth, handed_in, late, run in session.execute(statement):
        run = moved.get(number, run)
        if run is not None:
            counted.add(run)
        members = tuple(listed) if listed else (student,)
        one = HandIn(number, student, members, unit, nth, handed_in, late, run)
        for member in members:
            found[of, member].append(one)
    return found, counted


def _runs(session: Session, ids: list[int], counted: set[int]) -> dict[int, Run]:
    statement = select(RunRow.id, RunRow.status, RunRow.needs_review, RunRow.message)
    rows = session.execute(statement.where(RunRow.assignment_id.in_(ids)))
    # Most runs count: to read all and to pass over some is cheaper than to ask for each.
    return {
        number: Run(status, needs_review, message)
        for number, status, needs_review, message in rows
        if number in counted
    }


def _scores(
    session: Session, ids: list[int], counted: set[int]
) -> dict[int, dict[int, float | None]]:
    found: dict[int, dict[int, float | None]] = {number: {} for number in counted}
    statement = (
        select(ScoreRow.run_id, ScoreRow.question_id, ScoreRow.points)
        .join(RunRow, RunRow.id == ScoreRow.run_id)
        .where(RunRow.assignment_id.in_(ids))
    )
    # Past the session, which would look at each of very many rows.
    for run, question, points in session.connection().execute(statement).all():
        if run in found:
            found[run][question] = points
    return found


def _answers(session: Session, questions: Collection[int]) -> dict[tuple[int, int], str | None]:
    if not questions:
        return {}
    statement = select(ScoreRow.run_id, ScoreRow.question_id, ScoreRow.answer)
    rows = session.execute(statement.where(ScoreRow.question_id.in_(questions)))
    return {(run, question): answer for run, question, answer in rows}


def _marks(session: Session, ids: list[int]) -> dict[tuple[int, int], SheetMark]:
    items = {
        (row.question_id, row.key): row.points
        for row in session.scalars(select(RubricRow).where(RubricRow.active))
    }
    statement = (
        select(
            MarkRow.attempt_id,
            MarkRow.question_id,
            MarkRow.items,
            MarkRow.points,
            MarkRow.revision,
            MarkRow.withdrawn,
        )
        .join(AttemptRow, AttemptRow.id == MarkRow.attempt_id)
        .where(AttemptRow.assignment_id.in_(ids))
        .order_by(MarkRow.revision)
    )
    found: dict[tuple[int, int], SheetMark] = {}
    for attempt, question, chosen, points, revision, withdrawn in session.execute(statement):
        found.pop((attempt, question), None)
        if not withdrawn:
            total = sum(items.get((question, key), 0.0) for key in chosen) + (points or 0.0)
            found[attempt, question] = SheetMark(total, revision)
    return found


def _overrides(session: Session, ids: list[int]) -> dict[tuple[str, int], float]:
    statement = (
        select(OverrideRow.unit, OverrideRow.question_id, OverrideRow.points)
        .join(QuestionRow, QuestionRow.id == OverrideRow.question_id)
        .where(QuestionRow.assignment_id.in_(ids))
        .order_by(OverrideRow.revision)
    )
    latest = {(unit, question): points for unit, question, points in session.execute(statement)}
    return {where: points for where, points in latest.items() if points is not None}


def _rules(session: Session, ids: list[int]) -> dict[int, list[tuple[str, frozenset[str]]]]:
    found: dict[int, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    statement = (
        select(RuleRow.question_id, RuleRow.kind, RuleRow.answers)
        .join(QuestionRow, QuestionRow.id == RuleRow.question_id)
        .where(QuestionRow.assignment_id.in_(ids), RuleRow.withdrawn_at.is_(None))
    )
    for question, kind, answers in session.execute(statement):
        found[question].append((kind, frozenset(answers)))
    return found


def _extensions(
    session: Session, keys: Mapping[int, str]
) -> tuple[dict[int, tuple[Extension, ...]], frozenset[tuple[int, int]]]:
    more: dict[int, list[Extension]] = defaultdict(list)
    excused = set()
    for row in session.scalars(select(ExtensionRow).where(ExtensionRow.withdrawn.is_(False))):
        of = list(keys) if row.assignment_id is None else [row.assignment_id]
        if row.excused:
            excused |= {(row.student_id, number) for number in of}
            continue
        for number in of:
            if number in keys:
                more[row.student_id].append(
                    Extension(
                        student=str(row.student_id),
                        assignment=keys[number],
                        days=row.days,
                        until=row.until,
                    )
                )
    return {student: tuple(held) for student, held in more.items()}, frozenset(excused)


def _factors(session: Session, ids: list[int]) -> dict[tuple[int, int | None, int | None], float]:
    rows = session.scalars(select(WeightRow).where(WeightRow.assignment_id.in_(ids)))
    return {(row.assignment_id, row.section_id, row.question_id): row.factor for row in rows}
