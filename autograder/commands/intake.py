"""The command `intake`: what lies in a class folder, before anything is graded."""

import functools
import json
from pathlib import Path
from typing import Annotated

import typer

from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError

_REVIEW = 1


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command()(intake)


def intake(
    submissions: Annotated[
        Path, typer.Argument(metavar="DIR", help="Class folder, class zip, or one hand-in.")
    ],
    assignment: Annotated[
        str | None,
        typer.Option("--assignment", help="Its id; what most notebooks say if left out."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", help="How the folder is laid out; found out if left out."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; list what grading would take.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Lay the work out here, a folder a student, for other tools."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write the list to this file.")
    ] = None,
) -> None:
    """List whose work lies in a class folder: matched, unmatched, late, attempts, refused.

    Nothing of it is run. Works without a course and without a roster, too.

    Exit code: 0 when every row can be graded, 1 when some are refused or unmatched, 2 on misuse.
    """
    from autograder.intake.layout import lay_out
    from autograder.intake.listing import as_json, guess_assignment, lines, read_rows
    from autograder.intake.of_course import plain_wanted, wanted_for
    from autograder.intake.survey import survey
    from autograder.records.files import write_text

    if dry_run == (to is not None):
        raise typer.BadParameter("say --dry-run to look, or --to FOLDER to lay the work out")
    course = _course()
    look = functools.partial(
        survey,
        submissions,
        roster=course.roster() if course else None,
        settings=course.settings if course else None,
        format=form,
        hidden=() if to is None else (to,),
    )
    surveyed = look(assignment or "")
    if assignment is None:
        assignment = guess_assignment(surveyed)
        if assignment is None:
            raise ConfigError(
                f"No notebook in {submissions} names its assignment; say --assignment."
            )
        print(f"Assignment: {assignment}")
        surveyed = look(assignment)
    ours = course is not None and assignment in course.settings.assignments
    wanted = wanted_for(course, assignment) if course and ours else plain_wanted(assignment)
    rows = read_rows(surveyed, wanted)
    for line in lines(surveyed, rows):
        print(line)
    if json_file is not None:
        write_text(json_file, json.dumps(as_json(surveyed, rows), indent=1, ensure_ascii=False))
    if to is not None:
        count = lay_out(rows, wanted, to)
        print(f"{count} hand-ins are laid out in {to}.")
    if surveyed.unmatched or any(row.refused for row in rows):
        raise typer.Exit(_REVIEW)


def _course() -> Course | None:
    """The course of this folder; None outside of one."""
    here = Path.cwd()
    if not any((folder / "assignments/course.toml").is_file() for folder in (here, *here.parents)):
        return None
    return find_course(here)
