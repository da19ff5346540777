"""The command `items`: practice questions for the question banks of other systems."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.records.course import find_course
from autograder.records.files import write_bytes


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command()(items)


def items(
    assignment: Annotated[str, typer.Argument(metavar="ID", help="Id of the assignment.")],
    form: Annotated[str, typer.Option("--format", help="qti12, qti21 or moodle.")],
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
) -> None:
    """Write the practice questions of an assignment; graded ones and their keys never leave."""
    from autograder.exporters.items import write_items
    from autograder.release.mcq import read_bank

    course = find_course(Path.cwd())
    title = f"{course.assignment(assignment).title}: practice"
    bank = read_bank(course.sources / assignment)
    write_bytes(out, write_items(form, assignment, title, bank))
    print(f"{len(bank.practice)} practice questions in {out}")
