"""Commands for readers' points: `points write` and `points read`."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.commands.gradebook import AssignmentId, Author, Where, author_of, opened

app = typer.Typer(
    name="points",
    help="Points that people give, as a CSV file to fill in and read back.",
    no_args_is_help=True,
)

PointsFile = Annotated[Path, typer.Argument(metavar="FILE.csv", help="The file.")]


def register(parent: typer.Typer) -> None:
    """Add the commands to the command line."""
    parent.add_typer(app)


@app.command()
def write(
    assignment: AssignmentId,
    file: PointsFile,
    where: Where = None,
    question: Annotated[
        list[str] | None, typer.Option("--question", help="Repeatable; all written questions.")
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Leave the students out of the file.")
    ] = False,
) -> None:
    """Write a file with a row for each answer that people read, to be filled in."""
    from autograder.gradebook import write_points

    with opened(where) as book:
        count = write_points(book, assignment, file, questions=question or (), anonymous=anonymous)
    print(f"{file}: {count} rows. Enter points; what stays blank stays as it is.")


@app.command()
def read(
    assignment: AssignmentId,
    file: PointsFile,
    where: Where = None,
    author: Author = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Enter the points of a file; all of it, or nothing if a row is wrong."""
    from autograder.gradebook import read_points

    with opened(where) as book:
        changes = read_points(book, author_of(author), assignment, file, dry_run=dry_run)
    for change in changes:
        print(change)
    print(f"{len(changes)} {'would change' if dry_run else 'changed'}; all else stays as it was.")
