"""Canvas: the bulk download of an assignment, one file a row.

`{name}[_LATE]_{user id}_{attachment id}_{file}`, or `[LATE_]anon_{id}_{attachment id}_{file}` where
grading is anonymous. The name has lower-case word characters only. A group's file carries the
group's name and the id of the member who handed it in. Canvas puts `-1`, `-2`, ... before the
ending of a file that is handed in again. What a student typed is `{name}_{user id}_text.html`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from autograder.intake.find import HandInPart, split_stamp
from autograder.intake.node import Node
from autograder.intake.online_text import text_note
from autograder.intake.reading import Claim, Context, FoundAttempt, Reading, order_of
from autograder.intake.tree import Tree

TITLE = "a bulk download from Canvas"

_ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<user>\d+)_(?P<file>\d+)_(?P<name>.+)", re.I)
_TEXT = re.compile(r"(?P<who>.+?)_(?P<user>\d+)_text\.html", re.IGNORECASE)
_PAIR = re.compile(r"_(?=(?P<user>\d+)_(?P<file>\d+)_(?P<name>.+))")
_LATE = re.compile(r"_LATE$", re.IGNORECASE)
_STAMP = re.compile(r"\d{4}_\d{2}_\d{2}T\d{2}_\d{2}_\d{2}_\d{6}")
_AGAIN = re.compile(r"-(?P<number>\d+)$")


class _File:
    """One file of a download."""

    def __init__(self, node: Node, who: str, user: str, attachment: str, name: str) -> None:
        late = _LATE.search(who)
        self.node = node
        self.late = late is not None
        self.who = who[: late.start()] if late else who
        self.user = user
        self.attachment = attachment
        path = PurePosixPath(name)
        again = _AGAIN.search(path.stem)
        stem = path.stem[: again.start()] if again else path.stem
        self.again = int(again["number"][:9]) if again else 0
        self.name = stem + path.suffix
        self.base = split_stamp(stem)[0].casefold() + path.suffix.casefold()

    @property
    def order(self) -> tuple[int | str, ...]:
        return (*order_of(self.attachment), self.again)


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read a bulk download; see the module."""
    by_user: dict[tuple[str, str], list[_File]] = {}
    texts: dict[str, Node] = {}
    rest: list[Node] = []
    for node in nodes:
        file = _file(node, context) if node.kind == "file" else None
        text = _TEXT.fullmatch(node.name) if node.kind == "file" else None
        if file is not None:
            by_user.setdefault((file.user, file.who), []).append(file)
        elif text is not None and text["user"] not in texts:
            texts[text["user"]] = node
        else:
            rest.append(node)
    numbers = [file.attachment for files in by_user.values() for file in files]
    if len(set(numbers)) < len(numbers):
        # No two files of Canvas have one attachment id: these numbers mean something else.
        return Reading((), (), nodes)
    attempts = [
        attempt for files in by_user.values() for attempt in _attempts(tree, files, context)
    ]
    for user, node in texts.items():
        attempts += _text(tree, node, user, attempts, context)
    return Reading(tuple(attempts), (), tuple(rest))


def _text(
    tree: Tree, node: Node, user: str, attempts: list[FoundAttempt], context: Context
) -> list[FoundAttempt]:
    """A text as a note on the newest attempt, or, where it is all, as an attempt of its own."""
    who = node.name[: node.name.rfind(f"_{user}_")]
    key = _key(user, who)
    for place in range(len(attempts) - 1, -1, -1):
        if attempts[place].claim.key == key:
            note = text_note(tree, node)
            also = (*attempts[place].also, node.name)
            attempts[place] = replace(
                attempts[place], notes=(*attempts[place].notes, *note), also=also
            )
            return []
    file = _File(node, "anon" if who == "anon" else who, user, "0", "text.html")
    alone = _attempt(tree, [file], file.late, context)
    return [replace(alone, notes=text_note(tree, node))]


def _key(user: str, who: str) -> str:
    return f"canvas:{user}:{_LATE.sub('', who)}"


def _file(node: Node, context: Context) -> _File | None:
    """A file of the download; of several pairs of numbers, the first with a user of the roster."""
    name = node.name
    anonymous = _ANONYMOUS.fullmatch(name)
    if anonymous is not None:
        who = "anon_LATE" if anonymous["late"] else "anon"
        return _File(node, who, anonymous["user"], anonymous["file"], anonymous["name"])
    stamp = _STAMP.search(name)
    # The time in the name of Otter's zip is made of numbers, too.
    end = stamp.start() if stamp else len(name)
    pairs = [
        (name[: match.start()], match["user"], match["file"], match["name"])
        for match in _PAIR.finditer(name)
        if match.start() > 0 and match.end("file") < end
    ]
    known = [pair for pair in pairs if context.roster.find("canvas_id", pair[1]) is not None]
    return _File(node, *(known or pairs)[0]) if pairs else None


def _attempts(tree: Tree, files: Sequence[_File], context: Context) -> list[FoundAttempt]:
    """The attempts of one user: the newest of each file together, then the one before, and so on.

    Late files are never of one attempt with others.
    """
    found: list[tuple[bool, list[_File]]] = []
    for late in (False, True):
        versions: dict[str, list[_File]] = {}
        for file in sorted((one for one in files if one.late is late), key=lambda one: one.order):
            versions.setdefault(file.base, []).append(file)
        count = max(map(len, versions.values()), default=0)
        for age in range(count, 0, -1):
            taken = [kept[-age] for kept in versions.values() if len(kept) >= age]
            found.append((late, taken))
    return [_attempt(tree, taken, late, context) for late, taken in found]


def _attempt(tree: Tree, files: Sequence[_File], late: bool, context: Context) -> FoundAttempt:
    first = files[0]
    parts: dict[str, HandInPart] = {}
    for file in files:
        name, number = file.name, 1
        while name in parts:
            number += 1
            name = f"{number}/{file.name}"
        parts[name] = HandInPart(name, tree, file.node.path)
    label = first.who if first.who != "anon" else f"anon_{first.user}"
    grouped = context.roster.group(label) if len(context.roster) else ()
    return FoundAttempt(
        Claim(
            _key(first.user, first.who),
            label,
            (("canvas_id", first.user),),
            name="" if first.who == "anon" else label,
            personal=True,
            written=False,
            group=label if grouped else "",
        ),
        first.node.name,
        tuple(parts.values()),
        order=max(file.order for file in files),
        late=late,
    )
