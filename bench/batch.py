"""What a class costs: one process and two, a hundred submissions and a thousand, one alone, again.

All ratios are of one run. Submissions are honest notebooks of one assignment, each with a comment
of its own, so that no two are the same. Growth compares the pace of the last hundred of the large
class with that of its first hundred, start-up left out.
Run: `python -m bench.batch [--small N] [--large N] [--peers N] [--rounds N] [--json FILE]`.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.attacks.witness import descendants
from autograder.batch import Graded, Options, grade_class
from autograder.records.course import find_course
from autograder.specimens import read_edits, read_material
from bench.grading import CASES
from bench.peers import ASSIGNMENT
from bench.report import ROOT, machine, table, write

AIMS = {
    "two_over_one": ">= 1.85",
    "per_second": ">= 10",
    "growth": "<= 1.1",
    "cold_seconds": "<= 3.5",
    "rerun_seconds": "< 10",
}
LOOK_SECONDS = 0.5


@dataclass
class Pace:
    """When each submission was done."""

    times: list[float] = field(default_factory=list)

    def show(self, graded: Graded) -> None:
        """Take note of one."""
        if graded.result.total is None:
            raise SystemExit(f"{graded.result.student} was not graded: {graded.result.notes}")
        self.times.append(time.perf_counter())

    def per_second(self, first: int, last: int) -> float:
        """Submissions a second from the first to the last of some, both counted from 0."""
        return (last - first) / (self.times[last] - self.times[first])


class Memory:
    """The most memory that this process and all below it had, shared pages shared out."""

    def __init__(self) -> None:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The most, in MiB."""
        self._over.set()
        self._thread.join()
        return round(self.peak / 1024, 1)

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            processes = {os.getpid()} | descendants()
            self.peak = max(self.peak, sum(map(_kibibytes, processes)))


def _kibibytes(pid: int) -> int:
    """Proportional set size of a process; 0 once it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:"), 0)


def write_class(folder: Path, count: int) -> None:
    """Write so many hand-ins, a folder a student."""
    material = read_material(find_course(ROOT), ASSIGNMENT)
    for number in range(count):
        case = CASES[number % len(CASES)]
        answers = ROOT / "assignments" / ASSIGNMENT / "known" / case / "answers.py"
        draft = material.draft(read_edits(answers) if answers.exists() else ())
        notebook = json.loads(draft.notebook_bytes())
        first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        first["source"] = f"# {number}\n" + "".join(first["source"])
        student = folder / f"s{number:04}"
        student.mkdir(parents=True)
        (student / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def graded(class_folder: Path, out: Path, jobs: int) -> Pace:
    """Grade a class."""
    pace = Pace()
    course = find_course(ROOT)
    grade_class(course, ASSIGNMENT, class_folder, out, Options(jobs=jobs), pace.show)
    return pace


def part(class_folder: Path, to: Path, count: int) -> Path:
    """The first students of a class as a class of their own."""
    for student in sorted(class_folder.iterdir())[:count]:
        shutil.copytree(student, to / student.name)
    return to


def command(class_folder: Path, out: Path, jobs: int) -> float:
    """Seconds of the command line, from an interpreter that starts to one that has ended."""
    words = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, str(class_folder)]
    began = time.perf_counter()
    done = subprocess.run(
        [*words, "--out", str(out), "--jobs", str(jobs)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)
    return seconds


def cpu_seconds() -> float:
    """CPU time of this process and of all below it that have ended.

    On a machine that others use it says more than the clock on the wall.
    """
    own, below = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime


def ours(scratch: Path, small: int, large: int, rounds: int) -> dict[str, Any]:
    """All figures of this grader."""
    everybody = scratch / "large"
    write_class(everybody, large)
    few = part(everybody, scratch / "small", small)
    one = part(everybody, scratch / "one", 1)
    cores = os.cpu_count() or 1
    pairs = []
    for turn in range(rounds):
        # In turns, so that both meet the same load.
        single = graded(few, scratch / f"one-{turn}", 1).per_second(0, small - 1)
        double = graded(few, scratch / f"two-{turn}", 2).per_second(0, small - 1)
        pairs.append((single, double))
        print(f"{single:.2f} and {double:.2f} a second", flush=True)
    memory, began = Memory(), cpu_seconds()
    pace = graded(everybody, scratch / "out", cores)
    computed, peak = cpu_seconds() - began, memory.stop()
    edge = min(small, large // 2)
    # Pages are drawn by the first command; the second finds all as it was.
    command(everybody, scratch / "out", cores)
    rerun = command(everybody, scratch / "out", cores)
    cold = min(command(one, scratch / f"cold-{turn}", 1) for turn in range(rounds))
    return {
        "two_over_one": round(statistics.median(two / single for single, two in pairs), 3),
        "per_second": round(pace.per_second(0, large - 1), 2),
        "growth": round(pace.per_second(1, edge) / pace.per_second(large - edge, large - 1), 3),
        "cold_seconds": round(cold, 2),
        "rerun_seconds": round(rerun, 2),
        "peak_mib": peak,
        "cpu_each": round(computed / large, 3),
    }


def otter(class_folder: Path, jobs: int) -> float:
    """Submissions a second by Otter's own function in a pool of processes, each warm."""
    archive = find_course(ROOT).build / ASSIGNMENT / "autograder.zip"
    work = [
        (str(path), str(archive)) for path in sorted(class_folder.glob(f"*/{ASSIGNMENT}.ipynb"))
    ]
    with ProcessPoolExecutor(jobs) as pool:
        # Both are warm before the clock runs.
        list(pool.map(_otter, work[:jobs], chunksize=1))
        began = time.perf_counter()
        list(pool.map(_otter, work, chunksize=1))
        return len(work) / (time.perf_counter() - began)


def _otter(of: tuple[str, str]) -> float:
    from otter.api import grade_submission

    return float(grade_submission(*of, quiet=True).total)


@contextmanager
def nbgrader(scratch: Path, class_folder: Path) -> Iterator[Any]:
    """Two warm processes of nbgrader's converter, as `bench.grading` has one."""
    from bench.nbgrader_course import python, write_course
    from bench.serving import Peer

    flat = scratch / "flat"
    flat.mkdir()
    for path in sorted(class_folder.glob(f"*/{ASSIGNMENT}.ipynb")):
        shutil.copy(path, flat / f"{path.parent.name}.ipynb")
    names = sorted(path.stem for path in flat.glob("*.ipynb"))
    courses = []
    for number in range(2):
        courses.append(scratch / f"nbgrader-{number}")
        write_course(courses[-1], flat)
    peers = [
        Peer((python(), "-m", "bench.nbgrader_peer", course, names[0]), course.with_suffix(".log"))
        for course in courses
    ]
    with peers[0], peers[1]:
        yield lambda: _halves(peers, names)


def _halves(peers: list[Any], names: list[str]) -> float:
    """Submissions a second by two peers that have every other student each."""
    threads = [
        threading.Thread(target=lambda p=peer, n=names[number::2]: [p.grade(one) for one in n])
        for number, peer in enumerate(peers)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(names) / (time.perf_counter() - began)


def peers(scratch: Path, count: int) -> dict[str, float]:
    """Submissions a second on two processes, of twenty, by each; and ours over theirs."""
    few = part(scratch / "large", scratch / "peers", count)
    found = {"ours": graded(few, scratch / "peers-out", 2).per_second(0, count - 1)}
    found["otter_api"] = otter(few, 2)
    with nbgrader(scratch, few) as run:
        found["nbgrader"] = run()
    ratios = {f"over_{name}": found["ours"] / found[name] for name in ("otter_api", "nbgrader")}
    return {name: round(value, 3) for name, value in (found | ratios).items()}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    sizes = {"small": 100, "large": 1000, "peers": 20, "rounds": 3}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-batch-") as folder:
        scratch = Path(folder).resolve()
        found = ours(scratch, options.small, options.large, options.rounds)
        found["peers"] = peers(scratch, options.peers) if options.peers else {}
    found |= {"load": os.getloadavg()[0], "machine": machine()}
    sizes = {name: getattr(options, name) for name in sizes}
    rows = [(name, found[name], AIMS.get(name, "")) for name in (*AIMS, "peak_mib", "cpu_each")]
    table(f"A class of {ASSIGNMENT}: {sizes}", ("what", "figure", "aim"), rows)
    for name, value in found["peers"].items():
        print(f"{name}: {value}")
    write(options.json, found | {"sizes": sizes})


if __name__ == "__main__":
    main()
