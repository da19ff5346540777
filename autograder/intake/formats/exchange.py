"""JupyterHub with nbgrader: the exchange's inbound folder, an attempt a folder.

`{user}+{assignment}+{time}[+{secret}]`. A user may have several attempts, a course several
assignments.
"""

import re

from autograder.intake.formats.nbgrader import parse_time
from autograder.intake.node import Node
from autograder.intake.reading import Claim, Context, FoundAttempt, Reading, matching, whole
from autograder.intake.tree import Tree

TITLE = "the inbound folder of a JupyterHub exchange"

_FOLDER = re.compile(
    r"(?P<user>.+)\+(?P<assignment>[^+]+)"
    r"\+(?P<time>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d+)?(?: [^+]+)?)(?:\+[^+]+)?"
)


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read an inbound folder; see the module."""
    folders, rest = matching(nodes, _FOLDER, folders=True)
    present = {match["assignment"] for _, match in folders}
    wanted = context.assignment if context.assignment in present or len(present) != 1 else None
    attempts: list[FoundAttempt] = []
    passed: list[tuple[str, str]] = []
    for node, match in folders:
        if wanted is not None and match["assignment"] != wanted:
            passed.append((node.name, f"of assignment {match['assignment']!r}"))
            continue
        user = match["user"]
        attempts.append(
            FoundAttempt(
                Claim(
                    f"exchange:{user}",
                    user,
                    (("login", user),),
                    guess=user,
                    name=user.replace("_", " "),
                    personal=True,
                    written=False,
                ),
                node.name,
                whole(tree, node),
                order=(match["time"],),
                time=parse_time(match["time"], context.zone),
            )
        )
    return Reading(tuple(attempts), tuple(passed), rest)
