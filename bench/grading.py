"""Grading: what a submission costs beyond its own cells and checks, beside Otter and nbgrader.

Overhead is the wall time of a submission less the time that the same cells and checks take in one
bare warm process; medians over ten honest submissions. Run: `python -m bench.grading [--json F]`.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.course import find_course
from autograder.drafts import read_edits, read_material
from bench.nbgrader_course import python, write_course
from bench.peers import ASSIGNMENT
from bench.report import ROOT, arguments, machine, median, table, write

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


def write_class(folder: Path) -> None:
    """Write the ten notebooks `<case>.ipynb`."""
    material = read_material(find_course(ROOT), ASSIGNMENT)
    for case in CASES:
        answers = ROOT / "tests/submissions" / ASSIGNMENT / case / "answers.py"
        draft = material.draft(read_edits(answers) if answers.exists() else ())
        (folder / f"{case}.ipynb").write_bytes(draft.notebook_bytes())


def run(scratch: Path) -> dict[str, dict[str, Any]]:
    """Every peer over the same class, one after the other."""
    class_folder, course = scratch / "class", scratch / "nbgrader"
    class_folder.mkdir()
    write_class(class_folder)
    write_course(course, class_folder)
    figures = {}
    for name in ("bare", "ours", "otter_api", "nbgrader", "otter_run", "bare again", "ours again"):
        out = scratch / f"{name}.json"
        print(f"grading {len(CASES)} submissions: {name}", flush=True)
        if name == "nbgrader":
            peer = ROOT / "bench/nbgrader_peer.py"
            command = [python(), peer, course, ",".join(sorted(CASES)), out]
        else:
            command = [sys.executable, "-m", "bench.peers", name.split()[0], class_folder, out]
        done = subprocess.run(
            command,
            cwd=ROOT,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{name} failed:\n{done.stdout[-4000:]}")
        figures[name] = json.loads(out.read_text(encoding="utf-8"))
    return figures


def compare(figures: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Overheads, ratios and whether everyone came to the same points."""
    each = {name: peer["each"] for name, peer in figures.items()}

    def seconds(name: str, case: str) -> float:
        again = each.get(f"{name} again", each[name])
        return float(each[name][case]["seconds"] + again[case]["seconds"]) / 2

    peers = ("ours", *TARGETS)
    wall = {name: median(seconds(name, case) for case in CASES) for name in ("bare", *peers)}
    overhead = {
        name: median(seconds(name, case) - seconds("bare", case) for case in CASES)
        for name in peers
    }
    same = all(
        abs(each[name][case]["points"] - each["bare"][case]["points"]) < 1e-6
        for name in peers
        for case in CASES
    )
    return {
        "machine": machine(),
        "submissions": len(CASES),
        "wall_seconds": wall,
        "overhead_seconds": overhead,
        "ratios": {n: round(overhead[n] / overhead["ours"], 1) for n in TARGETS},
        "wall_ratios": {n: round(wall[n] / wall["ours"], 1) for n in TARGETS},
        "same_points": same,
        "our_phases_seconds": figures["ours"]["phases"],
        "bare_checks_seconds": figures["bare"]["phases"]["checks"],
    }


def main() -> None:
    """Measure, print, write."""
    options = arguments(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as scratch:
        found = compare(run(Path(scratch)))
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
    print(f"of that the checks: {found['bare_checks_seconds']:.3f} s (aim: at most 1.5)")
    print(f"everyone gives the same points: {'yes' if found['same_points'] else 'NO'}")
    table(
        "Where our time goes (median seconds)",
        ("phase", "seconds"),
        sorted(found["our_phases_seconds"].items(), key=lambda row: -row[1]),
    )
    write(options.json, found)


if __name__ == "__main__":
    main()
