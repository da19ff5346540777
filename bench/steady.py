"""One class graded several times, on a quiet machine and on a busy one: the same points every time.

It holds right and wrong work: of questions about speed, of some that build on others, and some that
hang. Run: `python -m bench.steady [--json FILE] [--rounds N] [--busy N]`: half of the rounds are
graded beside so many processes that do nothing but compute.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.batch import Options, grade_class
from autograder.records.course import Course, find_course
from autograder.release.build import build
from autograder.specimens import read_material
from autograder.training.options import Training
from autograder.verify.known import load_cases, write_class
from bench.busy import load
from bench.report import ROOT, machine, table, write

CLASSES: Mapping[str, Sequence[str]] = {
    "a1_convolution": (
        "perfect",
        "q1_3_off_by_one",
        "q1_7_infinite_loop",
        "q1_8_loops_over_positions",
        "memory_bomb",
    ),
    "a2_building_blocks": ("perfect", "q2_1_true_division", "q2_5_by_loops"),
    "a5_inside_the_network": ("perfect", "q5_3_numpy", "q5_5_never_ends"),
}
Points = Mapping[str, tuple[float | None, str]]
"""Points and status of each question of each student."""


@dataclass(frozen=True)
class Round:
    """One grading of a class.

    Attributes:
        busy: Processes beside it.
        seconds: What it took on the clock.
        points: What came of it.
    """

    busy: int
    seconds: float
    points: Points


def graded(course: Course, assignment: str, names: Sequence[str], out: Path) -> Points:
    """Grade some known submissions of an assignment.

    Args:
        course: A course in which the assignment is built.
        assignment: Its id.
        names: The known submissions.
        out: An empty folder.
    """
    cases = [case for case in load_cases(course.known(assignment)) if case.name in names]
    folder = out / "class"
    folder.mkdir(parents=True)
    write_class(cases, read_material(course, assignment), folder)
    options = Options(jobs=2, training=Training("quick"), format="plain")
    report = grade_class(course, assignment, folder, out / "out", options)
    return {
        f"{result.student} {question.id}": (question.points, question.status.value)
        for result in report.results
        for question in result.questions
    }


def rounds(
    course: Course, assignment: str, names: Sequence[str], quiet: int, loaded: int, busy: int
) -> list[Round]:
    """Grade a class several times, quiet and busy in turns.

    Args:
        course: A course in which the assignment is built.
        assignment: Its id.
        names: The known submissions.
        quiet: How often with nothing beside it.
        loaded: How often beside `busy` processes.
        busy: How many those are.
    """
    found = []
    for processes in [0] * quiet + [busy] * loaded:
        with tempfile.TemporaryDirectory(prefix="steady-") as scratch, load(processes):
            began = time.monotonic()
            points = graded(course, assignment, names, Path(scratch).resolve())
            found.append(Round(processes, time.monotonic() - began, points))
    return found


def unsteady(found: Sequence[Round]) -> list[str]:
    """Questions that had other points or another status in one of the rounds."""
    first = found[0].points
    return sorted(
        name
        for name in set().union(*(one.points for one in found))
        if any(one.points.get(name) != first.get(name) for one in found)
    )


def main() -> None:
    """Grade, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="gradings of each class")
    parser.add_argument("--busy", type=int, default=8, help="processes beside half of them")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    course = find_course(ROOT)
    rows: list[tuple[object, ...]] = []
    wrong: list[str] = []
    for assignment, names in CLASSES.items():
        build(course, assignment)
        half = options.rounds // 2
        found = rounds(course, assignment, names, options.rounds - half, half, options.busy)
        odd = unsteady(found)
        wrong += odd
        for busy in sorted({one.busy for one in found}):
            times = [one.seconds for one in found if one.busy == busy]
            seconds = sum(times) / len(times)
            rows.append((assignment, busy, len(times), len(found[0].points), len(odd), seconds))
    columns = ("class", "busy beside", "rounds", "verdicts", "that differ", "s a round")
    table("One class graded several times", columns, rows)
    print("\n".join(wrong) or "The same points every time.")
    figures = [dict(zip(columns, row, strict=True)) for row in rows]
    write(options.json, {"machine": machine(), "rounds": figures, "differ": wrong})
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
