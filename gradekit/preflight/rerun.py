"""A saved notebook run from the top in a process of its own, and its public tests after each part.

As a grader does it: cells tagged `otter_ignore` are passed over, commands are not run, a question
is looked at where its check stands for the last time, or at the end. Started by `preflight` as
`python -m gradekit.preflight.rerun NOTEBOOK REPORT`.
"""

import ast
import asyncio
import importlib
import inspect
import io
import json
import linecache
import os
import sys
import time
import types
from collections.abc import Mapping
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

from gradekit.handout_facts import Handout, read_handout
from gradekit.notebook.alarm import Overdue, limit
from gradekit.notebook.hints import hint_for
from gradekit.notebook.public_tests import NoTests, read_tests, run_test, sources
from gradekit.notebook.saved import IGNORE_TAG, Saved, SavedCell, read_saved
from gradekit.preflight.cells import imported, plan
from gradekit.questions import has_questions
from gradekit.questions import questions as asked
from gradekit.training.handout import read_tasks

# What times a piece of code runs it; every other command is passed over.
_RUNS = ("time", "timeit", "capture", "prun")
_COUNTED, _TRAINED = "counted", "trained"
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
        that are multiple choice; `seconds` of the processor that a grader is likely to count,
        hidden tests included, and `trained` those of networks, which have a time of their own
        there; `memory` in bytes.
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
    trained = {task.question for task in read_tasks(path.parent).values()}
    hidden = handout.hidden if handout else {}
    spent = {_COUNTED: 0.0, _TRAINED: 0.0}
    _import_first(saved, handout)
    stopped: list[dict[str, Any]] = []
    incidents: dict[str, str] = {}
    questions: dict[str, list[dict[str, str]]] = {}

    def look(question: str) -> None:
        began = time.process_time()
        found = _verdicts(question, tests, names, test_seconds, incidents)
        took = time.process_time() - began
        if question in trained:
            spent[_TRAINED] += took
        else:
            # Hidden tests are not here; how much they ask for is known.
            spent[_COUNTED] += took * (1 + hidden.get(question, 0.0))
        # A grader looks for hints elsewhere.
        questions[question] = found
        if question not in incidents:
            _add_hint(question, found, tests, names, test_seconds)

    for number, cell, owner, ends in plan(saved, tests):
        began = time.process_time()
        failure = _run(cell, number, names, cell_seconds)
        spent[_COUNTED] += time.process_time() - began
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
        "seconds": spent[_COUNTED],
        "trained": spent[_TRAINED],
        "memory": _memory(),
    }


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
    return found


def _add_hint(
    question: str,
    found: list[dict[str, str]],
    tests: Mapping[str, str],
    names: Mapping[str, Any],
    seconds: float,
) -> None:
    """The mistake by name, if a public test shows it; it stands at the first one that fails."""
    wrong = [one for one in found if one["status"] in ("failed", "error")]
    if wrong:
        wrong[0]["hint"] = hint_for(question, tests, names, seconds, Path.cwd())


def _import_first(saved: Saved, handout: Handout | None) -> None:
    """Import what the cells import, as a grader's process has done before a notebook begins.

    Only what the grader has: a module of the student's own would be run here without a limit.
    """
    there = {name.partition("/")[0] for name in handout.files} if handout else set()
    there |= set(handout.packages) if handout else set()
    graded = [cell.source for cell in saved.code if IGNORE_TAG not in cell.tags]
    for source in graded:
        for name in imported(source):
            if name.partition(".")[0] in there:
                # A cell that cannot import it says so itself; what is printed was not asked for.
                with suppress(Exception), redirect_stdout(io.StringIO()):
                    importlib.import_module(name)
    torch = sys.modules.get("torch")
    if torch is not None and any("optim" in source for source in graded):
        # The first optimizer of a process takes a second or two to be made.
        torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)


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
