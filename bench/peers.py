"""The graders that are compared, each grading the same notebooks one after the other.

`python -m bench.peers NAME CLASS OUT` runs one of them in a process of its own: CLASS is a folder
of notebooks `<student>.ipynb`, OUT a JSON file `{student: {"seconds": s, "points": p}}`. Start-up
is not counted: the first notebook is graded once before the clock runs.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from autograder.course import find_course
from bench.report import ROOT

ASSIGNMENT = "a1_convolution"
Grade = Callable[[Path], float]


def ours(class_folder: Path) -> tuple[Grade, Callable[[], dict[str, float]]]:
    """Our grading: intake, native engine or the strongest there is, result as JSON."""
    from autograder.grading.opened import open_release
    from autograder.grading.submission import grade_submission
    from autograder.intake.formats import find_submissions
    from autograder.intake.submission import take_in
    from autograder.isolation.engines import pick_engine
    from autograder.result import dump

    opened = open_release(find_course(ROOT), ASSIGNMENT)
    engine = pick_engine(None, strict=False)
    form = engine.describe().form
    found = {one.student: one for one in find_submissions(class_folder, ASSIGNMENT)}
    phases: dict[str, list[float]] = {}

    def grade(notebook: Path) -> float:
        submission = take_in(found[notebook.stem], opened.wanted)
        result = grade_submission(submission, opened, engine, secret=b"bench", form=form)
        json.dumps(dump(result))
        for phase, seconds in result.timings.items():
            phases.setdefault(phase, []).append(seconds)
        return float(result.total or 0)

    return grade, lambda: {name: sorted(v)[len(v) // 2] for name, v in phases.items()}


def bare(class_folder: Path) -> tuple[Grade, Callable[[], dict[str, float]]]:
    """The same cells and the same checks in one warm process, with nothing around them."""
    import cnnkit.mcq  # noqa: F401
    import torch  # noqa: F401

    from autograder.grading.cells import plan
    from autograder.grading.opened import open_release
    from autograder.intake.formats import find_submissions
    from autograder.intake.submission import take_in

    opened = open_release(find_course(ROOT), ASSIGNMENT)
    found = {one.student: one for one in find_submissions(class_folder, ASSIGNMENT)}
    questions = {question.spec.id: question for question in opened.questions}
    stand_in = types.ModuleType("otter")
    stand_in.Notebook = lambda *_: types.SimpleNamespace(check=lambda *_: None)  # type: ignore[attr-defined]
    box = Path(tempfile.mkdtemp(prefix="bench-bare-"))
    for name, content in opened.files.items():
        (box / name).parent.mkdir(parents=True, exist_ok=True)
        (box / name).write_bytes(content)
    os.chdir(box)

    checking: list[float] = []

    def check(question: str, namespace: dict[str, Any]) -> float:
        points, began = 0.0, time.perf_counter()
        for one in questions[question].checks:
            with contextlib.suppress(Exception):
                one.case.body.call_func(namespace)
                points += one.spec.points
        checking[-1] += time.perf_counter() - began
        return points

    def grade(notebook: Path) -> float:
        steps = plan(take_in(found[notebook.stem], opened.wanted).cells, questions)
        (box / "answers.json").unlink(missing_ok=True)
        checking.append(0.0)
        namespace: dict[str, Any] = {"__name__": "__main__"}
        points, pending = 0.0, dict.fromkeys(questions)
        sys.modules["otter"], real = stand_in, sys.modules["otter"]
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                for step in steps:
                    with contextlib.suppress(Exception):
                        exec(compile(step.cell.source, "cell", "exec"), namespace)
                    for question in step.ends:
                        points += check(question, namespace)
                        del pending[question]
                for question in pending:
                    points += check(question, namespace)
        finally:
            sys.modules["otter"] = real
        return points

    return grade, lambda: {"checks": sorted(checking)[len(checking) // 2]}


def otter_api(class_folder: Path) -> tuple[Grade, None]:
    """`otter.api.grade_submission` in one warm process."""
    from otter.api import grade_submission

    archive = find_course(ROOT).build / ASSIGNMENT / "autograder.zip"

    def grade(notebook: Path) -> float:
        return float(grade_submission(str(notebook), str(archive), quiet=True).total)

    return grade, None


def otter_run(class_folder: Path) -> tuple[Grade, None]:
    """`otter run`, the command line, once a submission."""
    archive = find_course(ROOT).build / ASSIGNMENT / "autograder.zip"

    def grade(notebook: Path) -> float:
        with tempfile.TemporaryDirectory(prefix="bench-otter-") as out:
            subprocess.run(
                [sys.executable, "-m", "otter", "run", "-a", archive, "-o", out, notebook],
                check=True,
                capture_output=True,
                cwd=out,
            )
            results = json.loads((Path(out) / "results.json").read_text(encoding="utf-8"))
        return float(sum(test.get("score") or 0 for test in results["tests"]))

    return grade, None


PEERS: dict[str, Callable[[Path], tuple[Grade, Any]]] = {
    "ours": ours,
    "bare": bare,
    "otter_api": otter_api,
    "otter_run": otter_run,
}


def measure(grade: Grade, notebooks: Iterable[Path], *, warm: bool) -> dict[str, Any]:
    """Seconds and points of every notebook, graded one after the other."""
    notebooks = list(notebooks)
    if warm:
        grade(notebooks[0])
    figures = {}
    for notebook in notebooks:
        began = time.perf_counter()
        points = grade(notebook)
        figures[notebook.stem] = {"seconds": time.perf_counter() - began, "points": points}
    return figures


def main(name: str, class_folder: Path, out: Path) -> None:
    """Run one peer over the class and write its figures."""
    grade, phases = PEERS[name](class_folder)
    notebooks = sorted(class_folder.glob("*.ipynb"))
    figures: dict[str, Any] = {"each": measure(grade, notebooks, warm=name != "otter_run")}
    if phases is not None:
        figures["phases"] = phases()
    out.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve())
