"""The command `gradescope`: the autograder zip of a release."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.records.course import find_course
from autograder.records.files import write_bytes


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command()(gradescope)


def gradescope(
    assignment: Annotated[str, typer.Argument(metavar="ID", help="Id of the assignment.")],
    out: Annotated[Path, typer.Option("--out", help="Zip to write; for staff alone.")],
    visibility: Annotated[
        str, typer.Option("--visibility", help="When students see results, in Gradescope's words.")
    ] = "after_published",
    profile: Annotated[
        str, typer.Option("--profile", help="Budgets of trained checks: quick or cpu.")
    ] = "cpu",
) -> None:
    """Write a release as an autograder for Gradescope that runs this grader."""
    from autograder.exporters.gradescope_zip import gradescope_zip

    course = find_course(Path.cwd())
    data = gradescope_zip(course, assignment, visibility=visibility, profile=profile)
    # Hidden tests and the secret of random cases are in it.
    write_bytes(out, data, mode=0o600)
    print(f"{out}: {len(data) / 2**20:.1f} MiB, holds hidden tests and the course secret")
