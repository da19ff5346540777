"""Moodle: all submissions of an assignment, in folders or flat.

`{Full name}_{id}_assignsubmission_file/{path}`, with a trailing `_` before Moodle 4.1, or flat
`..._file_{name}`. The id is the assignment's participant number, not the user's. Blind marking says
`Participant_{id}`; teams say `{group}_{group id}`, and `Default group` without an id. The online
text comes as `..._assignsubmission_onlinetext`: it is kept as a note.
"""

import re

from autograder.intake.find import HandInPart
from autograder.intake.node import Node
from autograder.intake.online_text import text_note
from autograder.intake.reading import Claim, Context, FoundAttempt, Reading
from autograder.intake.tree import Tree, peek

TITLE = "a download from Moodle"

_NAME = re.compile(
    r"(?P<who>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>file|onlinetext)"
    r"(?:_(?P<file>.*))?",
    re.DOTALL,
)
_BLIND = "participant"


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read a download; see the module."""
    found: dict[tuple[str, str], list[tuple[Node, str, str]]] = {}
    rest: list[Node] = []
    for node in nodes:
        match = _NAME.fullmatch(node.name)
        flat = match is not None and bool(match["file"])
        if match is None or node.kind not in ("folder", "file") or flat != (node.kind == "file"):
            rest.append(node)
            continue
        who = (match["who"], match["id"] or "")
        found.setdefault(who, []).append((node, match["kind"], match["file"] or ""))
    attempts = [_attempt(tree, who, pieces, context) for who, pieces in found.items()]
    return Reading(tuple(attempts), (), tuple(rest))


def _attempt(
    tree: Tree, who: tuple[str, str], pieces: list[tuple[Node, str, str]], context: Context
) -> FoundAttempt:
    name, number = who
    parts: list[HandInPart] = []
    notes: list[str] = []
    for node, kind, file in pieces:
        if kind == "file":
            # A folder is no level of the student's own: its files are the hand-in.
            inside = peek(tree, node.path) if node.kind == "folder" else ()
            parts += (HandInPart(child.name, tree, child.path) for child in inside)
            parts += [HandInPart(file, tree, node.path)] if node.kind == "file" else []
            parts += (
                [HandInPart("", tree, node.path)] if node.kind == "folder" and not inside else []
            )
        else:
            notes += text_note(tree, node)
    if not parts:
        # Online text alone: it is handed in, and it is not a notebook.
        parts = [HandInPart(file or node.name, tree, node.path) for node, _, file in pieces]
    blind = name.casefold() == _BLIND and number
    return FoundAttempt(
        Claim(
            f"moodle:{name}:{number}",
            f"{name}_{number}" if blind else name,
            (("moodle_participant", number),) if number else (),
            name="" if blind else name,
            personal=True,
            name_first=True,
            group=name if context.roster.group(name) else "",
        ),
        pieces[0][0].name,
        tuple(parts),
        notes=tuple(notes),
        also=tuple(node.name for node, kind, _ in pieces if kind != "file"),
    )
