"""The kit's own check cells in place of Otter's, in the student version alone.

Otter Assign compiles the notebook as ever, and Otter can grade it as ever: under its grader the
kit's `check` hands over to Otter's.
"""

import re

from autograder.records.notebook import Cell, Notebook, canonical, source

_INITIALIZE = re.compile(r"# Initialize Otter\n")
_CHECK = re.compile(r"grader\.(check\(\"[^\"\n]+\"\))")
_FIRST = """\
# Checks, help and handing in. They need the files that came with this notebook.
try:
    from gradekit.notebook import begin, check, help_me
    from gradekit.preflight import preflight
except ModuleNotFoundError as error:
    here = "run %pip install -r requirements.txt"
    alone = "unzip the whole handout.zip and open the notebook in that folder"
    remedy = alone if error.name == "gradekit" else here
    raise ModuleNotFoundError(f"{error.name} is missing: {remedy}.") from None

grader = begin("ASSIGNMENT")"""


def first_cell(assignment: str) -> str:
    """The cell that stands for the one that initializes Otter."""
    return _FIRST.replace("ASSIGNMENT", assignment)


def with_own_checks(student: Notebook, assignment: str) -> Notebook:
    """The student version with the kit's cells where Otter's stood; ids and all else are kept.

    Args:
        student: As Otter Assign made it.
        assignment: The assignment's id.
    """
    cells = [_own(cell, assignment) for cell in student["cells"]]
    return canonical({**student, "cells": cells})


def _own(cell: Cell, assignment: str) -> Cell:
    if cell["cell_type"] != "code":
        return cell
    text = source(cell)
    if _INITIALIZE.match(text):
        return {**cell, "source": first_cell(assignment)}
    check = _CHECK.fullmatch(text.strip())
    return cell if check is None else {**cell, "source": check[1]}
