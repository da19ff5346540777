"""Faults of machines in the middle of a batch: is every submission graded exactly once?

A class is graded into a gradebook while, at random moments, something is killed with -9 or the disk
is full. Whatever stops is started again, as a person would, until the class is graded. Rounds take
turns between a gradebook in a file, one on PostgreSQL, and the workers of a Dask scheduler.
Run: `python -m bench.faults [--rounds N] [--submissions N] [--faults N] [--seed N] [--json FILE]`.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder import gradebook
from autograder.attacks.witness import descendants
from bench.disks import SmallDisk
from bench.places import DaskPlace, FilePlace, Place, PostgresPlace
from bench.report import machine, table, write
from tests.postgres import Absent
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course

ROUNDS, SUBMISSIONS, FAULTS = 10, 200, 20
TOTAL = 8.0
PATIENCE = 1800.0
"""Seconds without a new result after which something hangs."""

CLIENT = """
import sys
from datetime import timedelta
from autograder.batch import book
book.LEASE, book.RENEW_SECONDS = timedelta(seconds=8), 2.0
from autograder.cli import main
main()
"""
"""The command line, but what a dead client has claimed is free again sooner."""


@dataclass
class Round:
    """What came of one class.

    Attributes:
        place: Where its verdicts went, and who graded.
        faults: How often what was done to it.
        starts: How often the command was run.
        verdicts: Verdicts written, by submission.
        problems: What is not as it should be, one sentence each.
    """

    place: str
    faults: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


class Batch:
    """A class being graded by a command that is started again whenever it stops."""

    def __init__(self, scratch: Path, place: Place, disk: SmallDisk, students: list[str]) -> None:
        self._root = scratch / "course"
        self._class = scratch / "class"
        self._place = place
        self._disk = disk
        self._students = students
        self.out = disk.folder / "out"
        self._log = scratch / "log"
        self._client: subprocess.Popen[bytes] | None = None

    def results(self) -> int:
        """How many results are there."""
        return sum(1 for _ in self.out.glob("results/[!.]*.json"))

    def run(self, moments: list[int], choose: random.Random) -> Round:
        """Grade the class to its end, and do something at each moment, told by results."""
        of = Round(self._place.name)
        wait_until, left = time.monotonic() + PATIENCE, sorted(moments)
        seen = 0
        while True:
            if self._client is None:
                self._start(of)
            assert self._client is not None
            if left and self.results() >= left[0]:
                left.pop(0)
                kind = choose.choice(self._place.faults)
                if self._strike(kind, choose):
                    of.faults[kind] += 1
            if (code := self._client.poll()) is not None:
                self._client = None
                self._disk.free()
                self._place.restore()
                if code in (0, 1) and not left:
                    break
            if self.results() > seen:
                seen, wait_until = self.results(), time.monotonic() + PATIENCE
            if time.monotonic() > wait_until:
                raise SystemExit(f"Nothing happens any more:\n{self._log.read_text()[-4000:]}")
            time.sleep(0.01)
        self._check(of)
        return of

    def stop(self) -> None:
        """End what still runs."""
        if self._client is not None:
            self._client.kill()
            self._client.wait()

    def _start(self, of: Round) -> None:
        of.starts += 1
        words = [sys.executable, "-c", CLIENT, "grade", ASSIGNMENT, str(self._class)]
        words += ["--out", str(self.out), "--engine", "local", *self._place.options]
        with self._log.open("ab") as log:
            self._client = subprocess.Popen(words, cwd=self._root, stdout=log, stderr=log)

    def _strike(self, kind: str, choose: random.Random) -> bool:
        """Do it; whether there was something to do it to."""
        assert self._client is not None
        if kind == "disk full":
            return self._disk.fill()
        if kind == "client":
            self._client.kill()
            self._client.wait()
            return True
        if kind in ("grader", "warm process"):
            module = {"grader": "autograder.batch.process", "warm process": "worker.zygote"}[kind]
            there = [pid for pid in descendants() if module in _command(pid)]
            return bool(there) and _kill(choose.choice(sorted(there)))
        return self._place.strike(kind, choose)

    def _check(self, of: Round) -> None:
        """Hold files and gradebook against the class."""
        grades = json.loads((self.out / "grades.json").read_text(encoding="utf-8"))
        totals = {row["student"]: row["total"] for row in grades["students"]}
        if totals != dict.fromkeys(self._students, TOTAL):
            of.problems.append("grades.json does not hold everybody's total")
        with gradebook.open_gradebook(self._place.gradebook, create=False) as book:
            of.problems += gradebook.verify(book).problems
            entries = gradebook.history(book, actions=["verdict"], limit=10 * len(self._students))
            by_run = Counter(entry.facts["run"] for entry in entries)
            runs: dict[str, set[str | None]] = {}
            for attempt in gradebook.attempts(book):
                runs.setdefault(attempt.student, set()).add(attempt.run)
            found = gradebook.totals(book, ASSIGNMENT)
        if len(by_run) != len(self._students):
            of.problems.append(f"{len(by_run)} runs have a verdict")
        for student in self._students:
            keys = runs.get(student, set()) - {None}
            of.verdicts[student] = len(keys)
            if student not in found or found[student].total != TOTAL:
                of.problems.append(f"the gradebook's total of {student} is another one")
        twice = sum(times > 1 for times in by_run.values())
        if twice:
            of.problems.append(f"{twice} runs have several verdicts")


def rounds(
    count: int,
    submissions: int,
    faults: int,
    seed: int,
    kinds: list[str] | None = None,
    progress: Callable[[list[Round]], object] = lambda done: None,
) -> list[Round]:
    """Grade a class so many times.

    Args:
        count: Rounds.
        submissions: Size of the class.
        faults: How many faults a round.
        seed: Of moments and kinds of faults.
        kinds: Names of the places that take turns; all that there are here when None.
        progress: Called after each round with all that there were.
    """
    done = []
    for number in range(count):
        choose = random.Random(f"{seed} {number}")
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
            write_course(scratch / "course")
            students = [f"s{n:03}" for n in range(submissions)]
            for student in students:
                text = f"squares = [0, 1, 4]  # of {student}"
                hand_in(scratch / "class", student, notebook({"q3": text}))
            disk = stack.enter_context(SmallDisk(scratch / "disk"))
            place = _place(number, kinds, scratch, disk)
            stack.callback(place.close)
            batch = Batch(scratch, place, disk, students)
            stack.callback(batch.stop)
            moments = [choose.randrange(submissions) for _ in range(faults)]
            done.append(batch.run(moments, choose))
        of = done[-1]
        print(
            f"round {number + 1}/{count}, {of.place}: {dict(of.faults)}, {of.starts} starts, "
            f"{of.problems or 'no problem'}",
            flush=True,
        )
        progress(done)
    return done


def figures(done: list[Round], submissions: int) -> dict[str, Any]:
    """What is written as JSON."""
    times = [of.verdicts[student] for of in done for student in of.verdicts]
    return {
        "rounds": len(done),
        "submissions": submissions,
        "graded_once": sum(one == 1 for one in times),
        "lost": sum(one == 0 for one in times),
        "doubled": sum(one > 1 for one in times),
        "faults": dict(sum((of.faults for of in done), Counter())),
        "starts": sum(of.starts for of in done),
        "problems": [problem for of in done for problem in of.problems],
        "machine": machine(),
    }


def _place(number: int, kinds: list[str] | None, scratch: Path, disk: SmallDisk) -> Place:
    """Where the round's verdicts go; without PostgreSQL to a file instead."""
    names = kinds or ["file", "postgres", "dask"]
    name = names[number % len(names)]
    if name == "postgres":
        try:
            return PostgresPlace(scratch)
        except Absent as absent:
            print(f"no PostgreSQL here: {absent}", flush=True)
            name = "file"
    return DaskPlace(scratch) if name == "dask" else FilePlace(disk.folder)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _kill(pid: int) -> bool:
    """Kill a process; whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, default in (("rounds", ROUNDS), ("submissions", SUBMISSIONS), ("faults", FAULTS)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    size = options.submissions
    # Hours on a busy machine: what was measured so far is written after each round.
    done = rounds(
        options.rounds,
        size,
        options.faults,
        options.seed,
        progress=lambda done: write(options.json, figures(done, size)),
    )
    found = figures(done, size)
    table(
        "Faults in the middle of a batch",
        ("what", "how many"),
        [(name, str(value)) for name, value in found.items() if name != "machine"],
    )
    if found["lost"] or found["doubled"] or found["problems"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
