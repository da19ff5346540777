"""Decisions for everybody: rules, repairs of faulty checks, regrades, and how they are undone.

Each is proposed first: who gains, who would lose. Whoever reads may propose; an instructor decides.
"""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for

from autograder import gradebook
from autograder.gradebook import KINDS, POLICIES, RULES, Refused
from autograder.review.access import Answer, author, is_instructor, needs
from autograder.review.desk import desk
from autograder.review.forms import whole
from autograder.review.paging import part

page = Blueprint("decisions", __name__)

PER_PAGE = 100


@page.get("/<assignment>/decisions")
@needs("ta")
def show(assignment: str) -> Answer:
    """What was decided, and forms to propose more."""
    of = desk().assignment(assignment)
    return render_template(
        "decisions.html",
        of=of,
        rules=gradebook.rules(desk().book, of.id),
        decisions=gradebook.decisions(desk().book, of.id),
        overrides=part(_latest_overrides(of.id), PER_PAGE),
        students=desk().students(),
        kinds=KINDS,
        repairs=RULES,
        policies=POLICIES,
        checks=_checks(of.id),
    )


@page.get("/<assignment>/decisions/rule")
@needs("ta")
def propose_rule(assignment: str) -> Answer:
    """Who would gain by a rule."""
    of = desk().assignment(assignment)
    question, kind, options = _rule()
    changes = gradebook.preview_rule(desk().book, of.id, question, kind, options)
    return render_template(
        "propose_rule.html",
        of=of,
        question=question,
        kind=kind,
        options=options,
        turned=part(changes, PER_PAGE),
        students=desk().students(),
    )


@page.post("/<assignment>/decisions/rule")
@needs("instructor")
def add_rule(assignment: str) -> Answer:
    """Make a rule."""
    of = desk().assignment(assignment)
    question, kind, options = _rule()
    number = gradebook.add_rule(
        desk().book,
        author(),
        of.id,
        question,
        kind,
        answers=options,
        comment=request.form.get("comment", ""),
    )
    flash(f"Rule {number} holds; totals follow, overrides stay.")
    return redirect(url_for("decisions.show", assignment=of.id))


@page.post("/<assignment>/decisions/rule/withdraw")
@needs("instructor")
def withdraw_rule(assignment: str) -> Answer:
    """Take a rule back."""
    of = desk().assignment(assignment)
    number = whole(request.form.get("rule"), 0)
    if number not in {one.id for one in gradebook.rules(desk().book, of.id)}:
        raise Refused(f"{of.id} has no rule {number}.")
    gradebook.withdraw_rule(desk().book, author(), number)
    flash(f"Rule {number} was taken back.")
    return redirect(url_for("decisions.show", assignment=of.id))


@page.get("/<assignment>/decisions/repair")
@needs("ta")
def propose_repair(assignment: str) -> Answer:
    """Who would gain by the repair of a check."""
    of = desk().assignment(assignment)
    check = request.args.get("check", "")
    proposal = gradebook.propose(
        desk().book,
        of.id,
        _question_of(of.id, check),
        check,
        request.args.get("rule", "full"),
        kept=desk().parts,
    )
    return render_template(
        "propose_repair.html",
        of=of,
        proposal=proposal,
        turned=part(proposal.changes, PER_PAGE),
        students=desk().students(),
    )


@page.post("/<assignment>/decisions/repair")
@needs("instructor")
def repair(assignment: str) -> Answer:
    """Repair a check, if what was seen is still so."""
    of = desk().assignment(assignment)
    check = request.form.get("check", "")
    now = gradebook.propose(
        desk().book, of.id, _question_of(of.id, check), check, request.form.get("rule", "")
    )
    seen = replace(now, token=request.form.get("token", ""))
    number = gradebook.repair(desk().book, author(), seen, comment=request.form.get("comment", ""))
    flash(f"{check} was repaired by decision {number}; {len(now.changes)} gained.")
    return redirect(url_for("decisions.show", assignment=of.id))


@page.get("/<assignment>/decisions/regrade")
@needs("ta")
def propose_regrade(assignment: str) -> Answer:
    """What newer verdicts would change, for all or for an error group alone."""
    of = desk().assignment(assignment)
    only = _only(of.id)
    seen = gradebook.diff(desk().book, of.id, request.args.get("policy", "all"), only=only)
    # Ticks stand in one form; an instructor sees everybody whom they may lower at once.
    others = [one for one in seen.changes if not (one.lowers and is_instructor())]
    return render_template(
        "propose_regrade.html",
        of=of,
        diff=seen,
        turned=part(others, PER_PAGE),
        question=request.args.get("question", ""),
        group=request.args.get("group", ""),
        students=desk().students(),
    )


@page.post("/<assignment>/decisions/regrade")
@needs("instructor")
def regrade(assignment: str) -> Answer:
    """Let newer verdicts count; nobody is lowered without a tick."""
    of = desk().assignment(assignment)
    only = request.form.getlist("only") or None
    for key in only or ():
        desk().student(key)
    now = gradebook.diff(desk().book, of.id, request.form.get("policy", ""), only=only)
    seen = replace(now, token=request.form.get("token", ""))
    lowered = {one.student for one in now.lowered}
    ticks = request.form.getlist("lower")
    done = gradebook.apply(
        desk().book,
        author(),
        seen,
        # Where the diff is another by now, ticks may name nobody in it: that is stale, not wrong.
        lower=ticks if now.token == seen.token else [one for one in ticks if one in lowered],
        comment=request.form.get("comment", ""),
    )
    kept = f"; {len(done.kept)} keep the better one" if done.kept else ""
    flash(f"{done.moved} hand-ins take their newer verdict{kept}.")
    return redirect(url_for("decisions.show", assignment=of.id))


@page.post("/<assignment>/decisions/undo")
@needs("instructor")
def undo(assignment: str) -> Answer:
    """Take a repair or a regrade back."""
    of = desk().assignment(assignment)
    number = whole(request.form.get("decision"), 0)
    if number not in {one.id for one in gradebook.decisions(desk().book, of.id)}:
        raise Refused(f"{of.id} has no decision {number}.")
    gradebook.undo(desk().book, author(), number)
    flash(f"Decision {number} was undone; everything is as it was before.")
    return redirect(url_for("decisions.show", assignment=of.id))


def _only(assignment: str) -> tuple[str, ...] | None:
    """The students of the error group that the address names; None for everybody."""
    key = request.args.get("group", "")
    if not key:
        return None
    listed = desk().error_groups(assignment)
    return gradebook.find_group(listed, request.args.get("question", ""), key).students


def _rule() -> tuple[str, str, list[str]]:
    source = request.args if request.method == "GET" else request.form
    options = " ".join(source.getlist("options")).replace(",", " ").split()
    kind = source.get("kind", "")
    # The page of a question sends its ticks whichever rule is chosen.
    return source.get("question", ""), kind, options if kind == "accept" else []


def _checks(assignment: str) -> list[tuple[str, str]]:
    """Id and name of every check that a verdict has, by question."""

    def read() -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for digest in desk().digests(assignment).values():
            for key, name in digest.checks:
                found.setdefault(key, name)
        return sorted(found.items())

    return desk().once(("checks", assignment), read)


def _question_of(assignment: str, check: str) -> str:
    """The question that a check belongs to: its id up to the last hyphen."""
    question, hyphen, _ = check.rpartition("-")
    if not hyphen:
        raise Refused(f"{check[:60]!r} is no check; choose one of the list.")
    return question


def _latest_overrides(assignment: str) -> list[gradebook.Override]:
    """The overrides that hold."""
    latest = {
        (one.student, one.group, one.question): one
        for one in gradebook.overrides(desk().book, assignment)
    }
    return [one for one in latest.values() if one.points is not None]
