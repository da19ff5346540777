"""The command `merge`: shards of a class put together."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.records.course import find_course

_REVIEW = 1


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command()(merge)


def merge(
    assignment: Annotated[str, typer.Argument(metavar="ID", help="Id of the assignment.")],
    submissions: Annotated[
        Path, typer.Argument(metavar="SUBMISSIONS", help="The class that was graded.")
    ],
    shards: Annotated[
        list[Path],
        typer.Argument(metavar="SHARD...", help="Folders that grade --shard I/N wrote to."),
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder of results, grades and pages.")],
    form: Annotated[
        str | None,
        typer.Option("--format", help="How SUBMISSIONS is laid out; found out if left out."),
    ] = None,
) -> None:
    """Put shards of a class together, once they are proved to be the class.

    Every submission must have been graded exactly once, as it lies there, by the same release,
    engine, profile and secret; else nothing is written and what is wrong is said.

    Exit code: 0 when all is merged, 1 when something needs a person's eye, 2 when it is refused.
    """
    from autograder.batch.merge import merge as put_together
    from autograder.live import told
    from autograder.review.site import write_site

    course = find_course(Path.cwd())
    report = put_together(course, assignment, submissions, shards, out, form)
    site = write_site(out, course=course, assignment=assignment, submissions=submissions, form=form)
    print(
        f"{len(report.results)} submissions of {len(shards)} shards: each was graded exactly once."
    )
    for line in told(report):
        print(line)
    print(f"Grades:   {out / 'grades.csv'}")
    print(f"Overview: {site.front}")
    if report.needs_review:
        raise typer.Exit(_REVIEW)
