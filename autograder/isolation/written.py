"""The cells of a notebook as text: what a student wrote, whatever a worker says of it."""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from autograder.intake.cell_code import plain
from gradekit.outcome import LONGEST_LINE, Outcome
from gradekit.probes import notebook_source


class Written:
    """Source of the functions in the cells that were executed so far."""

    def __init__(self) -> None:
        self._cells: list[str] = []
        self._by_number: dict[int, list[str]] = {}
        self._known: dict[tuple[str, frozenset[str]], str] = {}

    def add(self, source: str, number: int) -> None:
        """Take note of a cell.

        Args:
            source: Its source.
            number: Its number; the last one of a number counts.
        """
        self._cells.append(source)
        self._by_number[number] = source.splitlines()
        self._known.clear()

    def source(self, name: str, without: Collection[str] = ()) -> str:
        """Source of a function, and of what it uses of the same notebook.

        Args:
            name: The function's name; empty text comes back where no cell defines it.
            without: Names that are not followed: their own source is left out.
        """
        key = name, frozenset(without)
        if key not in self._known:
            cells = [text for text in map(plain, self._cells) if text]
            self._known[key] = str(notebook_source(cells, name, without))
        return self._known[key]

    def line(self, told: str) -> str:
        """A line of a cell as the student wrote it.

        Which line it was the worker says; what stands in it, never: it could put anything there.

        Args:
            told: `cell 3, line 14: ...`; of anything else nothing is said.
        """
        match = _PLACE.match(told)
        lines = self._by_number.get(int(match[1]), []) if match else []
        if match is None or not 1 <= int(match[2]) <= len(lines):
            return ""
        text = lines[int(match[2]) - 1].strip()
        return f"{match[0]}: {text}"[:LONGEST_LINE] if text else ""

    def told(self, outcome: Outcome) -> Outcome:
        """An outcome whose exceptions name lines of these cells, and nothing else."""
        if outcome.raised is not None:
            line = self.line(outcome.raised.line)
            return replace(outcome, raised=replace(outcome.raised, line=line))
        return outcome

    def reported(self, outcome: Outcome) -> Outcome:
        """The same for what a probe reports."""
        _correct(outcome.value, self)
        return self.told(outcome)


def _correct(report: Any, written: Written) -> None:
    """Have a report name lines of the cells, in place: it is a copy of ours."""
    if type(report) is not dict:
        return
    raised = report.get("raised")
    if type(raised) is dict and "line" in raised:
        raised["line"] = written.line(str(raised["line"]))
    steps = report.get("steps")
    for step in steps if type(steps) is list else ():
        _correct(step, written)


_PLACE = re.compile(r"cell (\d{1,6}), line (\d{1,6})(?=:)")
