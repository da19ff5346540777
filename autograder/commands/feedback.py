"""Commands that bring results back to students: `feedback`, `publish`."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.commands.gradebook import Where, opened
from autograder.records.course import find_course
from autograder.records.errors import AutograderError, ConfigError
from autograder.records.files import write_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.exporters.feedback.canvas_zip import FeedbackZip

_RECORD = "feedback-canvas.json"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(feedback)
    app.command()(publish)


def feedback(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of grades.json and pages.")],
    download: Annotated[
        Path | None,
        typer.Argument(metavar="[DOWNLOAD.zip]", help="Submissions as the platform gave them."),
    ] = None,
    platform: Annotated[
        Literal["canvas", "moodle"] | None,
        typer.Option("--for", help="Also a zip that this platform takes back."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Make Canvas's zip once more; comments will double.")
    ] = False,
    release_keys: Annotated[
        datetime | None,
        typer.Option(
            "--release-keys",
            formats=["%Y-%m-%d"],
            help="Show keys of MCQs from this day on; else the course's date counts.",
        ),
    ] = None,
    notebooks: Annotated[
        Path | None,
        typer.Option(
            "--notebooks",
            metavar="SUBMISSIONS",
            help="Also hand back each notebook of this class folder, with feedback in it.",
        ),
    ] = None,
    from_gradebook: Annotated[
        str | None,
        typer.Option(
            "--from-gradebook",
            metavar="ID",
            help="Take grades, comments and results of this assignment from the gradebook.",
        ),
    ] = None,
    where: Where = None,
) -> None:
    """Write one page a student of what each may read, into OUT/feedback."""
    from autograder.exporters.feedback import canvas_zip as canvas
    from autograder.exporters.feedback import moodle_zip as moodle
    from autograder.exporters.feedback.collect import collect, collect_from
    from autograder.exporters.feedback.page import page_of
    from autograder.exporters.feedback.returned import returned
    from autograder.records.naming import slug

    if platform == "canvas" and download is None:
        raise typer.BadParameter("name the zip of Canvas's 'Download Submissions'")
    if platform == "canvas" and (out / _RECORD).exists() and not again:
        raise ConfigError(
            f"Feedback for Canvas was made from {out} before ({_RECORD}), and every upload adds "
            "another comment; say --again if the first one was not uploaded."
        )
    day = release_keys.date() if release_keys is not None else None
    course = find_course(Path.cwd())
    if from_gradebook is None:
        found = collect(out, course, _today(), day)
    else:
        with opened(where) as book:
            found = collect_from(book, from_gradebook, course, _today(), day)
    answers: FeedbackZip | None = None
    if platform == "canvas" and download is not None:
        answers = canvas.answers(download, found)
    elif platform == "moodle":
        answers = moodle.answers(found, download)
    pages = {f"{slug(row.student)}.html": page_of(view) for row, view in found.rows()}
    given: dict[str, bytes] = {}
    kept: dict[str, str] = {}
    if notebooks is not None:
        given, kept = returned(course, notebooks, found)
    pages |= {f"{slug(student)}.ipynb": data for student, data in given.items()}
    try:
        for name, data in pages.items():
            write_bytes(out / "feedback" / name, data, mode=0o600)
        print(f"{len(pages) - len(given)} pages in {out / 'feedback'}")
        if notebooks is not None:
            print(f"{len(given)} notebooks beside them")
        if answers is not None and platform is not None:
            _write(out, platform, answers)
    except OSError as error:
        raise AutograderError(f"{out} cannot be written ({error.strerror}).") from error
    for student, reason in (answers.without if answers else found.without).items():
        print(f"none for {student}: {reason}")
    for student, reason in kept.items():
        print(f"no notebook for {student}: {reason}")


def _write(out: Path, platform: str, answers: "FeedbackZip") -> None:
    from autograder.release.archive import zip_bytes

    path = out / f"feedback-{platform}.zip"
    data = zip_bytes(answers.files)
    write_bytes(path, data, mode=0o600)
    if platform == "canvas":
        record = {"sha256": hashlib.sha256(data).hexdigest(), "files": sorted(answers.files)}
        write_text(out / _RECORD, json.dumps(record, indent=1) + "\n")
    print(f"{len(answers.files)} files in {path}")
    for name in answers.strangers:
        print(f"not answered: {name}")


def publish(
    to: Annotated[Path, typer.Option("--to", help="Folder that students may read.")],
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Assignments; all if left out.")
    ] = None,
    graded: Annotated[
        Path | None,
        typer.Option("--feedback", metavar="OUT", help="Also the feedback made from this folder."),
    ] = None,
) -> None:
    """Copy what students may see, through the leak gate once more."""
    from autograder.exporters.feedback.publish import publish as run
    from autograder.grades import read_grades

    course = find_course(Path.cwd())
    pages: Mapping[str, bytes] = {}
    chosen = list(ids or [])
    if graded is not None:
        chosen = chosen or [read_grades(graded / "grades.json").assignment]
        pages = {
            f"{path.stem}/feedback.html": path.read_bytes()
            for path in sorted((graded / "feedback").glob("*.html"))
        }
        if not pages:
            raise ConfigError(f"{graded} holds no feedback; make it with: autograder feedback")
    for path in run(course, chosen or list(course.settings.assignments), to, pages):
        print(path)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
