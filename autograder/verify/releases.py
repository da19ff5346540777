"""A release held against its own solution and its own blank notebook, by our grading and Otter's.

The solution must earn every point, the blank notebook none, and both must run, unless the
assignment says that its blank notebook may raise, or may earn some points. A build calls this last,
before the new release takes the old one's place.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.grading.loaded import OpenedRelease, open_folder
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines.engine import Engine, Library
from autograder.records.course import Course
from autograder.records.errors import AutograderError, ReleaseError
from autograder.records.files import write_text
from autograder.records.notebook import read_notebook, write_notebook
from autograder.records.pack import load_pack
from autograder.records.release import Release
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.records.status import Status
from autograder.release import archive
from autograder.release.build import BuildReport, Candidate, Progress, build
from autograder.release.execute import execute
from autograder.release.otter_run import otter_scores
from autograder.training.options import Training
from autograder.verify.starting import Starter

# Any secret seeds random cases that a solution must pass; a fixed one makes a failure repeatable.
_SECRET = bytes(32)
_CLOSE = 1e-9


@dataclass(frozen=True)
class Fact:
    """Something that was held against the release and found true."""

    name: str
    detail: str


@dataclass(frozen=True)
class VerifyReport:
    """What is known of a release after verification.

    Attributes:
        assignment: The assignment's id.
        possible: Points without bonus.
        facts: What holds, in the order of the steps.
        seconds: Wall seconds of all.
    """

    assignment: str
    possible: float
    facts: tuple[Fact, ...]
    seconds: float


@dataclass(frozen=True)
class _Subject:
    """A release to be verified: its folder, its solution, and a folder to work in."""

    course: Course
    build: Path
    template: Path
    solution: Path
    scratch: Path


def verify(
    course: Course,
    assignment: str,
    *,
    progress: Progress = lambda _: None,
    engine: Engine | None = None,
) -> VerifyReport:
    """Verify the compiled release of an assignment.

    Args:
        course: The course.
        assignment: The assignment's id.
        progress: Called with one line a step.
        engine: Runs the code; None starts the strongest that this machine has.

    Raises:
        ReleaseError: With every fact that fails, or if the assignment is not compiled.
    """
    course.assignment(assignment)
    with tempfile.TemporaryDirectory(prefix="autograder-verify-") as name:
        subject = _Subject(
            course=course,
            build=course.build / assignment,
            template=course.template(assignment),
            solution=course.solution(assignment) / f"{assignment}.ipynb",
            scratch=Path(name).resolve(),
        )
        with Starter(engine, Library.of(course)) as starter:
            return _verify(assignment, subject, starter, progress)


def build_verified(
    course: Course,
    ids: Sequence[str] = (),
    *,
    check: bool = False,
    progress: Progress = lambda _: None,
    engine: Engine | None = None,
) -> list[BuildReport]:
    """Compile assignments, each verified before it takes the old release's place.

    Args:
        course: The course.
        ids: Assignments; none means all of the course.
        check: Write nothing; refuse when a committed file has drifted. See `build`.
        progress: Called with one line a step.
        engine: Runs the code; None starts the strongest that this machine has.

    Raises:
        AutograderError: If a step refuses; releases built before it stay.
    """
    with Starter(engine, Library.of(course)) as starter:

        def gate(candidate: Candidate) -> None:
            subject = _Subject(
                course,
                candidate.build,
                candidate.template,
                candidate.solution,
                candidate.scratch,
            )
            _verify(candidate.release.assignment, subject, starter, progress)
            record = candidate.release.model_copy(update={"verified": True})
            text = record.model_dump_json(indent=1) + "\n"
            write_text(candidate.build / "release.json", text)

        return [
            build(course, name, check=check, progress=progress, prepare=starter.start, gate=gate)
            for name in (ids or course.settings.assignments)
        ]


def _verify(
    assignment: str, subject: _Subject, starter: Starter, progress: Progress
) -> VerifyReport:
    began = time.perf_counter()
    starter.start()
    opened = open_folder(subject.build, load_pack(subject.course, assignment))
    _check_parts(assignment, subject)
    solution = subject.scratch / "solution.ipynb"
    write_notebook(solution, read_notebook(subject.solution))
    steps: dict[str, Callable[[], list[Fact]]] = {
        "our grading": lambda: _by_us(opened, subject, solution, starter),
        "Otter's grading": lambda: _by_otter(opened.release, subject, solution),
        "the blank notebook": lambda: _blank_runs(opened.release, subject),
    }
    facts: list[Fact] = []
    failures: list[str] = []
    # Two at a time: more would only share the same cores and stretch every time limit.
    with ThreadPoolExecutor(2) as pool:
        running = {name: pool.submit(step) for name, step in steps.items()}
        for name, future in running.items():
            try:
                facts += future.result()
                progress(f"{assignment}: verified by {name}")
            except AutograderError as error:
                failures.append(f"  {name}: {error}")
    if failures:
        lines = "\n".join(failures)
        raise ReleaseError(f"{assignment} does not stand up to verification:\n{lines}")
    seconds = round(time.perf_counter() - began, 3)
    return VerifyReport(assignment, opened.release.possible, tuple(facts), seconds)


def _check_parts(assignment: str, subject: _Subject) -> None:
    """The student version and the handout must be of one build."""
    handout = archive.read_zip((subject.build / "handout.zip").read_bytes())
    for name, data in archive.read_folder(subject.template).items():
        if handout.get(name) != data:
            raise ReleaseError(
                f"{subject.template / name} is not the one in the handout; "
                f"renew both with: autograder build {assignment}"
            )


def _by_us(
    opened: OpenedRelease, subject: _Subject, solution: Path, starter: Starter
) -> list[Fact]:
    release = opened.release
    blank = subject.template / f"{release.assignment}.ipynb"
    solved = _grade(solution, "solution", opened, starter.engine())
    # A check that the solution passes and the blank notebook trips up has judged it.
    proven = release.model_copy(update={"verified": solved.status is Status.PASSED})
    empty = _grade(blank, "blank", replace(opened, release=proven), starter.engine())
    short = [
        f"{question.id} has {_told(question.points)} of {question.possible:g} points "
        f"({_why(question, solved.notes)})"
        for question in solved.questions
        if question.kind != "written"
        and (question.status is not Status.PASSED or question.points != question.possible)
    ]
    earned = [
        f"{question.id} has {_told(question.points)} points ({question.status})"
        for question in empty.questions
        if question.kind != "written" and (question.points != 0 or not question.status.scored)
    ]
    given = sum(question.points or 0 for question in empty.questions)
    told = [f"the solution falls short: {'; '.join(short)}"] if short else []
    if earned and (not empty.status.scored or given > release.blank_points + _CLOSE):
        remedy = f"; if that is right, write `blank_points = {given:g}`" if given else ""
        words = f"should score {release.blank_points:g}: {'; '.join(earned)}"
        told.append(f"the blank notebook {words}{remedy}")
    if told:
        raise ReleaseError("; ".join(told))
    return [
        Fact("solution", f"{_told(solved.total)} of {_automatic(release):g} points by our grading"),
        Fact("blank", f"{given:g} points by our grading"),
    ]


def _why(question: QuestionResult, notes: Sequence[str]) -> str:
    """What went wrong in a question of the solution; a fault of a check by its own words."""
    own = [note for note in notes if note.startswith(f"{question.id}-")]
    if question.status.scored or not own:
        return question.message or str(question.status)
    return "; ".join(own)


def _grade(path: Path, name: str, opened: OpenedRelease, engine: Engine) -> SubmissionResult:
    submission = take_in(Found(student=name, source=path), opened.wanted)
    quick = Training("quick")
    return grade_submission(submission, opened, engine, secret=_SECRET, training=quick)


def _by_otter(release: Release, subject: _Subject, solution: Path) -> list[Fact]:
    scores = otter_scores(solution, subject.build / "autograder.zip")
    wrong = []
    for question in release.questions:
        if question.manual:
            continue
        score = scores.get(question.id)
        if score is None:
            wrong.append(f"{question.id} is not graded at all")
        elif abs(score.possible - question.points) > _CLOSE:
            wrong.append(
                f"{question.id} can have {score.possible:g} points, it should be "
                f"{question.points:g}"
            )
        elif abs(score.points - score.possible) > _CLOSE:
            wrong.append(f"{question.id} has {score.points:g} of {score.possible:g} points")
    if wrong:
        raise ReleaseError(f"the solution falls short: {'; '.join(wrong)}")
    total = sum(score.points for score in scores.values())
    return [Fact("otter", f"{total:g} of {_automatic(release):g} points by Otter's grading")]


def _blank_runs(release: Release, subject: _Subject) -> list[Fact]:
    assignment, folder = release.assignment, subject.scratch / "blank"
    may_raise = release.blank == "may raise"
    archive.write_folder(folder, archive.read_zip((subject.build / "handout.zip").read_bytes()))
    notebook = read_notebook(folder / f"{assignment}.ipynb")
    execute(notebook, folder, f"the blank {assignment}", may_raise=may_raise, published=False)
    how = "exceptions allowed" if may_raise else "without an exception"
    return [Fact("handout", f"runs from a clean kernel, top to bottom, {how}")]


def _automatic(release: Release) -> float:
    """Points that no person has to give, bonus included."""
    return sum(question.points for question in release.questions if not question.manual)


def _told(points: float | None) -> str:
    return "no" if points is None else f"{points:g}"
