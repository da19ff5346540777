"""nbgrader: `submitted/{student}/{assignment}/...`, with the time in `timestamp.txt`.

Give the course's folder, its `submitted` folder, or an archive of either.
"""

import re
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from autograder.intake.find import HandInPart
from autograder.intake.litter import litter_in
from autograder.intake.node import Node
from autograder.intake.reading import Claim, Context, FoundAttempt, Reading, whole
from autograder.intake.tree import Tree, peek
from autograder.records.errors import IntakeError

TITLE = "nbgrader's folder of submitted work"

SUBMITTED = "submitted"
TIMESTAMP = "timestamp.txt"
_TIME = re.compile(
    r"\s*(?P<time>\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d+)?)\s*(?P<zone>[A-Za-z0-9_+/:-]*)"
)
_OTHER_FOLDERS = frozenset(
    {"source", "release", "autograded", "feedback", "nbgrader_config.py", "gradebook.db"}
)


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read a folder of submitted work; see the module."""
    inside = [node for node in nodes if node.kind == "folder" and node.name == SUBMITTED]
    if inside:
        students = tuple(n for n in peek(tree, inside[0].path) if litter_in(n.name) is None)
        others = tuple(node for node in nodes if node is not inside[0])
        passed = tuple((n.name, "another part of nbgrader") for n in others if _is_other(n))
        rest = tuple(node for node in others if not _is_other(node))
    else:
        students, passed, rest = nodes, (), ()
    found: list[tuple[Node, list[Node]]] = []
    unknown: list[Node] = []
    stamped = False
    for student in students:
        folders = peek(tree, student.path) if student.kind == "folder" else ()
        works = [node for node in folders if node.kind == "folder"]
        stamped = stamped or any(_stamp(tree, work) is not None for work in works)
        if works:
            found.append((student, works))
        else:
            unknown.append(student)
    # The course may call the assignment otherwise; then nobody has a folder of our name.
    strict = any(work.name == context.assignment for _, works in found for work in works)
    attempts = [_attempt(tree, student, works, context, strict) for student, works in found]
    if not students or (not inside and not stamped):
        return Reading((), (), nodes)
    return Reading(tuple(attempts), passed, (*rest, *unknown))


def parse_time(text: str, zone: tzinfo) -> datetime | None:
    """A time as nbgrader writes it, such as `2026-10-12 17:58:23.948203 UTC`.

    Args:
        text: The text.
        zone: Where it is meant if it names no zone.
    """
    match = _TIME.match(text)
    if match is None:
        return None
    named: tzinfo = zone
    if match["zone"]:
        try:
            named = ZoneInfo(match["zone"])
        except (OSError, ValueError, KeyError):
            named = zone
    try:
        return datetime.fromisoformat(match["time"]).replace(tzinfo=named)
    except ValueError:
        return None


def _is_other(node: Node) -> bool:
    return node.name in _OTHER_FOLDERS


def _stamp(tree: Tree, work: Node) -> Node | None:
    for node in peek(tree, work.path):
        if node.name == TIMESTAMP and node.kind == "file":
            return node
    return None


def _attempt(
    tree: Tree, student: Node, works: list[Node], context: Context, strict: bool
) -> FoundAttempt:
    named = [work for work in works if work.name == context.assignment]
    name = student.name
    claim = Claim(
        f"nbgrader:{student.path}",
        name,
        (("login", name),),
        guess=name,
        name=name.replace("_", " "),
        personal=True,
        written=False,
    )
    chosen = named or (works if len(works) == 1 and not strict else [])
    if not chosen:
        there = ", ".join(work.name for work in works[:5])
        return FoundAttempt(
            claim,
            name,
            whole(tree, student),
            refusal=f"{name} handed in nothing for {context.assignment}; there is: {there}.",
        )
    work = chosen[0]
    stamp = _stamp(tree, work)
    time = None
    notes: tuple[str, ...] = ()
    if stamp is not None:
        try:
            text = tree.read(stamp.path, 1024).decode("utf-8", "replace")
            time = parse_time(text, context.zone)
        except IntakeError as error:
            notes = (str(error),)
    return FoundAttempt(claim, name, (HandInPart("", tree, work.path),), time=time, notes=notes)
