"""Grading: what a submission costs beyond its own cells and checks, beside Otter and nbgrader.

Overhead is the wall time of a submission less the time that the same cells and checks take in one
bare warm process. The graders take turns over ten honest submissions. What else a machine does only
adds time, so a submission counts with the best of its rounds; figures are medians over submissions.
Run: `python -m bench.grading [--json FILE] [--rounds N]`.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from autograder.records.course import find_course
from autograder.release.build import build
from autograder.specimens import read_edits, read_material
from bench.nbgrader_course import python, write_course
from bench.peers import ASSIGNMENT
from bench.report import ROOT, arguments, machine, median, table, write
from bench.serving import Peer

CASES = (
    "perfect",
    "q1_1_bias_per_input",
    "q1_1_returns_float",
    "q1_2_inverse_permutation",
    "q1_3_flipped",
    "q1_3_off_by_one",
    "q1_5_shift_left",
    "q1_6_flips_one_axis",
    "q1_7_bias_first_only",
    "q1_7_stride_ignored",
)
TARGETS = {"otter_api": (40, 3), "otter_run": (120, 8), "nbgrader": (12, 2)}
OVERHEAD = 0.08
QUICK = ("bare", "ours")
SLOW_ROUNDS = 2

Figures = dict[str, dict[str, list[dict[str, float]]]]
"""Seconds and points by grader, case and round."""


def write_class(folder: Path) -> None:
    """Write the ten notebooks `<case>.ipynb`."""
    material = read_material(find_course(ROOT), ASSIGNMENT)
    for case in CASES:
        answers = ROOT / "assignments" / ASSIGNMENT / "known" / case / "answers.py"
        draft = material.draft(read_edits(answers) if answers.exists() else ())
        (folder / f"{case}.ipynb").write_bytes(draft.notebook_bytes())


def commands(class_folder: Path, course: Path) -> dict[str, tuple[object, ...]]:
    """What runs each grader."""
    ours = {
        name: (sys.executable, "-m", "bench.peers", name, class_folder)
        for name in ("bare", "ours", "otter_api", "otter_run")
    }
    return {**ours, "nbgrader": (python(), "-m", "bench.nbgrader_peer", course, CASES[0])}


def run(scratch: Path, rounds: int) -> tuple[Figures, dict[str, dict[str, float]]]:
    """Let the graders take turns over the class.

    Args:
        scratch: Folder to work in.
        rounds: How often the two quick ones, we and bare execution, go over the class; the others
            do so `SLOW_ROUNDS` times at most.

    Returns:
        By grader and case the answers of every round, and by grader what it told at the end.
    """
    class_folder, course = scratch / "class", scratch / "nbgrader"
    class_folder.mkdir()
    compiled = find_course(ROOT)
    if not (compiled.build / ASSIGNMENT / "release.json").exists():
        print(f"compiling {ASSIGNMENT}, once", flush=True)
        build(compiled, ASSIGNMENT)
    write_class(class_folder)
    write_course(course, class_folder)
    figures: Figures = {}
    with ExitStack() as stack:
        peers = {
            name: stack.enter_context(Peer(command, scratch / f"{name}.log"))
            for name, command in commands(class_folder, course).items()
        }
        for turn in range(1, rounds + 1):
            for number, case in enumerate(CASES, start=1):
                print(f"round {turn}/{rounds}, {number}/{len(CASES)}: {case}", flush=True)
                for name, peer in peers.items():
                    if turn <= SLOW_ROUNDS or name in QUICK:
                        answers = figures.setdefault(name, {}).setdefault(case, [])
                        answers.append(peer.grade(case))
        told = {name: peer.figures() for name, peer in peers.items()}
    return figures, told


def compare(figures: Figures, told: dict[str, dict[str, float]]) -> dict[str, Any]:
    """Overheads, ratios and whether everyone came to the same points."""
    seconds = {
        name: {case: min(one["seconds"] for one in each[case]) for case in CASES}
        for name, each in figures.items()
    }
    peers = ("ours", *TARGETS)
    wall = {name: median(seconds[name].values()) for name in ("bare", *peers)}
    overhead = {
        name: median(seconds[name][case] - seconds["bare"][case] for case in CASES)
        for name in peers
    }
    points = {
        case: {name: figures[name][case][0]["points"] for name in ("bare", *peers)}
        for case in CASES
    }
    same = all(max(each.values()) - min(each.values()) < 1e-6 for each in points.values())
    return {
        "machine": machine(),
        "submissions": len(CASES),
        "rounds": {name: len(each[CASES[0]]) for name, each in figures.items()},
        "wall_seconds": wall,
        "overhead_seconds": overhead,
        "ratios": {n: round(overhead[n] / overhead["ours"], 1) for n in TARGETS},
        "wall_ratios": {n: round(wall[n] / wall["ours"], 1) for n in TARGETS},
        "same_points": same,
        "points": points,
        "phases": {name: told[name] for name in QUICK},
    }


def main() -> None:
    """Measure, print, write."""
    options = arguments(__doc__.splitlines()[0], rounds=9)
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as scratch:
        found = compare(*run(Path(scratch).resolve(), options.rounds))
    rows = [
        (
            name,
            found["wall_seconds"][name],
            found["overhead_seconds"][name],
            found["ratios"].get(name, 1.0),
            f">= {TARGETS[name][0]}" if name in TARGETS else f"<= {OVERHEAD} s",
            found["wall_ratios"].get(name, 1.0),
            f">= {TARGETS[name][1]}" if name in TARGETS else "",
        )
        for name in ("ours", *TARGETS)
    ]
    table(
        f"Grading {found['submissions']} honest submissions of {ASSIGNMENT}: medians a submission",
        ("grader", "wall s", "overhead s", "overhead ratio", "aim", "wall ratio", "aim"),
        rows,
    )
    print(f"bare cells and checks: {found['wall_seconds']['bare']:.3f} s a submission")
    print(f"everyone gives the same points: {'yes' if found['same_points'] else 'NO'}")
    alone, ours = found["phases"]["bare"], found["phases"]["ours"]
    table(
        "Where our time goes: median seconds, all rounds",
        ("phase", "ours", "bare"),
        [(phase, seconds, alone.get(phase, "")) for phase, seconds in ours.items()],
    )
    write(options.json, found)


if __name__ == "__main__":
    main()
