"""The command `verify`: a release against itself, known submissions, wrong and right answers."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from autograder.records.course import Course, find_course
from autograder.records.files import write_text

_REVIEW = 1


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(verify)


def verify(
    assignment: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]", help="Id of the assignment; with --mutants all if left out."
        ),
    ] = None,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants", help="Hand in named mistakes, mechanical mutants and honest answers."
        ),
    ] = False,
    question: Annotated[
        list[str] | None, typer.Option("--question", help="With --mutants: these alone.")
    ] = None,
    known: Annotated[
        bool,
        typer.Option("--known", help="Grade the known submissions and print what deviates."),
    ] = False,
    engine: Annotated[
        str | None,
        typer.Option("--engine", help="Engine for --known; the strongest if left out."),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Also write the report of --mutants there."),
    ] = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help="With --mutants: note the rates of each question beside the assignment; the next "
            "build shows them to staff and students.",
        ),
    ] = False,
) -> None:
    """Hold a release against its own solution and its blank notebook.

    Exit code: of --mutants 0 when all wrong answers lose points, no hint is wrong and no right
    answer loses points; of --known 0 when every known submission gets the verdict that it should;
    else 1.
    """
    course = find_course(Path.cwd())
    if mutants and known:
        raise typer.BadParameter("ask for --mutants or for --known, one at a time")
    if mutants:
        _mutants(course, assignment, question or [], json_file, write)
        return
    if write:
        raise typer.BadParameter("--write goes with --mutants")
    if assignment is None:
        raise typer.BadParameter("name the assignment to verify, or ask for --mutants")
    if known:
        _known(course, assignment, engine)
        return
    from autograder.verify.releases import verify as verify_release

    report = verify_release(course, assignment, progress=_line)
    for fact in report.facts:
        _line(f"ok  {fact.name}: {fact.detail}")
    _line(f"{report.assignment}: {report.possible:g} points verified.")


def _mutants(
    course: Course,
    assignment: str | None,
    questions: list[str],
    json_file: Path | None,
    write: bool,
) -> None:
    from rich.console import Console

    from autograder.records.checked import write_checked
    from autograder.records.release import read_release
    from autograder.verify.mutant_report import MutantReport
    from autograder.verify.mutants import judge_all

    found = []
    for name in [assignment] if assignment else course.settings.assignments:
        judged = judge_all(course, name, questions=questions, jobs=os.cpu_count() or 1)
        _line(f"{name}: {len(judged)} answers handed in")
        found.append((name, judged))
    report = MutantReport(found)
    if write:
        for name, _ in found:
            release = read_release(course.build / name / "release.json")
            path = write_checked(course.sources / name, report.checked(name, release))
            _line(f"{name}: noted in {path.relative_to(course.root)}; build it to show them")
    Console().print(report.table())
    for text in report.details():
        _line(f"\n{text}")
    if json_file is not None:
        write_text(json_file, json.dumps(report.as_json(), indent=1, ensure_ascii=False) + "\n")
    if not report.sound:
        raise typer.Exit(_REVIEW)


def _known(course: Course, assignment: str, engine: str | None) -> None:
    from autograder.batch import Options
    from autograder.live import Live
    from autograder.training.options import Training
    from autograder.verify.deviations import grade_known

    options = Options(engine, jobs=os.cpu_count() or 1, training=Training("quick"))
    with Live(assignment) as live:
        report = grade_known(course, assignment, options, live.show)
    for name, reason in report.left_out.items():
        _line(f"left out  {name}: {reason}")
    for name, texts in report.deviations.items():
        for text in texts:
            _line(f"deviates  {name}: {text}")
    count = len(report.cases) - len(report.left_out)
    wrong = len(report.deviations)
    _line(
        f"{assignment}: {count} known submission{'' if count == 1 else 's'}, "
        + (f"{wrong} not as expected." if wrong else "all as expected.")
    )
    if wrong:
        raise typer.Exit(_REVIEW)


def _line(text: str) -> None:
    print(text, flush=True)
