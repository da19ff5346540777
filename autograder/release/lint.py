"""Lint of a source notebook: everything that Otter Assign would get wrong without a word.

All findings are collected and told at once, each with cell number and remedy.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from autograder.records.errors import ReleaseError
from autograder.records.notebook import Notebook
from autograder.release.lint_cells import lint_cells
from autograder.release.lint_questions import lint_questions
from autograder.release.mcq import GradedMcq, McqBank, unbalanced
from autograder.release.source import Finding, Source

_REQUIRED = {
    "export_cell": False,
    "strip_solutions_from_all_cells": True,
    "tests": {"ok_format": False},
}
_OPTIONAL: dict[str, tuple[Any, ...] | None] = {
    "init_cell": (True, False),
    "check_all_cell": (False,),
    "show_question_points": (False,),
    "python_version": None,
}
_GENERATE = ("show_hidden", "show_stdout")
_ELSEWHERE = {
    "files": "assignment.toml",
    "student_files": "assignment.toml",
    "requirements": "requirements.txt",
}


def lint(
    assignment: str, notebook: Notebook, source: Source, bank: McqBank, unit: Sequence[GradedMcq]
) -> None:
    """Refuse a source notebook that would not compile to what it says.

    Args:
        assignment: Its id.
        notebook: The notebook as it lies on disk.
        source: The same, read by `read_source`.
        bank: The assignment's MCQs.
        unit: The graded MCQs of the whole course, for the balance of keys.

    Raises:
        ReleaseError: With every finding, one a line.
    """
    findings = find_all(assignment, notebook, source, bank, unit)
    if findings:
        count = f"{len(findings)} problem{'s' if len(findings) > 1 else ''}"
        lines = "\n".join(f"  {finding}" for finding in findings)
        raise ReleaseError(f"{assignment}.ipynb is refused, {count}:\n{lines}")


def find_all(
    assignment: str, notebook: Notebook, source: Source, bank: McqBank, unit: Sequence[GradedMcq]
) -> list[Finding]:
    """All findings, those of a cell first and in the order of the cells; see `lint`."""
    found = list(source.findings)
    found += _lint_kernel(notebook)
    found += _lint_config(assignment, source)
    found += lint_cells(source)
    found += lint_questions(source, bank)
    for words in unbalanced(list(unit)):
        found.append(Finding(None, f"the course's MCQ keys: {words}", "reorder or reword options"))
    return sorted(found, key=lambda finding: (finding.cell is None, finding.cell or 0))


def _lint_kernel(notebook: Notebook) -> Iterator[Finding]:
    kernel = notebook["metadata"].get("kernelspec")
    if not isinstance(kernel, dict) or kernel.get("language", "python") != "python":
        yield Finding(
            None,
            "the notebook has no kernelspec of Python",
            "open it in Jupyter, choose the kernel Python 3, and save",
        )


def _lint_config(assignment: str, source: Source) -> Iterator[Finding]:
    cell, config = source.config_cell, source.config
    if cell is None:
        yield Finding(None, "there is no # ASSIGNMENT CONFIG cell", "add it as the first raw cell")
        return
    for key, value in {"name": assignment, **_REQUIRED}.items():
        if config.get(key) != value:
            yield Finding(
                cell, f"{key} is {config.get(key)!r}", f"set it to {value!r} ({key}: ...)"
            )
    for key, value in config.items():
        if key == "generate":
            for inner in value if isinstance(value, dict) else (value,):
                if inner not in _GENERATE:
                    yield Finding(
                        cell,
                        f"generate has {inner!r}, which Otter would not act upon as meant",
                        f"use {', '.join(_GENERATE)} only",
                    )
        elif key in _ELSEWHERE:
            yield Finding(cell, f"{key} does not belong here", f"say it in {_ELSEWHERE[key]}")
        elif key in _OPTIONAL:
            allowed = _OPTIONAL[key]
            if allowed is not None and value not in allowed:
                yield Finding(cell, f"{key} is {value!r}", f"set it to {allowed[0]!r}")
        elif key not in _REQUIRED and key != "name":
            yield Finding(cell, f"unknown key {key!r}", "remove it")
