"""Who reads what: duties, conflicts of interest, blind readings, and how readers compare."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from autograder import gradebook
from autograder.analysis.agreement import Agreement, Severity, agreement, severity
from autograder.gradebook import GoldAnswers, Kept, KnownAssignment, KnownQuestion, SecondReading
from autograder.records.review import ReviewPerson
from autograder.review.answers import QuestionReading, reading
from autograder.review.desk import Desk
from autograder.review.groups import ALONE, AnswerGroup, Member

DUTIES, CONFLICT, SHARE = "reading-duties", "reading-conflict", "second-readings"
"""Kinds of documents: who reads what of an assignment, who must not read whom, and which share of
a question's answers is read twice."""


@dataclass(frozen=True)
class ReaderLine:
    """How one reader stands at a question.

    Attributes:
        login: Who.
        read: How many answers they have marked.
        blind: How many they have read blind.
        severity: By gold answers.
    """

    login: str
    read: int
    blind: int
    severity: Severity


@dataclass(frozen=True)
class QuestionReaders:
    """The readers of a question.

    Attributes:
        of: The question.
        agreement: How far they agree.
        lines: One each.
        gold: How many gold answers it has.
        share: Share of its answers that is read twice.
        share_revision: Revision of that.
    """

    of: KnownQuestion
    agreement: Agreement
    lines: list[ReaderLine]
    gold: int
    share: float
    share_revision: int


def as_reader(desk: Desk, assignment: str, person: ReviewPerson) -> ReviewPerson:
    """A person with the duties and conflicts that were entered on the page.

    Duties that the page gives take the place of those in `course.toml`; conflicts add up.
    """
    own = duties(desk, assignment)[0].get(person.login, {})
    listed = tuple(one.student for one in conflicts(desk) if login_of(one) == person.login)
    return person.model_copy(
        update={
            "questions": tuple(own.get("questions", ())) or person.questions,
            "sections": tuple(own.get("sections", ())) or person.sections,
            "conflicts": tuple(dict.fromkeys((*person.conflicts, *listed))),
        }
    )


def duties(desk: Desk, assignment: str) -> tuple[dict[str, dict[str, list[str]]], int]:
    """Questions and sections by login, as the page gives them, and the revision of that."""
    one = desk.once("duties", lambda: gradebook.kept(desk.book, DUTIES)).get(assignment)
    if one is None or not isinstance(one.content, dict):
        return {}, 0
    return one.content, one.revision


def conflicts(desk: Desk) -> list[Kept]:
    """Who must not read whom: the student is whom, the content who."""
    found = desk.once("conflicts", lambda: gradebook.kept(desk.book, CONFLICT))
    return [one for one in found.values() if one.student]


def shares(desk: Desk) -> Mapping[str, Kept]:
    """The share that is read twice, by assignment and question."""
    return desk.once("shares", lambda: gradebook.kept(desk.book, SHARE))


def gold_of(desk: Desk, assignment: str, question: str) -> GoldAnswers:
    """The gold answers to a question."""
    found = desk.once(("gold", assignment), lambda: gradebook.gold(desk.book, assignment))
    return found.get(question, GoldAnswers({}, 0))


def blind_for(
    desk: Desk, of: KnownAssignment, question: str, person: ReviewPerson, found: QuestionReading
) -> list[Member]:
    """Answers that a person is to read without knowing what others gave.

    Gold answers, unless they are an instructor, who settles them; and, of those that another
    reader has marked, the share that is read twice; none that they have read blind already.
    """
    settled = gold_of(desk, of.id, question).points
    share, seed = share_of(desk, of.id, question)
    if not share and (not settled or person.role == "instructor"):
        return []
    again = _readings(desk, of.id)
    members = []
    for group in found.groups:
        for one in group.members:
            mark = found.mark(one.attempt)
            own = mark is not None and mark.author == person.login
            done = person.login in again.get((one.attempt, question), {})
            twice = mark is not None and drawn_at(seed, of.id, question, one.submission) < share
            held = one.attempt in settled and person.role != "instructor"
            if not own and not done and (held or twice):
                members.append(one)
    return members


def blinded(found: QuestionReading, blind: list[Member]) -> QuestionReading:
    """A question as somebody sees it who reads some answers blind: as if nobody had read them."""
    numbers = {one.attempt for one in blind}
    if not numbers:
        return found
    groups = [
        AnswerGroup(one.key, one.why, left, one.mistake)
        for one in found.groups
        if (left := tuple(m for m in one.members if m.attempt not in numbers))
    ]
    for one in sorted(blind, key=lambda one: one.submission):
        # Somewhere among the others, so that nothing gives them away.
        place = int(one.submission[:6].encode().hex(), 16) % (len(groups) + 1)
        groups.insert(place, AnswerGroup(f"b{one.attempt}", ALONE, (one,)))
    return replace(
        found,
        groups=tuple(groups),
        marks={number: mark for number, mark in found.marks.items() if number not in numbers},
        points={n: None if n in numbers else points for n, points in found.points.items()},
    )


def compared(desk: Desk, of: KnownAssignment) -> list[QuestionReaders]:
    """How the readers of each question compare."""
    return desk.once(("readers", of.id), lambda: [_compared(desk, of, q) for q in _read(of)])


def share_of(desk: Desk, assignment: str, question: str) -> tuple[float, str]:
    """The share of a question's answers that is read twice, in [0, 1], and the seed of the draw."""
    one = shares(desk).get(f"{assignment}/{question}")
    if one is None:
        return 0.0, ""
    # What an earlier version kept is the share alone: its draw has no seed.
    kept = one.content if isinstance(one.content, dict) else {"share": one.content}
    return float(kept["share"]), str(kept.get("seed", ""))


def set_share(
    desk: Desk, author: str, assignment: str, question: str, share: float, revision: int
) -> None:
    """Say which share of a question's answers is read twice.

    The seed is random, drawn once for the question and written into the audit: nobody chooses who
    is read twice, and whoever was drawn stays drawn when the share grows.

    Args:
        desk: What to write to.
        author: Who says so.
        assignment: Id of the assignment.
        question: Id of the question.
        share: In [0, 1].
        revision: The one that was seen.

    Raises:
        Stale: If another share was set meanwhile.
    """
    kept = gradebook.kept(desk.book, SHARE).get(f"{assignment}/{question}")
    held = kept.content if kept is not None and isinstance(kept.content, dict) else {}
    content = {"share": share, "seed": held.get("seed") or secrets.token_hex(16)}
    gradebook.keep(
        desk.book,
        author,
        SHARE,
        f"{assignment}/{question}",
        content,
        revision=revision,
        facts=content,
    )


def _read(of: KnownAssignment) -> list[KnownQuestion]:
    return [one for one in of.questions if one.kind != "mcq"]


def _readings(desk: Desk, assignment: str) -> dict[tuple[int, str], dict[str, SecondReading]]:
    return desk.once(
        ("again", assignment), lambda: gradebook.second_readings(desk.book, assignment)
    )


def _compared(desk: Desk, of: KnownAssignment, question: KnownQuestion) -> QuestionReaders:
    found = reading(desk, of, question)
    settled = gold_of(desk, of.id, question.id).points
    given: dict[int, dict[str, float]] = defaultdict(dict)
    count: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    against: dict[str, list[tuple[Any, float]]] = defaultdict(list)
    for number in found.answers:
        mark = found.mark(number)
        if mark is not None:
            given[number][mark.author] = mark.points
            count[mark.author][0] += 1
        for reader, one in _readings(desk, of.id).get((number, question.id), {}).items():
            given[number][reader] = one.points
            count[reader][1] += 1
            if number in settled:
                against[reader].append((one.at, one.points - settled[number]))
    lines = []
    for login, (read, blind) in sorted(count.items()):
        differences = [value for _, value in sorted(against[login])]
        lines.append(
            ReaderLine(login, read, blind, severity(login, differences, question.possible))
        )
    kept = shares(desk).get(f"{of.id}/{question.id}")
    return QuestionReaders(
        question,
        agreement(list(given.values())),
        lines,
        len(settled),
        share_of(desk, of.id, question.id)[0],
        kept.revision if kept is not None else 0,
    )


def drawn_at(seed: str, assignment: str, question: str, submission: str) -> float:
    """A number in [0, 1) that an answer keeps under a seed; those below the share are drawn."""
    text = f"{seed}\0{assignment}\0{question}\0{submission}"
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 16**8


def login_of(one: Kept) -> str:
    """Whose conflict it is."""
    return str(one.content.get("login", "")) if isinstance(one.content, dict) else ""
