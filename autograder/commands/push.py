"""Commands that push grades into a platform: `push canvas`, `push ags`."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from autograder.records.errors import AutograderError
from autograder.records.files import write_text

GradesFile = Annotated[Path, typer.Argument(metavar="GRADES.json", help="Written by grade.")]
Send = Annotated[
    bool, typer.Option("--send", help="Make the changes; without it they are only shown.")
]

push = typer.Typer(
    name="push", help="Push grades into a platform; shows first what would change.",
    no_args_is_help=True,
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(push)


@push.command()
def canvas(
    grades: GradesFile,
    url: Annotated[str, typer.Option("--url", help="Address of Canvas.")],
    course: Annotated[str, typer.Option("--course", help="Id of the course in Canvas.")],
    assignment: Annotated[str, typer.Option("--assignment", help="Id of the assignment there.")],
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="File of the token; else $CANVAS_TOKEN is read."),
    ] = None,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="Attach the pages that `feedback` made.")
    ] = False,
    send: Send = False,
) -> None:
    """Set grades, comments and files in Canvas; a second push does nothing."""
    from autograder.exporters.push.canvas import Canvas
    from autograder.exporters.push.http import read_token
    from autograder.grades import read_grades
    from autograder.records.naming import slug

    known = read_grades(grades)
    pages = {}
    if feedback:
        for row in known.students:
            path = grades.parent / "feedback" / f"{slug(row.student)}.html"
            if path.is_file():
                pages[row.student] = path.read_bytes()
    client = Canvas(url, read_token("CANVAS_TOKEN", token_file), course, assignment)
    plan = client.plan(known, pages)
    _left_out(plan.without)
    todo = [change for change in plan.changes if not change.empty]
    for change in todo:
        if send:
            client.send(change)
        print(change)
    _told(len(todo), len(plan.changes) - len(todo), send=send)


@push.command()
def ags(
    grades: GradesFile,
    platform: Annotated[
        Path, typer.Option("--platform", help="TOML file of the tool's registration.")
    ],
    send: Send = False,
) -> None:
    """Send scores by LTI Assignment and Grade Services; a second push does nothing."""
    from autograder.exporters.push.ags import Ags, Platform, read_key
    from autograder.grades import read_grades
    from autograder.records.assignment import read_toml

    settings = read_toml(platform, Platform)
    known = read_grades(grades)
    record = grades.parent / "pushed-ags.json"
    client = Ags(settings, read_key(platform.parent / settings.key_file), last=_last(record))
    plan = client.plan(known)
    _left_out(plan.without)
    item = client.line_item(known) if send and plan.scores else plan.item
    if plan.item is None:
        print(f"a column is made: {known.title}, {known.possible:g} points")
    try:
        for score in plan.scores:
            if send and item is not None:
                client.send(item, score)
            given = "waits for a reader" if score.given is None else f"{score.given:g}"
            print(f"{score.student}: {given} of {score.maximum:g}")
    finally:
        if client.last is not None:
            write_text(record, json.dumps({"last": client.last.isoformat()}) + "\n")
    _told(len(plan.scores), len(plan.same), send=send)


def _last(record: Path) -> datetime | None:
    """The latest time stamp that was sent from this folder."""
    try:
        return datetime.fromisoformat(json.loads(record.read_text(encoding="utf-8"))["last"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AutograderError(
            f"{record} cannot be read ({error}); delete it if no push is under way."
        ) from error


def _left_out(without: Mapping[str, str]) -> None:
    for student, reason in without.items():
        print(f"left out: {student}, {reason}")


def _told(changes: int, same: int, *, send: bool) -> None:
    done = "sent" if send else "to send; nothing was changed, say --send"
    print(f"{changes} {done}; {same} unchanged")
