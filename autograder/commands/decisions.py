"""Commands for what people decide: `gradebook diff`, `apply`, `repair`, `undo`, `override`, ..."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.commands.gradebook import (
    REVIEW,
    AssignmentId,
    Author,
    StudentKey,
    Where,
    author_of,
    opened,
)

if TYPE_CHECKING:
    from autograder.gradebook import TotalChange

_SHOWN = 60

QuestionId = Annotated[str, typer.Argument(metavar="QUESTION", help="Id of the question.")]
Policy = Annotated[
    Literal["all", "latest", "best", "faults"],
    typer.Option("--policy", help="Which attempts take their newest verdict."),
]
Comment = Annotated[str, typer.Option("--comment", help="Why; stands in the history.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the gradebook's."""
    for command in (diff, apply, repair, undo, override, rule, extend):
        app.command()(command)


def diff(assignment: AssignmentId, where: Where = None, policy: Policy = "all") -> None:
    """Show who would gain or lose if newer verdicts counted, and why. Changes nothing.

    Exit code: 1 when somebody would lose, else 0.
    """
    from autograder.gradebook import diff as find_diff

    with opened(where) as book:
        seen = find_diff(book, assignment, policy)
    _show(seen.changes)
    print(f"{len(seen.moves)} attempts have a newer verdict; {len(seen.changes)} students change.")
    if seen.lowered:
        print(f"{len(seen.lowered)} would lose: they keep their verdict unless ticked by --lower.")
        raise typer.Exit(REVIEW)


def apply(
    assignment: AssignmentId,
    where: Where = None,
    author: Author = None,
    policy: Policy = "all",
    lower: Annotated[
        list[str] | None,
        typer.Option("--lower", metavar="STUDENT", help="May lose points; once for each."),
    ] = None,
    comment: Comment = "",
) -> None:
    """Make newer verdicts count. Nobody loses points unless ticked; overrides stay."""
    from autograder.gradebook import apply as apply_diff
    from autograder.gradebook import diff as find_diff

    with opened(where) as book:
        seen = find_diff(book, assignment, policy)
        done = apply_diff(book, author_of(author), seen, lower=lower or (), comment=comment)
    _show([one for one in seen.changes if one.student not in done.kept])
    for student in done.kept:
        print(f"{student} keeps the verdict that counts, since the newer one gives less.")
    if done.decision is None:
        print("No verdict was changed.")
    else:
        print(
            f"{done.moved} attempts take their newer verdict. "
            f"To undo: autograder gradebook undo {done.decision}"
        )


def repair(
    assignment: AssignmentId,
    question: QuestionId,
    check: Annotated[str, typer.Argument(metavar="CHECK", help="The faulty check: q0_2-2.")],
    where: Where = None,
    author: Author = None,
    rule: Annotated[
        Literal["full", "half", "recompute"],
        typer.Option("--rule", help="What those whom it cost points get back."),
    ] = "full",
    release: Annotated[
        str | None, typer.Option("--release", help="Hash of the faulty release; the newest.")
    ] = None,
    comment: Comment = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it only show who gains.")] = (
        False
    ),
) -> None:
    """Give back what a faulty check cost. Nobody loses; overrides stay."""
    from autograder.gradebook import propose
    from autograder.gradebook import repair as make_repair

    with opened(where) as book:
        seen = propose(book, assignment, question, check, rule, release=release)
        _show(seen.changes)
        print(
            f"{len(seen.changes)} students gain, nobody loses; "
            f"{len(seen.overridden)} whom it hit have an override, which stays."
        )
        if not yes:
            print("Nothing was changed; do it with --yes and a --comment.")
            return
        number = make_repair(book, author_of(author), seen, comment=comment)
    print(f"Repaired. To undo: autograder gradebook undo {number}")


def undo(
    decision: Annotated[int, typer.Argument(metavar="NUMBER", help="Of the repair or regrade.")],
    where: Where = None,
    author: Author = None,
) -> None:
    """Take a repair or a regrade back, as if it had not been made."""
    from autograder.gradebook import state_hash
    from autograder.gradebook import undo as undo_decision

    with opened(where) as book:
        undo_decision(book, author_of(author), decision)
        print(f"Decision {decision} is undone. State: {state_hash(book)[:16]}")


def override(
    student: StudentKey,
    assignment: AssignmentId,
    question: QuestionId,
    points: Annotated[str, typer.Argument(metavar="POINTS", help="Or `none` to take it back.")],
    where: Where = None,
    author: Author = None,
    comment: Comment = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="For this member of a group only.")
    ] = False,
    revision: Annotated[
        int | None, typer.Option("--revision", min=0, help="The one seen; the newest.")
    ] = None,
) -> None:
    """Set the points of a question against all else."""
    from autograder.gradebook import override as set_override
    from autograder.gradebook import overrides, totals

    try:
        value = None if points == "none" else float(points)
    except ValueError:
        raise typer.BadParameter(f"{points!r} is no number of points") from None
    with opened(where) as book:
        if revision is None:
            there = [
                one.revision
                for one in overrides(book, assignment, student, question)
                if (one.group is None) == alone or one.student == student
            ]
            revision = max(there, default=0)
        number = set_override(
            book,
            author_of(author),
            student,
            assignment,
            question,
            value,
            comment,
            revision=revision,
            alone=alone,
        )
        total = totals(book, assignment)[student].total
    print(f"Revision {number}; {student} has {'no total' if total is None else f'{total:g}'} now.")


def rule(
    assignment: AssignmentId,
    question: QuestionId,
    kind: Annotated[
        Literal["accept", "full", "void"],
        typer.Argument(help="Accept options, give full points to all, or leave the question out."),
    ],
    where: Where = None,
    author: Author = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help="Of accept: a right option; repeatable.")
    ] = None,
    comment: Comment = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it only show who gains.")] = (
        False
    ),
) -> None:
    """Decide on a question for everybody, such as accepting A and B."""
    from autograder.gradebook import add_rule, preview_rule

    with opened(where) as book:
        changes = preview_rule(book, assignment, question, kind, answer or ())
        _show(changes)
        if not changes:
            print("Nobody's total changes by it.")
        if not yes:
            print("Nothing was changed; do it with --yes and a --comment.")
            return
        number = add_rule(
            book,
            author_of(author),
            assignment,
            question,
            kind,
            answers=answer or (),
            comment=comment,
        )
    print(f"Rule {number} holds.")


def extend(
    student: StudentKey,
    assignment: AssignmentId,
    where: Where = None,
    author: Author = None,
    days: Annotated[float | None, typer.Option("--days", help="After the due date.")] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%dT%H:%M"], help="In the course's time zone."),
    ] = None,
    excused: Annotated[
        bool, typer.Option("--excused", help="The assignment does not count.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="For staff.")] = "",
) -> None:
    """Give a student more time, or excuse them; lateness follows at once."""
    from autograder.gradebook import extend as grant
    from autograder.gradebook import settings, totals

    with opened(where) as book:
        number = grant(
            book,
            author_of(author),
            student,
            assignment,
            days=days,
            until=None if until is None else settings(book).aware(until),
            excused=excused,
            reason=reason,
        )
        total = totals(book, assignment).get(student)
    now = "no total" if total is None or total.total is None else f"{total.total:g}"
    print(f"Extension {number} holds; {student} has {now} now.")


def _show(changes: Iterable["TotalChange"]) -> None:
    listed = list(changes)
    for one in listed[:_SHOWN]:
        before, after = (
            "no grade" if points is None else f"{points:g}" for points in (one.before, one.after)
        )
        print(f"{one.student}: {before} → {after}" + (f"  ({one.why})" if one.why else ""))
    if len(listed) > _SHOWN:
        print(f"... and {len(listed) - _SHOWN} more")
