"""Commands of the gradebook: `gradebook init`, `import`, `show`, `audit` and so on.

What people decide in it (override, rule, regrade, repair) is in `autograder.commands.decisions`,
readers' points are in `autograder.commands.points`.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError
from autograder.records.files import write_text

if TYPE_CHECKING:
    from autograder.gradebook import Gradebook, Verification

REVIEW = 1

AssignmentId = Annotated[str, typer.Argument(metavar="ID", help="Id of the assignment.")]
StudentKey = Annotated[str, typer.Argument(metavar="STUDENT", help="The student_id.")]
Where = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="AUTOGRADER_GRADEBOOK",
        help="File, or postgresql://user@host/name; the course's gradebook.db if left out.",
    ),
]
Author = Annotated[
    str | None,
    typer.Option("--author", help="Who does it, for the audit; the user of this machine."),
]

app = typer.Typer(
    name="gradebook",
    help="Attempts, results, points and decisions of a course, with totals and audit.",
    no_args_is_help=True,
)


def register(parent: typer.Typer) -> None:
    """Add the commands of the gradebook to the command line."""
    # They add themselves to this group.
    from autograder.commands import decisions, points

    decisions.register(app)
    parent.add_typer(app)
    points.register(parent)


@contextmanager
def opened(where: str | None, *, create: bool = False) -> Iterator["Gradebook"]:
    """The gradebook that the command line names, with what is to be said of it."""
    from autograder.gradebook import open_gradebook

    with open_gradebook(where or _course().gradebook, create=create) as book:
        for note in book.notes:
            print(note, flush=True)
        yield book


def author_of(given: str | None) -> str:
    """Who is named, or the user of this machine."""
    if given:
        return given
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container's user may have no name.
        return f"user {os.getuid()}"


@app.command()
def init(where: Where = None, author: Author = None) -> None:
    """Make the gradebook, or bring it in line with course.toml and the roster."""
    from autograder.gradebook import set_assignment, sync
    from autograder.records.release import read_release

    course = _course()
    settings, roster = course.settings, course.roster()
    for complaint in settings.complaints(roster, settings.assignments):
        print(complaint)
    titles = {key: course.assignment(key).title for key in settings.assignments}
    with opened(where, create=True) as book:
        done = sync(
            book,
            author_of(author),
            name=settings.name,
            settings=settings,
            roster=roster if settings.roster is not None else None,
            assignments=titles,
        )
        for key in settings.assignments:
            manifest = course.build / key / "release.json"
            if manifest.is_file():
                set_assignment(book, author_of(author), read_release(manifest))
        print(
            f"{book.url}: {len(titles)} assignments, {len(roster)} students on the roster, "
            f"{done.added} new, {done.changed} changed."
        )
    for student in done.left:
        print(f"{student} is no longer on the roster; what they have stays.")


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The --out folder of grade.")],
    where: Where = None,
    author: Author = None,
) -> None:
    """Take in what `autograder grade` wrote; a second time changes nothing.

    Exit code: 1 when verdicts wait for a regrade, else 0.
    """
    from autograder.gradebook import import_results

    with opened(where, create=True) as book:
        done = import_results(book, author_of(author), folder)
    print(
        f"{done.assignment}: {done.results} results read, {done.attempts} attempts and "
        f"{done.verdicts} verdicts are new."
    )
    if done.unlisted:
        print(f"Not on the roster: {', '.join(done.unlisted)}.")
    if done.stale:
        print(
            f"{len(done.stale)} results of earlier runs, of nobody in the class, are passed over."
        )
    if done.waiting:
        print(
            f"{len(done.waiting)} verdicts are newer than the ones that count. See who would "
            f"change with: autograder gradebook diff {done.assignment}"
        )
        raise typer.Exit(REVIEW)


@app.command()
def show(
    assignment: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Assignment; the course if left out.")
    ] = None,
    where: Where = None,
) -> None:
    """Show the totals of an assignment, or everybody's share of the course."""
    from rich.console import Console
    from rich.table import Table

    from autograder.gradebook import standings, totals

    table = Table()
    with opened(where) as book:
        if assignment is None:
            listed = standings(book)
            ids = list(listed[0].totals) if listed else []
            for head in ("student", "section", *ids, "share"):
                table.add_column(head)
            for one in listed:
                cells = [_points(one.totals[key].total) for key in ids]
                share = "" if one.share is None else f"{100 * one.share:.1f} %"
                table.add_row(one.student, one.section, *cells, share)
        else:
            for head in ("student", "attempt", "status", "total", "possible", "late", "to be read"):
                table.add_column(head)
            for total in totals(book, assignment).values():
                table.add_row(
                    total.student,
                    "" if total.number is None else str(total.number),
                    "excused" if total.excused else total.status,
                    _points(total.total),
                    f"{total.possible:g}",
                    {True: "late", False: "", None: ""}[total.late],
                    ", ".join(total.pending),
                )
    Console().print(table)


@app.command()
def export(
    assignment: AssignmentId,
    out: Annotated[Path, typer.Option("--out", help="File to write: a grades.json.")],
    where: Where = None,
) -> None:
    """Write the canonical grades.json, from which every export to a platform is made."""
    from autograder.gradebook import grades
    from autograder.records.grades import dumps

    with opened(where) as book:
        found = grades(book, assignment)
    write_text(out, dumps(found))
    print(f"{out}: {len(found.students)} students. Next: autograder export --list")


@app.command()
def audit(
    where: Where = None,
    expect: Annotated[
        str | None, typer.Option("--expect", help="Head that was kept: it must be in the chain.")
    ] = None,
    log: Annotated[int, typer.Option("--log", min=0, help="Also show the newest entries.")] = 0,
) -> None:
    """Verify that nothing was changed past the gradebook.

    Exit code: 0 when nothing was, else 1.
    """
    from autograder.gradebook import history, verify

    with opened(where) as book:
        found = verify(book, expect=expect)
        for entry in history(book, limit=log) if log else ():
            facts = ", ".join(f"{key}={value}" for key, value in entry.facts.items())
            print(
                f"{entry.seq:6} {entry.at:%Y-%m-%d %H:%M:%S} {entry.actor}: {entry.action} {facts}"
            )
    _verified(found)


@app.command()
def erase(
    student: StudentKey,
    where: Where = None,
    author: Author = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it only say what.")] = False,
) -> None:
    """Erase a student's data; points stay under a number that leads to nobody."""
    from autograder.gradebook import attempts
    from autograder.gradebook import erase as erase_student

    with opened(where) as book:
        if not yes:
            count = len(attempts(book, student=student))
            print(
                f"{student} has {count} attempts. With --yes their name, ids, answers, outputs and "
                "all comments on them go for good; points stay under a number."
            )
            return
        done = erase_student(book, author_of(author), student)
    print(
        f"Erased: {done.rows} rows were emptied; their points stay as {done.key}. Backups, exports "
        "and result files from before still hold the data: remove them where they lie."
    )


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write.")],
    where: Where = None,
) -> None:
    """Write the whole gradebook to one file, also while others work with it."""
    from autograder.gradebook import backup as write_backup

    with opened(where) as book:
        found = write_backup(book, file)
    print(f"{file} holds {found.rows} rows.")
    _verified(found)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    where: Where = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up what the gradebook holds now.")
    ] = False,
) -> None:
    """Put the gradebook into the state of a backup, on SQLite or PostgreSQL alike."""
    from autograder.gradebook import restore as restore_backup

    with opened(where, create=True) as book:
        found = restore_backup(book, file, replace=replace)
    print(f"Restored {found.rows} rows from {file}.")
    _verified(found)


def _verified(found: "Verification") -> None:
    for problem in found.problems:
        print(problem)
    if found.problems:
        raise typer.Exit(REVIEW)
    print(f"The audit verifies: {found.entries} entries, {found.rows} rows. Head: {found.head}")


def _points(points: float | None) -> str:
    return "" if points is None else f"{points:g}"


def _course() -> Course:
    try:
        return find_course(Path.cwd())
    except ConfigError as error:
        raise ConfigError(f"{error} Or name a gradebook with --db.") from error
