"""`autograder lint`: what building would say of a source notebook, without building it."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.records.course import find_course

_REFUSED = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(lint)


def lint(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Assignments; all if left out.")
    ] = None,
    all_of_them: Annotated[
        bool, typer.Option("--all", help="Show every finding, not ten of a kind.")
    ] = False,
) -> None:
    """Say what is wrong with source notebooks, and what may surprise their author.

    An error costs points or shows students something, and a build refuses it; a note does not.
    Exit code: 0 when there is no error, else 1.
    """
    from autograder.release.findings import counted, report
    from autograder.release.load import load_source

    course = find_course(Path.cwd())
    refused = False
    for name in ids or course.settings.assignments:
        findings = load_source(course, name).findings
        print(f"{name}: {counted(findings)}")
        for line in report(findings, all_of_them=all_of_them):
            print(f"  {line}")
        refused |= any(finding.voice == "error" for finding in findings)
    if refused:
        raise typer.Exit(_REFUSED)
