"""Blackboard: an assignment's download, files beside their receipts.

`{assignment}_{user name}_attempt_{yyyy-mm-dd-hh-mm-ss}_{file}`, and for each attempt a receipt
`..._attempt_{time}.txt` with `Name: Full Name (user name)`, `Date Submitted:`, `Comments:` and
`Files:`. A receipt is about the work and is not work. Both parts of the name may hold `_`: the
receipt, the roster, and what all names have in common tell where the user name begins.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from autograder.intake.find import HandInPart
from autograder.intake.node import Node
from autograder.intake.reading import Claim, Context, FoundAttempt, Reading
from autograder.intake.tree import Tree
from autograder.records.errors import IntakeError
from autograder.records.plain_text import visible

TITLE = "a download from Blackboard"

_NAME = re.compile(
    r"(?P<head>.+)_attempt_(?P<time>\d{4}-\d{2}-\d{2}-\d{2}-\d{2}-\d{2})(?:_(?P<file>.+)|\.txt)",
    re.DOTALL,
)
_PERSON = re.compile(r"^Name:\s*(?P<name>.*?)\s*\((?P<user>[^()]+)\)\s*$", re.MULTILINE)
_FILES = re.compile(
    r"Original filename:\s*(?P<original>.+?)\s*[\r\n]+\s*Filename:\s*(?P<stored>.+?)\s*$",
    re.MULTILINE,
)
_COMMENTS = re.compile(r"^Comments:\s*(?P<text>.*?)\s*^Files:", re.MULTILINE | re.DOTALL)
_NO_COMMENT = "there are no student comments for this assignment"
_MAX_RECEIPT = 1024 * 1024


class _Receipt:
    """What a receipt says; all of it may be missing."""

    def __init__(self, text: str) -> None:
        person = _PERSON.search(text)
        self.name = visible(person["name"]) if person else ""
        self.user = person["user"].strip() if person else ""
        self.originals = {match["stored"]: match["original"] for match in _FILES.finditer(text)}
        comment = _COMMENTS.search(text)
        words = " ".join(visible(comment["text"]).split()) if comment else ""
        self.comment = "" if words.casefold().rstrip(".") == _NO_COMMENT else words[:300]


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read a download; see the module."""
    found: dict[tuple[str, str], list[tuple[Node, str]]] = {}
    rest: list[Node] = []
    for node in nodes:
        match = _NAME.fullmatch(node.name) if node.kind == "file" else None
        if match is None:
            rest.append(node)
        else:
            key = (match["head"], match["time"])
            found.setdefault(key, []).append((node, match["file"] or ""))
    heads = sorted({head for head, _ in found})
    attempts = [
        _attempt(tree, head, time, pieces, heads, context) for (head, time), pieces in found.items()
    ]
    return Reading(tuple(attempts), (), tuple(rest))


def _attempt(
    tree: Tree,
    head: str,
    time: str,
    pieces: list[tuple[Node, str]],
    heads: Sequence[str],
    context: Context,
) -> FoundAttempt:
    receipts = [node for node, file in pieces if not file]
    receipt, notes = _receipt(tree, receipts)
    user = receipt.user or _user(head, heads, context)
    files = [(node, file) for node, file in pieces if file]
    names = _original_names(files, receipt.originals)
    parts = tuple(
        HandInPart(name, tree, node.path) for (node, _), name in zip(files, names, strict=True)
    )
    if receipt.comment:
        notes += (f"Comment with the hand-in: “{receipt.comment}”",)
    return FoundAttempt(
        Claim(
            f"blackboard:{head}",
            receipt.name or user,
            (("login", user),),
            guess=user,
            name=receipt.name,
            personal=True,
        ),
        pieces[0][0].name,
        parts or tuple(HandInPart("", tree, node.path) for node, _ in pieces),
        order=(time,),
        time=_time(time, context),
        notes=notes,
        also=tuple(node.name for node in receipts),
        refusal="" if parts else f"{user} handed in no file; ask for the notebook.",
    )


def _receipt(tree: Tree, nodes: Sequence[Node]) -> tuple[_Receipt, tuple[str, ...]]:
    if not nodes:
        return _Receipt(""), ("Blackboard's receipt of this attempt is missing.",)
    try:
        data = tree.read(nodes[0].path, _MAX_RECEIPT)
    except IntakeError as error:
        return _Receipt(""), (f"Blackboard's receipt was not read: {error}",)
    return _Receipt(data.decode("utf-8-sig", "replace").replace("\r\n", "\n")), ()


def _user(head: str, heads: Sequence[str], context: Context) -> str:
    """The user name at the end of `{assignment}_{user name}`."""
    starts = [match.end() for match in re.finditer("_", head)]
    for start in starts:
        # The longest name that the roster knows.
        if context.roster.find("login", head[start:]) is not None:
            return head[start:]
    cut = _shared(heads[0], heads[-1]).rfind("_") + 1 if len(heads) > 1 else 0
    if cut:
        return head[cut:]
    return head[starts[-1] :] if starts else head


def _shared(one: str, other: str) -> str:
    """How two texts begin alike; of sorted ones the first and last do as all do."""
    pairs = enumerate(zip(one, other, strict=False))
    end = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    return one[:end]


def _original_names(files: Sequence[tuple[Node, str]], known: Mapping[str, str]) -> list[str]:
    """The students' own names of the files; two that are the same are told apart by a folder."""
    names: list[str] = []
    for number, (node, file) in enumerate(files, 1):
        name = known.get(node.name, file).replace("\\", "/").rsplit("/", 1)[-1] or file
        names.append(name if name not in names else f"{number}/{name}")
    return names


def _time(text: str, context: Context) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d-%H-%M-%S").replace(tzinfo=context.zone)
    except ValueError:
        return None
