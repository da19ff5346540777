"""One source notebook compiled into a release, all or nothing.

Source -> lint -> staging -> Otter Assign -> leak gate -> release record -> solution executed ->
gate of the caller -> swap. Until the swap everything lies in a scratch folder.
"""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.records import files
from autograder.records.course import Course
from autograder.records.notebook import Notebook, dump_notebook, read_notebook, write_notebook
from autograder.records.pack import load_pack
from autograder.records.release import Release
from autograder.release import archive
from autograder.release.assign import Compiled, assign
from autograder.release.check_cells import with_own_checks
from autograder.release.drift import drift
from autograder.release.execute import execute, is_executed, same_code, with_outputs
from autograder.release.findings import counted, report
from autograder.release.handout_facts import handout_json, with_own_files
from autograder.release.home_hints import hints_file
from autograder.release.leak import check_leaks
from autograder.release.lint import refuse_errors
from autograder.release.load import Loaded, load_source
from autograder.release.record import describe, sha256
from autograder.release.stage import Staged, libraries, stage
from autograder.release.swap import swap
from gradekit.handout_facts import HANDOUT_NAME

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Candidate:
    """A compiled release before it takes the old one's place.

    Attributes:
        release: Its record.
        template: Folder of the student version, as in `student_templates/`.
        build: Folder with `release.json` and the two zips.
        solution: The solved notebook, not executed.
        scratch: Folder for the gate's own use.
    """

    release: Release
    template: Path
    build: Path
    solution: Path
    scratch: Path


Gate = Callable[[Candidate], None]


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes:
        assignment: The assignment's id.
        possible: Points without bonus.
        questions: Number of questions.
        seconds: Wall seconds by phase.
        written: Folders that were replaced; empty after a check.
        notes: What the instructor should know.
    """

    assignment: str
    possible: float
    questions: int
    seconds: dict[str, float]
    written: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


class _Clock:
    """Tells progress and keeps the seconds of each phase."""

    def __init__(self, assignment: str, progress: Progress) -> None:
        self.assignment = assignment
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self._phase: tuple[str, float] | None = None

    def phase(self, name: str | None) -> None:
        now = time.perf_counter()
        if self._phase:
            self.seconds[self._phase[0]] = round(now - self._phase[1], 3)
        self._phase = (name, now) if name else None
        if name:
            self.progress(f"{self.assignment}: {name}")


def build(
    course: Course,
    assignment: str,
    *,
    check: bool = False,
    progress: Progress = lambda _: None,
    prepare: Callable[[], None] = lambda: None,
    gate: Gate = lambda _: None,
) -> BuildReport:
    """Compile one assignment.

    Args:
        course: The course.
        assignment: The assignment's id.
        check: Write nothing; refuse when the committed student version or solution is not what
            the source compiles to.
        progress: Called with one line a step.
        prepare: Called when lint has passed and Otter is about to compile, so that the gate can
            begin what takes long to start; it must not wait.
        gate: Called with the candidate before the swap; what it raises ends the build.

    Raises:
        AutograderError: If a step refuses. The old release is as it was.
    """
    clock = _Clock(assignment, progress)
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as name:
        scratch = Path(name).resolve()
        clock.phase("lint")
        loaded = _linted(course, assignment, progress)
        staged = stage(course, loaded)
        if not check:
            prepare()
        clock.phase("otter assign")
        compiled = assign(staged, assignment, scratch)
        if course.settings.check_cells == "gradekit":
            compiled = replace(compiled, student=with_own_checks(compiled.student, assignment))
        clock.phase("leak gate")
        candidate, remarks = _candidate(course, loaded, staged, compiled, scratch)
        if check:
            clock.phase("compare")
            drift(course, assignment, candidate.template, compiled.solution, loaded.path)
            clock.phase(None)
            return _report(candidate, clock, notes=remarks)
        clock.phase("solution and verification")
        solved, notes = _solve_and_verify(course, assignment, compiled.solution, candidate, gate)
        clock.phase("write")
        solution = scratch / "solution"
        write_notebook(solution / loaded.path.name, solved, outputs=True)
        if dump_notebook(loaded.notebook).encode("utf-8") != loaded.data:
            write_notebook(loaded.path, loaded.notebook)
            notes += (f"{loaded.path.name} was brought into canonical form",)
        targets = {
            course.template(assignment): candidate.template,
            course.solution(assignment): solution,
            course.build / assignment: candidate.build,
        }
        swap(targets)
        clock.phase(None)
    return _report(candidate, clock, tuple(targets), (*remarks, *notes))


def _linted(course: Course, assignment: str, progress: Progress) -> Loaded:
    """The source, once it has no errors; its notes are told."""
    loaded = load_source(course, assignment)
    refuse_errors(assignment, loaded.findings)
    if loaded.findings:
        progress(f"{assignment}: {counted(loaded.findings)}")
        for line in report(loaded.findings):
            progress(f"  {line}")
    return loaded


def _candidate(
    course: Course, loaded: Loaded, staged: Staged, compiled: Compiled, scratch: Path
) -> tuple[Candidate, tuple[str, ...]]:
    """The compiled release, and what the leak gate has to say."""
    name = loaded.settings.id
    student = {f"{name}.ipynb": dump_notebook(compiled.student).encode("utf-8"), **staged.files}
    notes = check_leaks(name, staged, student, loaded.settings.allow)
    packages = tuple(f"{folder.name}/" for folder in libraries(course))
    template = {k: v for k, v in student.items() if not k.startswith(packages)}
    beside = (*(key for key in template if key != f"{name}.ipynb"), *packages)
    told = compiled.student["metadata"].get("otter", {}).get("tests", {})
    every = {
        key.removeprefix("tests/").removesuffix(".py"): data.decode("utf-8")
        for key, data in compiled.autograder.items()
        if key.startswith("tests/") and key.endswith(".py")
    }
    facts = {
        HANDOUT_NAME: handout_json(course, loaded.settings, beside, loaded.source, every),
        **hints_file(load_pack(course, name).questions, told, staged),
    }
    handout = with_own_files(name, {**student, **facts})
    members = {
        "autograder.zip": archive.zip_bytes(compiled.autograder),
        "handout.zip": archive.zip_bytes(handout),
    }
    archive.write_folder(scratch / "autograder", compiled.autograder)
    folder = loaded.path.parent
    hashes = {
        loaded.path.name: sha256(dump_notebook(loaded.notebook).encode("utf-8")),
        **{
            extra: sha256((folder / extra).read_bytes())
            for extra in ("assignment.toml", "mcq.toml")
            if (folder / extra).exists()
        },
        **{key: sha256(data) for key, data in members.items()},
        **{f"student/{key}": sha256(data) for key, data in template.items()},
    }
    tests = scratch / "autograder" / "tests"
    release = describe(loaded.settings, loaded.source, staged, compiled.student, tests, hashes)
    record = release.model_dump_json(indent=1) + "\n"
    archive.write_folder(scratch / "template", template)
    archive.write_folder(scratch / "build", {**members, "release.json": record.encode("utf-8")})
    solution = scratch / "solved" / f"{name}.ipynb"
    files.write_text(solution, dump_notebook(compiled.solution))
    own = scratch / "gate"
    own.mkdir()
    candidate = Candidate(release, scratch / "template", scratch / "build", solution, own)
    return candidate, notes


def _solve_and_verify(
    course: Course, assignment: str, solution: Notebook, candidate: Candidate, gate: Gate
) -> tuple[Notebook, tuple[str, ...]]:
    """The solution with outputs; executed beside the gate, when its code has changed."""
    old = course.solution(assignment) / f"{assignment}.ipynb"
    if old.exists():
        kept = read_notebook(old)
        if same_code(kept, solution) and is_executed(kept):
            gate(candidate)
            return with_outputs(solution, kept), ("the solution's outputs are kept",)
    folder = candidate.scratch / "solution"
    archive.write_folder(folder, archive.read_zip((candidate.build / "handout.zip").read_bytes()))
    with ThreadPoolExecutor(1) as pool:
        executed = pool.submit(execute, solution, folder, f"the solution of {assignment}")
        gate(candidate)
        return executed.result(), ()


def _report(
    candidate: Candidate,
    clock: _Clock,
    written: tuple[Path, ...] = (),
    notes: tuple[str, ...] = (),
) -> BuildReport:
    release = candidate.release
    return BuildReport(
        assignment=release.assignment,
        possible=release.possible,
        questions=len(release.questions),
        seconds=clock.seconds,
        written=written,
        notes=notes,
    )
