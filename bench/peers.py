"""The graders that are compared, each from a notebook on disk to points.

`python -m bench.peers NAME CLASS` serves one of them (see `serving`): CLASS is a folder of
notebooks `<student>.ipynb`. Start-up is not counted where a process stays: one notebook is graded
before the clock runs.
"""

import contextlib
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.records.course import find_course
from bench.report import ROOT
from bench.serving import Figures, Grade, serve

ASSIGNMENT = "a1_convolution"


class Phases:
    """Where the seconds of each submission go."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}

    def add(self, phase: str, seconds: float) -> None:
        """Take note of the seconds that one submission spent in a phase."""
        self._seconds.setdefault(phase, []).append(seconds)

    @contextlib.contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Take note of the seconds that the block takes."""
        began = time.perf_counter()
        yield
        self.add(phase, time.perf_counter() - began)

    def medians(self) -> dict[str, float]:
        """Median seconds a submission, by phase."""
        return {phase: statistics.median(each) for phase, each in self._seconds.items()}


def ours(class_folder: Path) -> tuple[Grade, Figures]:
    """Our grading: intake, native engine or the strongest there is, result as JSON."""
    from autograder.grading.loaded import open_release
    from autograder.grading.submission import grade_submission
    from autograder.intake.submission import take_in
    from autograder.intake.survey import find_submissions
    from autograder.isolation.engines import pick_engine
    from autograder.isolation.engines.engine import Library
    from autograder.records.result import dump

    course = find_course(ROOT)
    opened = open_release(course, ASSIGNMENT)
    engine = pick_engine(None, strict=False, library=Library.of(course))
    form = engine.describe().form
    found = {one.student: one for one in find_submissions(class_folder, ASSIGNMENT)}
    phases = Phases()

    def grade(student: str) -> float:
        with phases.timed("intake"):
            submission = take_in(found[student], opened.wanted)
        result = grade_submission(submission, opened, engine, secret=b"bench", form=form)
        with phases.timed("result"):
            json.dumps(dump(result))
        told = dict(result.timings)
        total, start = told.pop("total"), told.pop("start")
        # The worker starts when the first cell asks for it.
        told["cells"] -= start
        phases.add("start", start)
        for phase, seconds in told.items():
            phases.add(phase, seconds)
        phases.add("rest", total - start - sum(told.values()))
        return float(result.total or 0)

    return grade, phases.medians


def bare(class_folder: Path) -> tuple[Grade, Figures]:
    """The same cells and the same checks in one warm process, with nothing around them."""
    import torch  # noqa: F401

    import gradekit.mcq  # noqa: F401
    from autograder.grading.cells import Step, plan
    from autograder.grading.loaded import open_release
    from autograder.intake.submission import take_in
    from autograder.intake.survey import find_submissions

    opened = open_release(find_course(ROOT), ASSIGNMENT)
    found = {one.student: one for one in find_submissions(class_folder, ASSIGNMENT)}
    questions = {question.spec.id: question for question in opened.questions}
    stand_in = types.ModuleType("otter")
    stand_in.Notebook = lambda *_: types.SimpleNamespace(check=lambda *_: None)  # type: ignore[attr-defined]
    steps = {
        student: plan(take_in(one, opened.wanted).cells, questions)
        for student, one in found.items()
    }
    box = class_folder.parent / "bare"
    for name, content in opened.files.items():
        (box / name).parent.mkdir(parents=True, exist_ok=True)
        (box / name).write_bytes(content)
    os.chdir(box)
    phases = Phases()

    def check(question: str, namespace: dict[str, Any]) -> float:
        points = 0.0
        for one in questions[question].checks:
            with contextlib.suppress(Exception):
                one.case.body.call_func(namespace)
                points += one.spec.points
        return points

    def run(steps: list[Step]) -> float:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        pending = dict.fromkeys(questions)
        points = cells = checks = 0.0
        for step in steps:
            began = time.perf_counter()
            with contextlib.suppress(Exception):
                exec(compile(step.cell.source, "cell", "exec"), namespace)
            between = time.perf_counter()
            for question in step.ends:
                points += check(question, namespace)
                del pending[question]
            cells += between - began
            checks += time.perf_counter() - between
        began = time.perf_counter()
        for question in pending:
            points += check(question, namespace)
        checks += time.perf_counter() - began
        phases.add("cells", cells)
        phases.add("checks", checks)
        return points

    def grade(student: str) -> float:
        (box / "answers.json").unlink(missing_ok=True)
        sys.modules["otter"], real = stand_in, sys.modules["otter"]
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                return run(steps[student])
        finally:
            sys.modules["otter"] = real

    return grade, phases.medians


def otter_api(class_folder: Path) -> tuple[Grade, Figures]:
    """`otter.api.grade_submission` in one warm process."""
    from otter.api import grade_submission

    archive = find_course(ROOT).build / ASSIGNMENT / "autograder.zip"

    def grade(student: str) -> float:
        return float(
            grade_submission(str(class_folder / f"{student}.ipynb"), str(archive), quiet=True).total
        )

    return grade, dict


def otter_run(class_folder: Path) -> tuple[Grade, Figures]:
    """`otter run`, the command line, once a submission."""
    archive = find_course(ROOT).build / ASSIGNMENT / "autograder.zip"

    def grade(student: str) -> float:
        with tempfile.TemporaryDirectory(prefix="bench-otter-") as out:
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "otter",
                    "run",
                    "-a",
                    archive,
                    "-o",
                    out,
                    class_folder / f"{student}.ipynb",
                ],
                check=True,
                capture_output=True,
                cwd=out,
            )
            results = json.loads((Path(out) / "results.json").read_text(encoding="utf-8"))
        return float(sum(test.get("score") or 0 for test in results["tests"]))

    return grade, dict


PEERS: dict[str, Callable[[Path], tuple[Grade, Figures]]] = {
    "ours": ours,
    "bare": bare,
    "otter_api": otter_api,
    "otter_run": otter_run,
}


def main(name: str, class_folder: Path) -> None:
    """Serve one grader, warm where it can be."""

    def prepare() -> tuple[Grade, Figures]:
        grade, figures = PEERS[name](class_folder)
        if name != "otter_run":
            grade(min(path.stem for path in class_folder.glob("*.ipynb")))
        return grade, figures

    serve(prepare)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve())
