"""A saved notebook run from the top in a process of its own, and its public tests after each part.

As a grader does it: cells tagged `otter_ignore` are passed over, commands are not run, a question
is looked at where its check stands for the last time, or at the end. Started by `preflight` as
`python -m gradekit.preflight.rerun NOTEBOOK REPORT`.
"""

import ast
import asyncio
import inspect
import json
import linecache
import os
import re
import sys
import time
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gradekit import syntax
from gradekit.handout_facts import read_handout
from gradekit.notebook.alarm import Overdue, limit
from gradekit.notebook.hints import hint_for
from gradekit.notebook.public_tests import NoTests, read_tests, run_test, sources
from gradekit.notebook.saved import IGNORE_TAG, Saved, SavedCell, read_saved
from gradekit.questions import has_questions
from gradekit.questions import questions as asked

_BOX = re.compile(r"(?:<!--[^>]*-->\s*)*###\s+(?P<id>[A-Za-z]\w*)\s+·")
_CHECK = re.compile(r"""^[^#\n]*\bcheck\(\s*["'](\w+)["']""", re.MULTILINE)
# What times a piece of code runs it; every other command is passed over.
_RUNS = ("time", "timeit", "capture", "prun")
_CALLS = 2
"""A test makes a few calls; so many times the seconds of one call are its own."""


class _Inert:
    """Takes every attribute and every call, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Inert()

    def __call__(self, *_: object, **__: object) -> Any:
        return None


class _Shell(_Inert):
    """What `get_ipython()` gives in a cell that is run again."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    def run_line_magic(self, name: str, line: str, *_: object) -> None:
        if name in _RUNS:
            _execute(line, "magic", self._names)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in _RUNS:
            _execute(cell, "magic", self._names)


def rerun(path: Path) -> dict[str, Any]:
    """Run a notebook and look at its questions.

    Args:
        path: The notebook on disk; its folder is the working folder.

    Returns:
        `cells` that raised, as number, kind and text; `questions`, with the verdicts of their
        public tests and the hint that a wrong answer deserves; `choices`, the questions among them
        that are multiple choice; `seconds` of the processor and `memory` in bytes.
    """
    saved = read_saved(path)
    handout = read_handout(path.parent)
    cell_seconds = handout.cell_seconds if handout else 30.0
    test_seconds = _CALLS * (handout.call_seconds if handout else 5.0)
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    names = module.__dict__
    shell = _Shell(names)
    names.update(get_ipython=lambda: shell, display=lambda *_, **__: None, In=[""], Out={})
    tests = sources(saved.tests, path.parent)
    began = time.process_time()
    stopped: list[dict[str, Any]] = []
    incidents: dict[str, str] = {}
    questions: dict[str, list[dict[str, str]]] = {}

    def look(question: str) -> None:
        questions[question] = _verdicts(question, tests, names, test_seconds, incidents)

    for number, cell, owner, ends in plan(saved, tests):
        failure = _run(cell, number, names, cell_seconds)
        if failure is not None:
            stopped.append({"cell": number, "question": owner, "text": failure})
            if owner:
                incidents.setdefault(owner, f"Cell {number} stopped with {failure}")
            continue
        for question in ends:
            look(question)
    for question in tests:
        if question not in questions:
            look(question)
    return {
        "cells": stopped,
        "choices": asked(path.parent) if has_questions(path.parent) else [],
        "questions": {name: questions[name] for name in tests},
        "seconds": time.process_time() - began,
        "memory": _memory(),
    }


def plan(
    saved: Saved, tests: Mapping[str, str]
) -> Iterator[tuple[int, SavedCell, str, tuple[str, ...]]]:
    """Cells to run, each with its number, the question that it belongs to, and those that end."""
    checks = {at: _checked(cell.source) for at, cell in enumerate(saved.cells) if _runs(cell)}
    last = {name: at for at, found in checks.items() for name in found if name in tests}
    boxes: dict[int, str] = {}
    box = ""
    for at, cell in enumerate(saved.cells):
        if cell.kind == "markdown" and cell.source.lstrip().startswith(("#", "<!--")):
            match = _BOX.match(cell.source)
            box = match["id"] if match and match["id"] in tests else ""
        boxes[at] = box
        if box and box in checks.get(at, ()):
            box = ""
    for at, found in checks.items():
        following = next(
            (
                name
                for later in sorted(checks)
                if later >= at
                for name in checks[later]
                if name in last
            ),
            "",
        )
        ends = tuple(name for name in found if last.get(name) == at)
        yield at + 1, saved.cells[at], boxes[at] or following, ends


def _runs(cell: SavedCell) -> bool:
    return cell.kind == "code" and IGNORE_TAG not in cell.tags


def _checked(source: str) -> list[str]:
    try:
        tree = syntax.parse(source)
    except (SyntaxError, ValueError):
        return _CHECK.findall(source)
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "check"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]


def _run(cell: SavedCell, number: int, names: dict[str, Any], seconds: float) -> str | None:
    """Run a cell; what stopped it, in words."""
    try:
        with limit(seconds):
            _execute(cell.source, f"cell {number}", names)
    except Overdue:
        return f"TimeoutError: it computes for more than {seconds:g} seconds"
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a cell may raise anything
        return f"{type(error).__name__}: {error}"
    return None


def _execute(source: str, label: str, names: dict[str, Any]) -> None:
    linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        code = compile(source, label, "exec", flags, dont_inherit=True)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        changed = TransformerManager().transform_cell(source)
        if changed.strip() == source.strip():
            raise
        code = compile(changed, label, "exec", flags, dont_inherit=True)
    if code.co_flags & inspect.CO_COROUTINE:
        asyncio.run(eval(code, names))  # noqa: S307  # the student's own cell, at the student's
        return
    exec(code, names)  # noqa: S102


def _verdicts(
    question: str,
    tests: Mapping[str, str],
    names: Mapping[str, Any],
    seconds: float,
    incidents: Mapping[str, str],
) -> list[dict[str, str]]:
    try:
        cases = read_tests(question, tests)
    except NoTests:
        return []
    found = []
    for case in cases:
        wanted = [] if isinstance(case.body, str) else list(inspect.signature(case.body).parameters)
        given = [names.get(name) for name in wanted if name != "env"]
        if question in incidents and any(value is None or value is ... for value in given):
            status, message = "error", incidents[question]
        else:
            verdict = run_test(case, names, seconds)
            status, message = verdict.status, verdict.message
        found.append({"name": case.name, "status": status, "message": message, "hint": ""})
    wrong = [one for one in found if one["status"] in ("failed", "error")]
    if wrong and question not in incidents:
        wrong[0]["hint"] = hint_for(question, tests, names, seconds, Path.cwd())
    return found


def _memory() -> int:
    """The most bytes that this process held; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _main(notebook: str, report: str) -> None:
    path = Path(notebook).resolve()
    os.chdir(path.parent)
    sys.path.insert(0, str(path.parent))
    told = rerun(path)
    Path(report).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])
