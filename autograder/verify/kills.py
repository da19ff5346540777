"""The kill matrix over the unit: every known misconception against the tests of its release.

A misconception that no check rejects, or that is told by another one's hint, is a fault of the
course: the tests let it pass, or the student is sent the wrong way.
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from autograder.diagnosis.question import Question
from autograder.grading.cells import checked
from autograder.grading.loaded import OpenedCheck, OpenedQuestion, open_release
from autograder.intake.code import plain
from autograder.records.course import Course
from autograder.records.errors import ReleaseError
from autograder.records.files import write_bytes
from autograder.records.notebook import is_ignored, read_notebook, source
from autograder.verify.matrix import Check, Row, matrix


@dataclass(frozen=True)
class Kill:
    """What became of one misconception.

    Attributes:
        assignment: Id of its assignment.
        question: Id of its question.
        misconception: Its id.
        checks: Names of the checks that reject it, in order; empty if it survives.
        shown: Id of the misconception whose hint is shown; None if no hint is.
        faults: Checks that failed for a reason of their own, and the reason.
        lost: Points that it loses.
    """

    assignment: str
    question: str
    misconception: str
    checks: tuple[str, ...]
    shown: str | None
    faults: Mapping[str, str]
    lost: float

    @property
    def killed(self) -> bool:
        """Whether a check rejects it, and it loses points."""
        return bool(self.checks) and self.lost > 0

    @property
    def sound(self) -> bool:
        """Whether it is killed, told by its own hint, and no check is at fault."""
        return self.killed and self.shown == self.misconception and not self.faults


@dataclass(frozen=True)
class KillReport:
    """The matrix of one or more assignments, in the order of their questions."""

    kills: tuple[Kill, ...]

    @property
    def killed(self) -> int:
        """How many misconceptions lose points."""
        return sum(kill.killed for kill in self.kills)

    @property
    def sound(self) -> int:
        """How many are killed and told by their own hint."""
        return sum(kill.sound for kill in self.kills)

    @property
    def unsound(self) -> list[Kill]:
        """Those that survive, or show a wrong hint or none."""
        return [kill for kill in self.kills if not kill.sound]

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        questions: dict[str, dict[str, Any]] = {}
        for kill in self.kills:
            question = questions.setdefault(
                kill.question, {"assignment": kill.assignment, "misconceptions": {}}
            )
            question["misconceptions"][kill.misconception] = {
                "killed_by": list(kill.checks),
                "hint": kill.shown,
                "lost": kill.lost,
                "sound": kill.sound,
                "faults": dict(kill.faults),
            }
        return {
            "schema_version": 1,
            "misconceptions": len(self.kills),
            "killed": self.killed,
            "sound": self.sound,
            "questions": questions,
        }

    def table(self) -> Table:
        """The report as a table for a terminal."""
        table = Table(title="Kill matrix", caption=self._summary(), caption_justify="left")
        for name in ("question", "misconception", "killed by", "hint shown", ""):
            table.add_column(name, overflow="fold")
        before = ""
        for kill in self.kills:
            if before not in ("", kill.question):
                table.add_section()
            others = f" +{len(kill.checks) - 1}" if len(kill.checks) > 1 else ""
            table.add_row(
                kill.question if kill.question != before else "",
                kill.misconception,
                kill.checks[0] + others if kill.checks else "none: it survives",
                _hint(kill),
                "ok" if kill.sound else "WRONG",
            )
            before = kill.question
        return table

    def _summary(self) -> str:
        total = len(self.kills)
        return f"{total} misconceptions: {self.killed} killed, {self.sound} told by their own hint"


def kill_matrix(
    course: Course,
    ids: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> KillReport:
    """Hand in every known misconception, question by question, in this process.

    Args:
        course: The course.
        ids: Assignments; none means all of the course.
        progress: Called with one line a question.

    Raises:
        ConfigError: If the course has no such assignment.
        ReleaseError: If an assignment is not compiled, or its solution does not run.
    """
    kills: list[Kill] = []
    for assignment in ids or course.settings.assignments:
        opened = open_release(course, assignment)
        notebook = course.solution(assignment) / f"{assignment}.ipynb"
        with _quick_training(), _folder_of(opened.files):
            solution = _solved(notebook)
            for question in opened.questions:
                collection = opened.pack.questions.get(question.spec.id)
                if collection is not None:
                    rows = _rows(collection, question, solution)
                    kills += [_kill(assignment, collection.id, row) for row in rows]
                    progress(f"{assignment}: {question.spec.id}, {len(rows)} misconceptions")
    return KillReport(tuple(kills))


def _rows(collection: Question, question: OpenedQuestion, solution: Mapping[str, Any]) -> list[Row]:
    return matrix(collection, [_check(check) for check in question.checks], solution)


def _check(check: OpenedCheck) -> Check:
    def run(environment: Mapping[str, Any]) -> None:
        check.run({name: environment.get(name) for name in check.parameters})

    return Check(check.spec.name, check.spec.points, check.spec.hidden, run)


def _kill(assignment: str, question: str, row: Row) -> Kill:
    verdict, item = row.verdict, row.misconception
    return Kill(
        assignment=assignment,
        question=question,
        misconception=item.id,
        checks=tuple(verdict.messages),
        shown=None if verdict.shown is None else verdict.shown.id,
        faults=verdict.faults,
        lost=round(verdict.possible - verdict.points, 4),
    )


def _hint(kill: Kill) -> str:
    if kill.faults:
        name, reason = next(iter(kill.faults.items()))
        return f"{name} is at fault: {reason}"
    return "its own" if kill.shown == kill.misconception else kill.shown or "none"


@contextmanager
def _folder_of(files: Mapping[str, bytes]) -> Iterator[None]:
    """Work in a scratch folder that holds what lies beside a notebook."""
    with tempfile.TemporaryDirectory(prefix="autograder-kills-") as scratch, chdir(scratch):
        for name, content in files.items():
            write_bytes(Path(name), content)
        yield


def _solved(path: Path) -> dict[str, Any]:
    """Variables of the solved notebook; plots and what Otter put in are left out."""
    scope: dict[str, Any] = {"__name__": "notebook"}
    for number, cell in enumerate(read_notebook(path)["cells"], 1):
        text = plain(source(cell)) if cell["cell_type"] == "code" else None
        if text is None or is_ignored(cell) or _is_of_otter(text):
            continue
        try:
            with redirect_stdout(io.StringIO()):
                exec(compile(text, f"<{path.stem} cell {number}>", "exec"), scope)  # noqa: S102  (the course's own)
        except Exception as error:
            raise ReleaseError(
                f"{path}: cell {number} stopped with {type(error).__name__}: {error}; "
                f"renew the solution with: autograder build {path.stem}"
            ) from error
    return scope


def _is_of_otter(text: str) -> bool:
    return "otter.Notebook(" in text or any(True for _ in checked(text))


@contextmanager
def _quick_training() -> Iterator[None]:
    """Networks that a check trains are trained for a second each."""
    before = os.environ.get("GRADEKIT_PROFILE")
    os.environ["GRADEKIT_PROFILE"] = "tiny"
    try:
        yield
    finally:
        if before is None:
            del os.environ["GRADEKIT_PROFILE"]
        else:
            os.environ["GRADEKIT_PROFILE"] = before
