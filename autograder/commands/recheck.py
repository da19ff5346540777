"""The command `recheck`."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.records.course import find_course
from gradekit.receipt import receipt_code

_DIFFERENT = 1


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command()(recheck)


def recheck(
    record: Annotated[
        Path, typer.Argument(metavar="RECORD.json", help="A result: results/<student>.json.")
    ],
    work: Annotated[Path, typer.Argument(metavar="WORK.zip", help="What was handed in.")],
    engine: Annotated[
        str | None, typer.Option("--engine", help="Engine to use; the strongest if left out.")
    ] = None,
) -> None:
    """Grade again from a record and compare, on any machine that has the course.

    Exit code: 0 when the grade is reproduced, 1 when it differs, 2 when the record is refused.
    """
    from autograder.recheck import recheck as run

    found = run(find_course(Path.cwd()), record, work, engine)
    for line in found.questions:
        points = f"{_points(line.before)} then, {_points(line.now)} now"
        mark = "ok" if line.same else "DIFFERS"
        print(f"{mark:8}{line.question}: {points}" + (f" ({line.reason})" if line.reason else ""))
    for note in found.notes:
        print(f"note: {note}")
    made = found.record.provenance
    if made is not None:
        print(f"receipt: {receipt_code(made.submission_sha256)}")
    total = f"{_points(found.record.total)} then, {_points(found.again.total)} now"
    print(f"{found.record.student}: {'reproduced' if found.same else 'not reproduced'}, {total}")
    if not found.same:
        raise typer.Exit(_DIFFERENT)


def _points(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
