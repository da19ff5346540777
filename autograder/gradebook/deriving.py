"""How a total follows from what the gradebook holds; see `autograder.gradebook.totals`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from autograder.gradebook.counting import CountedWork, Points
from autograder.gradebook.holdings import (
    GradebookSheet,
    HandIn,
    Person,
    SheetAssignment,
    SheetQuestion,
)
from autograder.gradebook.total import WAITING, Total
from autograder.records.grades import MISSING

_DIGITS = 4


class Deriver:
    """Derives the totals of every assignment of a sheet."""

    def __init__(self, sheet: GradebookSheet) -> None:
        self._sheet = sheet
        self._tokens = {one.id: sheet.settings.late.tokens for one in sheet.people}
        self._set: dict[str, dict[int, float]] = defaultdict(dict)
        for (unit, question), points in sheet.overrides.items():
            self._set[unit][question] = points
        self._marked = {attempt for attempt, _ in sheet.marks}
        self._repaired = {run for run, _ in sheet.gains}
        self._voids = {
            question
            for question, held in sheet.rules.items()
            if any(kind == "void" for kind, _ in held)
        }
        # Sections whose questions have factors of their own; all other students share points.
        self._scaled = {(of, section) for of, section, question in sheet.factors if question}

    def all(self) -> dict[str, list[Total]]:
        """Totals by assignment, students by key."""
        settings = self._sheet.settings
        dues = {one.key: settings.due_for(one.key) for one in self._sheet.assignments}
        # Late days are spent in the order in which assignments are due; without a date none are.
        last = datetime.max.replace(tzinfo=UTC)
        order = sorted(self._sheet.assignments, key=lambda one: dues[one.key] or last)
        found = {one.key: self._assignment(one, dues[one.key]) for one in order}
        return {one.key: found[one.key] for one in self._sheet.assignments}

    def _assignment(self, of: SheetAssignment, due: datetime | None) -> list[Total]:
        sheet = self._sheet
        work = CountedWork(self, of, due)
        listed = []
        for person in sheet.people:
            hand_ins = sheet.hand_ins.get((of.id, person.id), ())
            if hand_ins or person.enrolled:
                listed.append(self._total(work, person, hand_ins))
        return listed

    def _total(self, work: CountedWork, person: Person, hand_ins: Sequence[HandIn]) -> Total:
        sheet, of = self._sheet, work.of
        chosen = work.counted(hand_ins)
        worth = work.worth(chosen, person)
        run = None if chosen is None or chosen.run is None else sheet.runs.get(chosen.run)
        lateness = None if chosen is None else work.lateness(chosen, spend=True)
        excused = (person.id, of.id) in sheet.excused
        decided = bool(worth.sources) and set(worth.sources.values()) <= {"override", "void"}
        total = worth.earned
        if total is not None and lateness is not None:
            total = round(lateness.applied(total), _DIGITS)
        if chosen is None and not decided:
            total = None
        status = MISSING if chosen is None else WAITING if run is None else run.status
        settled = decided and len(worth.sources) == len(of.questions)
        return Total(
            student=person.key,
            section=sheet.sections.get(person.section or 0, ""),
            group=_group(sheet, chosen),
            assignment=of.key,
            attempt=None if chosen is None else chosen.id,
            number=None if chosen is None else chosen.number,
            status=status,
            points=worth.points,
            sources=worth.sources,
            pending=worth.pending,
            earned=worth.earned if chosen is not None or decided else None,
            lateness=lateness,
            total=None if excused else total,
            possible=worth.possible,
            late=lateness.late if lateness else None if chosen is None else chosen.late,
            handed_in=None if chosen is None else chosen.handed_in,
            needs_review=run is not None and run.needs_review and not settled,
            message="" if run is None else run.message,
            excused=excused,
        )

    def points_of(self, of: SheetAssignment, work: HandIn | None, person: Person | None) -> Points:
        """Points of a piece of work, for everyone or as they are for one person."""
        sheet = self._sheet
        number = None if work is None else work.run
        run = None if number is None else sheet.runs.get(number)
        scores = {} if number is None else sheet.scores.get(number, {})
        unread = run is not None and not scores  # refused: there is nothing that could be read
        overrides = self._overrides(work, person)
        if scores and work is not None and not overrides and self._as_it_was(work):
            return _as_graded(of, scores)
        points: dict[str, float | None] = {}
        sources: dict[str, str] = {}
        pending: list[str] = []
        earned, possible, missing = 0.0, 0.0, False
        for question in of.questions:
            value, source = scores.get(question.id), ""
            if question.id in self._voids:
                points[question.key], sources[question.key] = None, "void"
                continue
            if value is None and unread and run is not None and _scored(run.status):
                value = 0.0
            if work is not None:
                value, source = self._adjusted(question, work, number, value)
            if question.id in overrides:
                value, source = min(overrides[question.id], question.possible), "override"
            factor = self._factor(of, person, question)
            if factor == 0:
                points[question.key], sources[question.key] = None, "void"
                continue
            if value is not None and factor != 1:
                value *= factor
            points[question.key] = value
            if source:
                sources[question.key] = source
            possible += 0.0 if question.bonus else factor * question.possible
            if value is not None:
                earned += value
            elif question.kind == "written":
                pending.append(question.key)
            else:
                missing = True
        if work is not None and run is None:
            missing, pending = missing or not overrides, []
        if work is None:
            missing, pending = False, []
        total = None if missing else round(earned, _DIGITS)
        return Points(points, sources, tuple(pending), total, round(possible, _DIGITS))

    def _as_it_was(self, work: HandIn) -> bool:
        """Whether nobody has decided anything about it: most work is so, and quickly done."""
        sheet = self._sheet
        decided = sheet.rules or self._scaled or work.id in self._marked
        return not decided and work.run not in self._repaired

    def _adjusted(
        self, question: SheetQuestion, work: HandIn, run: int | None, value: float | None
    ) -> tuple[float | None, str]:
        """Points after readers, repairs and rules, and where they come from."""
        sheet, source = self._sheet, ""
        if sheet.marks and (mark := sheet.marks.get((work.id, question.id))) is not None:
            value, source = max(0.0, min(question.possible, mark.points)), "reader"
        elif sheet.gains and run is not None and (gain := sheet.gains.get((run, question.id))):
            value, source = min(question.possible, (value or 0.0) + gain), "repair"
        for kind, answers in sheet.rules.get(question.id, ()) if sheet.rules else ():
            given = kind == "full" or (
                run is not None and sheet.answers.get((run, question.id)) in answers
            )
            if given and (value is None or value < question.possible):
                value, source = question.possible, "rule"
        return value, source

    def _overrides(self, work: HandIn | None, person: Person | None) -> Mapping[int, float]:
        group = self._set.get(work.unit, {}) if work is not None else {}
        own = self._set.get(f"s{person.id}", {}) if person is not None else {}
        return {**group, **own} if own else group

    def _factor(self, of: SheetAssignment, person: Person | None, question: SheetQuestion) -> float:
        factors = self._sheet.factors
        if not factors:
            return 1.0
        for section in (person.section, None) if person is not None else (None,):
            factor = factors.get((of.id, section, question.id))
            if factor is not None:
                return factor
        return 1.0

    def own(self, of: SheetAssignment, person: Person) -> bool:
        """Whether something holds for this person alone, so that points cannot be shared."""
        return f"s{person.id}" in self._set or (of.id, person.section) in self._scaled

    def tokens(self, work: HandIn) -> int:
        """Late days that all whom the work counts for still have."""
        return min(self._tokens.get(member, 0) for member in work.members)

    def spend(self, work: HandIn, count: int) -> None:
        """Take late days from all whom the work counts for."""
        for member in work.members:
            if member in self._tokens:
                self._tokens[member] -= count

    @property
    def sheet(self) -> GradebookSheet:
        """What is derived from."""
        return self._sheet


def _as_graded(of: SheetAssignment, scores: Mapping[int, float | None]) -> Points:
    """Points as the grader gave them."""
    points = {question.key: scores.get(question.id) for question in of.questions}
    values = points.values()
    blank = [one for one in of.questions if points[one.key] is None] if None in values else []
    missing = any(one.kind != "written" for one in blank)
    earned = sum([value for value in values if value is not None])
    return Points(
        points,
        {},
        tuple(one.key for one in blank if one.kind == "written"),
        None if missing else round(earned, _DIGITS),
        round(of.possible, _DIGITS),
    )


def _group(sheet: GradebookSheet, chosen: HandIn | None) -> str:
    if chosen is None or not chosen.unit.startswith("g"):
        return ""
    return sheet.groups.get(int(chosen.unit[1:]), "")


def _scored(status: str) -> bool:
    return status not in ("skipped", "internal_error")
