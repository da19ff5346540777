"""Otter: the zips of its export cell, `{notebook}_{YYYY_MM_DDTHH_MM_SS_ffffff}.zip`.

What stands before the time is the student's name at best, and the notebook's at worst: zips are
attempts of one student only where the roster knows the name, else each is a row of its own. The
time is that of the student's own clock: it orders attempts and judges nobody.
"""

import re

from autograder.intake.find import ARCHIVE, split_stamp
from autograder.intake.node import Node
from autograder.intake.reading import Claim, Context, FoundAttempt, Reading, whole
from autograder.intake.tree import Tree

TITLE = "zips as Otter's export cell makes them"

_COPY = re.compile(r" ?\(\d+\)$")


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read a folder of such zips; see the module."""
    attempts: list[FoundAttempt] = []
    rest: list[Node] = []
    for node in nodes:
        stem = _COPY.sub("", node.name[: -len(ARCHIVE)])
        name, stamp = split_stamp(stem)
        if node.kind != "file" or not node.name.lower().endswith(ARCHIVE) or not stamp:
            rest.append(node)
            continue
        nobody = name.casefold() == context.assignment.casefold()
        label = node.name[: -len(ARCHIVE)] if nobody else name
        guess = "" if nobody else name
        attempts.append(
            FoundAttempt(
                Claim(
                    f"otter:{node.path}",
                    label,
                    guess=guess,
                    name=guess.replace("_", " "),
                    written=False,
                ),
                node.name,
                whole(tree, node),
                order=(stamp,),
            )
        )
    return Reading(tuple(attempts), (), tuple(rest))
