"""Brightspace: the download of a dropbox, a folder for each attempt.

`397063-2557369 - Mary-Ann Smith - Sep 24, 2024 926 PM/...`. The time has no colon; ` - ` may stand
in a name, so the date is cut off from the right. Of the two numbers the one that is not the same
for all belongs to the person.
"""

import re
from datetime import datetime

from autograder.intake.node import Node
from autograder.intake.reading import Claim, Context, FoundAttempt, Reading, matching, whole
from autograder.intake.tree import Tree

TITLE = "a download from Brightspace"

_FOLDER = re.compile(r"(?P<a>\d+)-(?P<b>\d+) - (?P<name>.+) - (?P<date>[^-]*\d{4}[^-]*)", re.DOTALL)
_DATE = re.compile(
    r"(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<day>\d{1,2}), (?P<year>\d{4}) "
    r"(?P<hour>\d{1,2}):?(?P<minute>\d{2}) ?(?P<half>AM|PM)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read a download; see the module."""
    folders, rest = matching(nodes, _FOLDER, folders=True)
    if not folders:
        return Reading((), (), nodes)
    firsts = {match["a"] for _, match in folders}
    column = "b" if len(firsts) == 1 and len(folders) > 1 else "a"
    attempts = []
    for node, match in folders:
        time = _time(match["date"], context)
        name = match["name"].strip()
        attempts.append(
            FoundAttempt(
                Claim(f"brightspace:{match[column]}:{name}", name, name=name),
                node.name,
                whole(tree, node),
                order=(0 if time is None else 1, "" if time is None else time.isoformat()),
                time=time,
            )
        )
    passed = tuple((n.name, "Brightspace's list") for n in rest if n.name == "index.html")
    return Reading(
        tuple(attempts), passed, tuple(node for node in rest if node.name != "index.html")
    )


def _time(text: str, context: Context) -> datetime | None:
    match = _DATE.fullmatch(text.strip())
    if match is None or match["month"].lower() not in _MONTHS:
        return None
    hour = int(match["hour"]) % 12 + (12 if match["half"].upper() == "PM" else 0)
    month = _MONTHS.index(match["month"].lower()) + 1
    try:
        return datetime(
            int(match["year"]), month, int(match["day"]), hour, int(match["minute"])
        ).replace(tzinfo=context.zone)
    except ValueError:
        return None
