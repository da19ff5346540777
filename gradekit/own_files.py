"""The files of a notebook's own hand-out, also where another one was unzipped into its folder.

Several files have the same name in every hand-out, so that the later one replaces the earlier. Each
hand-out therefore carries them twice: by their plain names, and in a folder of its own, which is
looked into first.
"""

import os
from pathlib import Path

ASSIGNMENT = "__gradekit_assignment__"
"""Variable of the notebook that holds the id of its assignment."""

VARIABLE = "GRADEKIT_ASSIGNMENT"
"""Variable of the environment that holds it where no notebook runs."""

OWN = ".handout"


def own(folder: Path, name: str, assignment: str = "") -> Path:
    """Where a file of the hand-out lies that the running notebook belongs to.

    Args:
        folder: Where the notebook lies.
        name: The file's name, the same in every hand-out.
        assignment: Id of the assignment; that of the running notebook if left out.
    """
    assignment = assignment or _running()
    path = folder / OWN / assignment / name
    return path if assignment and path.is_file() else folder / name


def own_name(assignment: str, name: str) -> str:
    """The path in a hand-out of the copy that no other hand-out replaces."""
    return f"{OWN}/{assignment}/{name}"


def _running() -> str:
    # The notebook's package reads files of the hand-out itself.
    from gradekit.notebook.say import shell

    running = shell()
    told = running.user_ns.get(ASSIGNMENT, "") if running is not None else ""
    return told if isinstance(told, str) and told else os.environ.get(VARIABLE, "")
