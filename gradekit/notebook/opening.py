"""The first cell of a notebook: what belongs beside it, and the object that Otter's users know."""

import re
from pathlib import Path
from typing import Any

from gradekit.notebook.checking import check, tests_here
from gradekit.notebook.ran import current_cell, watch
from gradekit.notebook.say import say, shell
from gradekit.own_files import ASSIGNMENT
from gradekit.questions import QUESTIONS_NAME, has_questions

_UNQUOTED = re.compile(r"""\bmcq\(\s*["'](?P<question>\w+)["']\s*,\s*(?P<letter>[A-Fa-f])\s*\)""")


class NotebookGrader:
    """What `otter.Notebook(...)` offers, for cells that call it.

    Args:
        assignment: Id of the assignment.
    """

    def __init__(self, assignment: str) -> None:
        self._assignment = assignment

    def check(self, question: str) -> None:
        """As `gradekit.notebook.check`."""
        check(question)

    def check_all(self) -> None:
        """Check every question that has public tests."""
        if shell() is not None:
            for question in tests_here(Path.cwd()):
                check(question)

    def export(self, *_: object, **__: object) -> None:
        """Pack the notebook for handing in; what Otter would be told about the zip is not used."""
        from gradekit.submit import submit

        if shell() is not None:
            submit(self._assignment, now=True)


def _name_error(
    running: Any, kind: type[NameError], error: NameError, trace: Any, tb_offset: int | None = None
) -> None:
    """A choice without its quotes is told in a sentence; any other name as ever."""
    call = _UNQUOTED.search(current_cell())
    if call is None or error.name != call["letter"]:
        running.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return
    question = call["question"]
    say(
        f"{question}: nothing is recorded. Write the letter in quotes: "
        f'`{question} = mcq("{question}", "{call["letter"]}")`',
        "wrong",
    )


def begin(assignment: str) -> NotebookGrader:
    """Get a notebook ready: note from now on what is executed, and say what is missing beside it.

    Args:
        assignment: Id of the assignment.
    """
    running = shell()
    if running is not None:
        running.user_ns[ASSIGNMENT] = assignment
        watch()
        running.set_custom_exc((NameError,), _name_error)
        if not has_questions(Path.cwd()):
            say(
                f"This notebook stands alone: {QUESTIONS_NAME} is not in {Path.cwd()}. Unzip the "
                "whole handout.zip into a folder of its own and open the notebook there.",
                "warning",
            )
    return NotebookGrader(assignment)
