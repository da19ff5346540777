"""The answers to a question, with where their reading stands: what the reading views work on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from autograder import gradebook
from autograder.gradebook import KnownAssignment, KnownQuestion, Mark, RubricItem
from autograder.records.review import ReviewPerson
from autograder.review.desk import Desk
from autograder.review.groups import AnswerGroup, Member, grouped, normal_form
from autograder.review.work import Answer, AnswerCell
from autograder.review.work.gather import question_kinds, reference_answers

OUT = "answer-group"
"""Kind of the document that names answers taken out of their group."""

BANK = "comment-bank"
"""Kind of the document that holds comments to be used again."""


@dataclass(frozen=True)
class QuestionReading:
    """A question as its readers have it.

    Attributes:
        of: The question.
        groups: Equal answers together; the largest first.
        answers: By attempt.
        marks: Readers' points by attempt, those taken back included.
        points: What each attempt has now, whoever gave it; None: not yet read.
        out: Attempts taken out of their group.
        out_revision: Revision of that decision.
        numbers: What an answer is called where names are hidden, by attempt.
    """

    of: KnownQuestion
    groups: tuple[AnswerGroup, ...]
    answers: Mapping[int, Answer]
    marks: Mapping[int, Mark]
    points: Mapping[int, float | None]
    out: frozenset[int]
    out_revision: int
    numbers: Mapping[int, int]

    def unread(self, group: AnswerGroup) -> list[Member]:
        """Members that wait for a reader."""
        return [one for one in group.members if self.waits(one.attempt)]

    def mark(self, attempt: int) -> Mark | None:
        """The reader's points that hold for an answer."""
        found = self.marks.get(attempt)
        return None if found is None or found.withdrawn else found

    def revision(self, attempt: int) -> int:
        """Revision of an answer's mark, one that was taken back included; 0 for none."""
        found = self.marks.get(attempt)
        return 0 if found is None else found.revision

    def waits(self, attempt: int) -> bool:
        """Whether an answer waits: a written one without points, or code without a score."""
        return self.points.get(attempt) is None

    @property
    def read(self) -> int:
        """How many answers have points."""
        return sum(not self.waits(one) for one in self.answers)

    def group_of(self, key: str) -> AnswerGroup | None:
        """The group of that key."""
        return next((one for one in self.groups if one.key == key), None)


def reading(desk: Desk, of: KnownAssignment, question: KnownQuestion) -> QuestionReading:
    """Gather a question's answers; kept until something changes."""
    return desk.once(("reading", of.id, question.id), lambda: _reading(desk, of, question))


def shown_to(
    found: QuestionReading, person: ReviewPerson, sections: Mapping[str, str], section: str = ""
) -> tuple[list[AnswerGroup], int]:
    """The groups that a person reads: without conflicts of interest, of their sections.

    Args:
        found: The question.
        person: Who reads.
        sections: Section of each student.
        section: Only this one; empty for all.

    Returns:
        Groups with the members that are shown, and how many answers are not shown for a conflict.
    """
    conflicts = set(person.conflicts)
    wanted = {section} if section else set(person.sections)
    groups, hidden = [], 0
    for group in found.groups:
        mine = [one for one in group.members if one.student not in conflicts]
        hidden += len(group.members) - len(mine)
        mine = [one for one in mine if not wanted or sections.get(one.student, "") in wanted]
        if mine:
            groups.append(AnswerGroup(group.key, group.why, tuple(mine), group.misconception))
    return groups, hidden


def rubric_of(desk: Desk, assignment: str, question: str) -> list[RubricItem]:
    """The rubric of a question."""
    return desk.once(
        ("rubric", assignment, question),
        lambda: gradebook.rubric(desk.book, assignment, question),
    )


def bank_of(desk: Desk, assignment: str, question: str) -> tuple[list[str], int]:
    """Comments to be used again, and the revision of the bank."""
    kept = desk.once("bank", lambda: gradebook.kept(desk.book, BANK)).get(
        f"{assignment}/{question}"
    )
    texts = kept.content if kept is not None and isinstance(kept.content, list) else []
    return [str(text) for text in texts], kept.revision if kept is not None else 0


def reference(desk: Desk, of: KnownAssignment) -> dict[str, Answer]:
    """The answers of the solution by question; empty without a course."""
    course = desk.course
    if course is None or of.id not in course.settings.assignments:
        return {}
    kinds = {one.id: one.kind for one in of.questions} | question_kinds(course, of.id)
    return desk.fixed(("reference", of.id), lambda: reference_answers(course, of.id, kinds))


def _reading(desk: Desk, of: KnownAssignment, question: KnownQuestion) -> QuestionReading:
    book = desk.book
    totals = desk.totals(of.id)
    points = {
        one.attempt: one.points.get(question.id)
        for one in totals.values()
        if one.attempt is not None
    }
    attempts = {one.id: one for one in desk.attempts(of.id) if one.id in points}
    slips = {
        one.attempt: one.misconception for one in desk.scored(of.id) if one.question == question.id
    }
    students = desk.students()
    texts = _texts(desk, of, question, set(attempts))
    kept = desk.once("out", lambda: gradebook.kept(book, OUT)).get(f"{of.id}/{question.id}")
    listed = kept.content if kept is not None and isinstance(kept.content, list) else []
    out = frozenset(one for one in listed if isinstance(one, int))
    members = []
    for number, attempt in attempts.items():
        answer = texts.get(number, Answer())
        person = students[attempt.student]
        names = (person.student_id, person.name, *person.name.split())
        normal = desk.fixed(
            ("normal", of.id, question.id, attempt.submission, answer.text),
            partial(normal_form, answer.text, code=answer.is_code, names=names),
        )
        slip = slips.get(number) if question.kind == "code" else None
        members.append(Member(number, attempt.student, attempt.submission, normal, slip))
    order = sorted(attempts, key=lambda number: attempts[number].submission)
    marks = desk.once(("marks", of.id), lambda: gradebook.marks(book, of.id, withdrawn=True))
    return QuestionReading(
        of=question,
        groups=tuple(grouped(members, out)),
        answers={number: texts.get(number, Answer()) for number in attempts},
        marks={number: one for (number, key), one in marks.items() if key == question.id},
        points={number: points[number] for number in attempts},
        out=out,
        out_revision=kept.revision if kept is not None else 0,
        numbers={number: place for place, number in enumerate(order, 1)},
    )


def _texts(
    desk: Desk, of: KnownAssignment, question: KnownQuestion, wanted: Collection[int]
) -> dict[int, Answer]:
    """Answers by attempt: as gathered, else as the result quotes them."""
    attempts = desk.attempts(of.id)
    gathered = desk.work.answers(of.id, question.id)
    found = {
        one.id: gathered[one.submission]
        for one in attempts
        if one.id in wanted and one.submission in gathered
    }
    if question.kind == "written" and len(found) < len(set(wanted)):
        quoted = desk.steady(("quoted", of.id), desk.state(of.id), lambda: _quoted(desk, of))
        for number in wanted:
            text = quoted.get((number, question.id))
            if number not in found and text:
                found[number] = Answer((AnswerCell("", 0, "markdown", text),))
    return found


def _quoted(desk: Desk, of: KnownAssignment) -> dict[tuple[int, str], str]:
    """Written answers as results quote them, by attempt and question."""
    return {
        (number, one.id): one.answer
        for number, result in gradebook.results(desk.book, of.id)
        for one in result.questions
        if one.kind == "written" and one.answer
    }
