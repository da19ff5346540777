"""The answers to a question, with where their reading stands: what the reading views work on."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from autograder import gradebook
from autograder.gradebook import Attempt, KnownAssignment, KnownQuestion, Mark, RubricItem
from autograder.records.review import ReviewPerson
from autograder.review.desk import Desk
from autograder.review.groups import SLIP, Alike, AnswerGroup, Member, grouped, normal_form
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
    if not conflicts and not section and not person.sections:
        return list(found.groups), 0
    wanted = {section} if section else set(person.sections)
    groups, hidden = [], 0
    for group in found.groups:
        mine = [one for one in group.members if one.student not in conflicts]
        hidden += len(group.members) - len(mine)
        mine = [one for one in mine if not wanted or sections.get(one.student, "") in wanted]
        if mine:
            groups.append(AnswerGroup(group.key, group.why, tuple(mine), group.mistake))
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


@dataclass(frozen=True)
class _Given:
    """What was handed in for a question: it stays when marks and points change.

    Attributes:
        groups: See `QuestionReading`.
        answers: See `QuestionReading`.
        numbers: See `QuestionReading`.
    """

    groups: tuple[AnswerGroup, ...]
    answers: Mapping[int, Answer]
    numbers: Mapping[int, int]


def _reading(desk: Desk, of: KnownAssignment, question: KnownQuestion) -> QuestionReading:
    kept = desk.once("out", lambda: gradebook.kept(desk.book, OUT)).get(f"{of.id}/{question.id}")
    listed = kept.content if kept is not None and isinstance(kept.content, list) else []
    out = frozenset(one for one in listed if isinstance(one, int))
    given = desk.steady(
        ("given", of.id, question.id),
        (desk.state(of.id), desk.names(), desk.work.version(), out),
        lambda: _given(desk, of, question, out),
    )
    return QuestionReading(
        of=question,
        groups=given.groups,
        answers=given.answers,
        marks=_marks(desk, of).get(question.id, {}),
        points={
            one.attempt: one.points.get(question.id)
            for one in desk.totals(of.id).values()
            if one.attempt is not None
        },
        out=out,
        out_revision=kept.revision if kept is not None else 0,
        numbers=given.numbers,
    )


def _marks(desk: Desk, of: KnownAssignment) -> Mapping[str, Mapping[int, Mark]]:
    """Readers' points by question and attempt, those taken back included."""

    def read() -> dict[str, dict[int, Mark]]:
        found: dict[str, dict[int, Mark]] = defaultdict(dict)
        for (number, key), one in gradebook.marks(desk.book, of.id, withdrawn=True).items():
            found[key][number] = one
        return found

    return desk.once(("marks", of.id), read)


def _given(desk: Desk, of: KnownAssignment, question: KnownQuestion, out: frozenset[int]) -> _Given:
    attempts = {attempt.id: attempt for _, attempt in desk.counting(of.id)}
    mistakes = _mistakes(desk, of, question)
    students = desk.students()
    texts = _texts(desk, of, question, attempts)
    members = []
    for number, attempt in attempts.items():
        answer = texts.get(number, Answer())
        person = students[attempt.student]
        names = () if answer.is_code else (person.student_id, person.name, *person.name.split())
        normal = desk.fixed(
            ("normal", answer.is_code, names, answer.text),
            partial(normal_form, answer.text, code=answer.is_code, names=names),
        )
        members.append(
            Member(
                number, attempt.student, attempt.submission, normal, *mistakes.get(number, (None,))
            )
        )
    order = sorted(attempts, key=lambda number: attempts[number].submission)
    return _Given(
        groups=tuple(grouped(members, out)),
        answers={number: texts.get(number, Answer()) for number in attempts},
        numbers={number: place for place, number in enumerate(order, 1)},
    )


def _mistakes(
    desk: Desk, of: KnownAssignment, question: KnownQuestion
) -> dict[int, tuple[str | None, Alike | None]]:
    """What went wrong with code, by attempt: the misconception, else how its checks failed."""
    if question.kind != "code":
        return {}
    found: dict[int, tuple[str | None, Alike | None]] = {}
    for one in desk.error_groups(of.id):
        if one.question == question.id:
            slip = one.kind == SLIP
            mistake = (one.name, None) if slip else (None, Alike(one.key, one.name))
            found.update(dict.fromkeys(one.attempts, mistake))
    return found


def _texts(
    desk: Desk, of: KnownAssignment, question: KnownQuestion, wanted: Mapping[int, Attempt]
) -> dict[int, Answer]:
    """Answers by attempt: as gathered, else as the result quotes them."""
    gathered = desk.work.answers(of.id, question.id)
    found = {
        number: gathered[one.submission]
        for number, one in wanted.items()
        if one.submission in gathered
    }
    if question.kind == "written" and len(found) < len(wanted):
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
