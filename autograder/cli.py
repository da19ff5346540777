"""The command line: parses, calls one function, prints. What a person can fix is one line."""

import gc
import importlib
import io
import json
import os
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.commands import register
from autograder.records.course import Course, find_course
from autograder.records.errors import AutograderError, Stopped
from autograder.records.files import write_text

if TYPE_CHECKING:
    from autograder.batch import BatchReport, Options

OK, REVIEW, MISUSE, STOPPED = 0, 1, 2, 130

app = typer.Typer(
    name="autograder",
    help="Compile deep-learning notebooks, grade submissions apart from the tests.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
register(app)

AssignmentId = Annotated[str, typer.Argument(metavar="ID", help="Id of the assignment.")]
EngineName = Annotated[
    str | None, typer.Option("--engine", help="Engine to use; the strongest if left out.")
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write it to this file.")]
Device = Annotated[
    Literal["cpu", "cuda"], typer.Option("--device", help="Where networks are trained.")
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, help="Grader processes; one a CPU if left out.")
]


def main() -> None:
    """Run the command line; an error that a person can act on is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        # A class list has names that a terminal's encoding may not know.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except AutograderError as error:
        text = str(error)
        # A list of findings keeps its lines; anything else is one.
        told = text if "\n  " in text else " ".join(text.split())
        print(f"autograder: {told}", file=sys.stderr)
        sys.exit(STOPPED if isinstance(error, Stopped) else MISUSE)
    finally:
        # All of it goes with the process: to search it for cycles first takes a fifth of a second.
        gc.freeze()


@app.command()
def build(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Assignments; all if left out.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if what is committed is stale.")
    ] = False,
) -> None:
    """Compile source notebooks into student version, solution and release."""
    from autograder.verify.releases import build_verified

    for report in build_verified(_course(), ids or [], check=check, progress=_line):
        seconds = sum(report.seconds.values())
        _line(
            f"{report.assignment}: {report.questions} questions, {report.possible:g} points"
            f" ({seconds:.1f} s)" + (", up to date" if check else "")
        )
        for note in report.notes:
            _line(f"{report.assignment}: {note}")


@app.command()
def grade(
    assignment: AssignmentId,
    submissions: Annotated[
        Path,
        typer.Argument(
            metavar="SUBMISSIONS", help="Class folder, or a platform's zip of it; see intake."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder of results, grades and pages.")],
    engine: EngineName = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse an engine that does not isolate.")
    ] = False,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of a Dask scheduler.")
    ] = None,
    jobs: Jobs = None,
    device: Device = "cpu",
    profile: Annotated[
        str | None,
        typer.Option("--profile", help="Budgets of trained checks: quick, cpu or gpu."),
    ] = None,
    gpu_jobs: Annotated[
        int, typer.Option("--gpu-jobs", min=0, help="Trainings at a time on a GPU; 0: by its size.")
    ] = 0,
    form: Annotated[
        str | None,
        typer.Option("--format", help="How SUBMISSIONS is laid out; found out if left out."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option("--shard", metavar="I/N", help="Grade the I-th of N parts; see merge."),
    ] = None,
    student: Annotated[
        list[str] | None,
        typer.Option("--student", help="Grade only this one; repeatable. Use a folder apart."),
    ] = None,
    gradebook: Annotated[
        str | None,
        typer.Option(
            "--gradebook",
            envvar="AUTOGRADER_GRADEBOOK",
            help="Gradebook that verdicts go to as well: a file, or postgresql://user@host/name.",
        ),
    ] = None,
) -> None:
    """Grade a class. A second run goes on where the first one stopped.

    Exit code: 0 when all is graded, 1 when something needs a person's eye, 2 on misuse.
    """
    from autograder.batch import Options, Shard
    from autograder.commands.gradebook import author_of
    from autograder.training.options import choose

    training = choose(profile, device, gpu_jobs, _line)
    part = None if shard is None else Shard.parse(shard)
    jobs = jobs or os.cpu_count() or 1
    if gradebook and "://" not in gradebook:
        gradebook = str(Path(gradebook).absolute())
    options = Options(
        engine,
        strict,
        scheduler,
        jobs,
        training,
        form,
        part,
        gradebook,
        author_of(None),
        tuple(student or ()),
    )
    report = _grade(_course(), assignment, submissions, out, options)
    if report.needs_review:
        raise typer.Exit(REVIEW)


@app.command()
def calibrate(
    assignment: AssignmentId,
    device: Device = "cpu",
    profile: Annotated[
        str | None, typer.Option("--profile", help="Profile to calibrate; the device's own.")
    ] = None,
    runs: Annotated[int, typer.Option("--runs", min=2, help="Trainings of each reference.")] = 20,
    only: Annotated[
        list[str] | None, typer.Option("--level", help="Such as TASK.learns; all if left out.")
    ] = None,
) -> None:
    """Train the references and write thresholds with their provenance to assignment.toml."""
    from autograder.training.calibration import calibrate as run

    profile = profile or ("cpu" if device == "cpu" else "gpu")
    for line in run(_course(), assignment, profile, device, runs, only or [], _line):
        _line(line)


@app.command("attack-suite")
def attack_suite(
    engine: EngineName = None,
    json_file: JsonFile = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Folder of attacks; those of the package.")
    ] = None,
) -> None:
    """Try hostile and awkward submissions on this machine, through the whole path.

    Exit code: 0 when every attack is contained and honest work keeps its points, else 1.
    """
    from rich.console import Console

    from autograder.attacks.report import CaseReport
    from autograder.attacks.suite import run_suite
    from autograder.attacks.tries import CORPUS

    def show(verdict: CaseReport) -> None:
        for text in verdict.escapes or (verdict.surprises if verdict.honest else ()):
            _line(f"{verdict.name}: {text}")

    report = run_suite(corpus or CORPUS, engine, show)
    Console().print(report.table())
    if json_file is not None:
        write_text(json_file, json.dumps(report.as_json(), indent=1) + "\n")
    if report.escapes or report.honest_lost:
        raise typer.Exit(REVIEW)


@app.command()
def doctor(
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Layer by layer: what this machine gives.")
    ] = False,
    engine: EngineName = None,
) -> None:
    """Say what this machine can do."""
    from autograder.doctor import examine

    for line in examine(engine, sandbox=sandbox):
        _line(line)


@app.command()
def demo(
    assignment: Annotated[
        str | None, typer.Option("--assignment", help="Assignment; the first of the course.")
    ] = None,
    cases: Annotated[
        Path | None,
        typer.Option("--class", help="Folder of cases that the class is made from."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder of the results.")] = None,
    engine: EngineName = None,
    jobs: Jobs = None,
) -> None:
    """Build what is missing, make up a class of 30 and grade it."""
    from autograder.batch import Options
    from autograder.demo import make_class
    from autograder.records.release import read_release

    course = _course()
    assignment = assignment or next(iter(course.settings.assignments), "")
    course.assignment(assignment)
    manifest = course.build / assignment / "release.json"
    if not manifest.is_file():
        build([assignment])
    out = out or course.root / "results" / "demo"
    # Another release may have other cells: its class is made anew, and the same one found again.
    stamp = sha256(manifest.read_bytes()).hexdigest()[:8]
    submissions = out / f"class-{read_release(manifest).assignment}-{stamp}"
    if not submissions.is_dir():
        cases = cases or course.known(assignment)
        make_class(course, assignment, cases, submissions)
    options = Options(engine, jobs=jobs or os.cpu_count() or 1)
    _grade(course, assignment, submissions, out, options)


def _grade(
    course: Course, assignment: str, submissions: Path, out: Path, options: "Options"
) -> "BatchReport":
    """Grade a class in front of a person and write its pages."""
    from autograder.batch import grade_class
    from autograder.live import Live

    began = time.monotonic()
    # The pages come last, and their modules are read while others grade.
    pages = ("autograder.review.site",)
    threading.Thread(target=importlib.import_module, args=pages, daemon=True).start()
    with Live(assignment) as live:
        report = grade_class(course, assignment, submissions, out, options, live.show)
        page = None
        if report.shard is None:
            from autograder.review.site import write_site

            site = write_site(
                out,
                course=course,
                assignment=assignment,
                submissions=submissions,
                form=options.format,
            )
            page = site.front
        live.close(report, time.monotonic() - began, out, page)
    return report


def _course() -> Course:
    return find_course(Path.cwd())


def _line(text: str) -> None:
    print(text, flush=True)
