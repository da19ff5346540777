"""The commands `new course` and `new assignment`."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.records.course import find_course

FIRST = "week1"
_TITLE = "A common scale"

new = typer.Typer(
    name="new",
    help="Begin a course, or one more assignment of it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(new)


@new.command()
def course(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the course begins; made if missing.")
    ],
    title: Annotated[
        str | None, typer.Option("--title", help="Title of the course; the folder's if left out.")
    ] = None,
    first: Annotated[str, typer.Option("--assignment", help="Id of the first assignment.")] = FIRST,
) -> None:
    """Write a course with one assignment, which builds at once."""
    from autograder.scaffold import new_course

    made = new_course(folder, title or folder.resolve().name, first, _TITLE)
    print(f"{made.settings.name}: {made.root} has one assignment, {first}.")
    _next(first, f"cd {folder}")


@new.command()
def assignment(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of the assignment.")],
    title: Annotated[
        str | None, typer.Option("--title", help="Title of the assignment; its id if left out.")
    ] = None,
) -> None:
    """Write one more assignment of this course, which builds at once."""
    from autograder.scaffold import new_assignment

    made = new_assignment(find_course(Path.cwd()), name, title or name)
    print(f"{made.settings.name}: {name} is in {made.sources / name}.")
    _next(name)


def _next(assignment: str, *before: str) -> None:
    for command in (
        *before,
        f"autograder build {assignment}",
        f"autograder verify {assignment} --known",
        f"jupyter lab assignments/{assignment}/{assignment}.ipynb",
    ):
        print(f"  {command}")
