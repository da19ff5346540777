"""The multiple-choice questions of an assignment with what a class chose in them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from autograder import gradebook
from autograder.analysis.items import ItemAnswer, ItemStatistics, item_statistics, kr20
from autograder.gradebook import KnownAssignment, KnownQuestion, QuestionEvidence, Rule
from autograder.release.mcq import GradedMcq, McqBank, read_bank
from autograder.review.desk import Desk
from autograder.review.notebook_page import markdown

UNKNOWN = "unknown"
"""Source of an answer of which nobody noted where it was found."""


@dataclass(frozen=True)
class McqItem:
    """A multiple-choice question as the page shows it.

    Attributes:
        of: The question.
        key: Letters of the right options; empty if neither the course nor a result tells.
        graded_key: The key that results were graded with, where it is another one.
        stem: The question's text, drawn; empty without a course on disk.
        texts: Text of each option, drawn.
        figures: How the class did.
        sources: Where answers were found, with counts, the commonest first.
        gathered: Whether first choices are known.
        reliability: KR-20 of the assignment's items without this one; None where undefined.
        rules: Rules on the question that hold.
    """

    of: KnownQuestion
    key: str
    graded_key: str
    stem: Markup
    texts: Mapping[str, Markup]
    figures: ItemStatistics
    sources: tuple[tuple[str, int], ...]
    gathered: bool
    reliability: float | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class McqClass:
    """All of them.

    Attributes:
        items: In the order of the notebook.
        reliability: KR-20 of all; None where undefined.
        answers: Hand-ins that count.
    """

    items: tuple[McqItem, ...]
    reliability: float | None
    answers: int


def mcq_class(desk: Desk, of: KnownAssignment, section: str = "") -> McqClass:
    """The questions and what was chosen; kept until something changes.

    Args:
        desk: What to read from.
        of: The assignment.
        section: Only the students of this one; empty for all.
    """
    rules = tuple(
        one
        for one in desk.once(("rules", of.id), lambda: gradebook.rules(desk.book, of.id))
        if one.withdrawn_at is None
    )
    return desk.steady(
        ("mcq", of.id, section),
        (desk.state(of.id), rules, desk.work.version()),
        lambda: _read(desk, of, section, rules),
    )


def bank_of_course(desk: Desk, assignment: str) -> McqBank:
    """The questions with their texts; an empty bank without a course on disk."""
    course = desk.course
    if course is None or assignment not in course.settings.assignments:
        return McqBank()
    return desk.fixed(("mcq bank", assignment), lambda: read_bank(course.sources / assignment))


def _read(desk: Desk, of: KnownAssignment, section: str, rules: tuple[Rule, ...]) -> McqClass:
    wanted = {
        attempt.id: attempt
        for total, attempt in desk.counting(of.id)
        if not section or total.section == section
    }
    earned: dict[int, float] = {}
    given: dict[str, list[QuestionEvidence]] = {}
    for row in desk.scored(of.id):
        if row.attempt in wanted:
            earned[row.attempt] = earned.get(row.attempt, 0.0) + (row.points or 0.0)
            given.setdefault(row.question, []).append(row)
    bank, kept = bank_of_course(desk, of.id), desk.work.choices(of.id)
    digests = desk.digests(of.id)
    found, right = [], {}
    for question in of.questions:
        if question.kind != "mcq":
            continue
        # What has no score for a fault of ours says nothing about the question.
        scored = [row for row in given.get(question.id, ()) if row.points is not None]
        choices = kept.get(question.id, {})
        firsts, sources = {}, Counter[str]()
        for row in scored:
            attempt = wanted[row.attempt]
            choice = choices.get(attempt.submission)
            firsts[row.attempt] = choice.first if choice else row.answer
            if row.answer:
                digest = digests.get(attempt.run or "")
                told = digest.sources.get(question.id, "") if digest else ""
                sources[told or (choice.source if choice else UNKNOWN)] += 1
        mcq = bank.find(question.id)
        graded = _graded_key(scored)
        key = mcq.key if mcq else graded
        chosen = [
            ItemAnswer(
                firsts[row.attempt] if row.answer else None,
                row.answer,
                earned[row.attempt] - (row.points or 0.0),
            )
            for row in scored
        ]
        figures = item_statistics(chosen, _letters(mcq, chosen), key)
        right[question.id] = {
            row.attempt: set(one.first or "") == set(key)
            for row, one in zip(scored, chosen, strict=True)
        }
        found.append(
            McqItem(
                of=question,
                key=key,
                graded_key=graded if graded and set(graded) != set(key) else "",
                stem=markdown(mcq.stem) if mcq else Markup(""),
                texts={str(k): markdown(text) for k, text in mcq.options.items()} if mcq else {},
                figures=figures,
                sources=tuple(sources.most_common()),
                gathered=bool(choices),
                reliability=None,
                rules=tuple(one for one in rules if one.question == question.id),
            )
        )
    return _with_reliability(found, right, len(wanted))


def _with_reliability(
    found: list[McqItem], right: Mapping[str, Mapping[int, bool]], answers: int
) -> McqClass:
    """The items with what the set would be without each."""
    everywhere = set.intersection(*(set(one) for one in right.values())) if right else set()
    order = sorted(everywhere)
    whole, without = kr20({key: [one[number] for number in order] for key, one in right.items()})
    items = tuple(McqItem(**{**vars(one), "reliability": without.get(one.of.id)}) for one in found)
    return McqClass(items, whole, answers)


def _graded_key(scored: list[QuestionEvidence]) -> str:
    """The answer that earned all points, if there is one alone."""
    full = {row.answer for row in scored if row.answer and (row.points or 0.0) >= row.possible > 0}
    return next(iter(full)) or "" if len(full) == 1 else ""


def _letters(mcq: GradedMcq | None, chosen: list[ItemAnswer]) -> list[str]:
    """The options: the question's own, and whatever else somebody chose."""
    taken = {letter for one in chosen for letter in f"{one.first or ''}{one.last or ''}"}
    own = [str(letter) for letter in mcq.options] if mcq else []
    return [*own, *sorted(taken - set(own))]
