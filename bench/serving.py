"""Graders that take turns: each in a process of its own, answering one notebook at a time.

The load of a machine changes from minute to minute. Graders that take turns, notebook by notebook,
meet the same load; each measures itself, so that waiting for its turn costs nothing.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from bench.report import ROOT

Grade = Callable[[str], float]
Figures = Callable[[], Mapping[str, float]]


def serve(prepare: Callable[[], tuple[Grade, Figures]]) -> None:
    """Grade the student named on each line of stdin; an empty line ends it.

    Args:
        prepare: Starts the grader. Returns what grades a student's notebook to points, and what
            there is to tell at the end.
    """
    # What graders print must not get between the answers.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    grade, figures = prepare()
    for line in sys.stdin:
        student = line.strip()
        if not student:
            break
        began = time.perf_counter()
        points = grade(student)
        answer = {"seconds": time.perf_counter() - began, "points": points}
        print(json.dumps(answer), file=channel, flush=True)
    print(json.dumps(figures()), file=channel, flush=True)


class Peer:
    """A process that runs `serve`. A context manager."""

    def __init__(self, command: Sequence[object], log: Path) -> None:
        """Start it.

        Args:
            command: A Python and what makes it `serve`; programs beside that Python come first.
            log: Where it writes what it prints; shown when it fails.
        """
        self._log = log
        # One thread each, as in a grader that has a submission on every core.
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "PATH": os.pathsep.join((str(Path(str(command[0])).parent), os.environ["PATH"])),
        }
        with log.open("w", encoding="utf-8") as stream:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def grade(self, student: str) -> dict[str, float]:
        """Seconds and points of one notebook."""
        answer: dict[str, float] = self._ask(student)
        return answer

    def figures(self) -> dict[str, float]:
        """End it and return what it tells at the end."""
        answer: dict[str, float] = self._ask("")
        return answer

    def _ask(self, line: str) -> Any:
        pipes = self._process
        assert pipes.stdin is not None
        assert pipes.stdout is not None
        try:
            print(line, file=pipes.stdin, flush=True)
        except BrokenPipeError:
            answer = ""
        else:
            answer = pipes.stdout.readline()
        if not answer:
            said = self._log.read_text(encoding="utf-8", errors="replace")
            raise SystemExit(f"{self._log.stem} failed:\n{said[-4000:]}")
        return json.loads(answer)
