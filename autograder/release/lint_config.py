"""Lint of the ASSIGNMENT CONFIG: what each of its keys comes to here."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.records.assignment import Assignment
from autograder.release.declared import GENERATE, HANDED_ON
from autograder.release.findings import Finding, note
from autograder.release.source import Source

_READ = ("name", "files", "autograder_files", "student_files", "requirements", "tests", "generate")
# What Otter would do with the key, and what happens here instead.
_NOT_NEEDED = {
    "environment": "the conda environment is only for Otter's image; students and our grader "
    "install what `requirements` lists",
    "ignore_modules": "no environment is saved, so there is nothing to leave out of it",
    "plugins": "no plugin of Otter's runs when we grade or compile; questions are graded without",
    "runs_on": "the student version is the same for Jupyter, JupyterLite and Colab",
    "run_tests": "the solution is always graded before a release is written",
    "save_environment": "no environment is saved; submissions are always executed again",
    "solutions_pdf": "no PDF is made; the executed solution lies under solutions/",
    "strip_solutions_from_all_cells": "solutions are always stripped from all cells",
    "suppress_no_tests_warning": "a notebook without tests is compiled without a warning",
    "template_pdf": "no PDF is made; written answers are read in the notebook",
}
_TESTS = {
    "files": "tests stand in the metadata of the student version, never in files of their own",
    "url_prefix": "tests stand in the metadata of the student version, so no address is needed",
}
_EXPORT = (
    *("instructions", "pdf", "filtering", "force_save", "run_tests", "files", "ignore_log"),
    "require_no_pdf_ack",
)
_OTTERS = (*_READ, *HANDED_ON, *_NOT_NEEDED, "config_file")


def lint_config(settings: Assignment, source: Source) -> Iterator[Finding]:
    """Findings about the config cell."""
    cell, config = source.config_cell, source.config
    if cell is None:
        yield Finding(
            None,
            "there is no # ASSIGNMENT CONFIG cell",
            "add it as the first raw cell",
            "settings",
        )
        return
    name = config.get("name")
    if name is not None and name != settings.id:
        yield note(
            cell,
            f"name is {name!r}, the assignment is called {settings.id}",
            f"students' notebooks say {settings.id}, by which they are recognised",
            "settings",
        )
    if "config_file" in config:
        yield Finding(
            cell,
            "config_file is not read, so what it sets would be lost",
            "write its keys into this cell",
            "settings",
        )
    for key in config:
        if key in _NOT_NEEDED and not (key == "strip_solutions_from_all_cells" and config[key]):
            yield note(cell, f"{key} has no effect here", _NOT_NEEDED[key], "settings")
        elif key not in _OTTERS:
            yield _unknown(cell, str(key), _OTTERS, "Otter refuses it")
    yield from _tests(cell, config.get("tests"))
    yield from _export(cell, config.get("export_cell"))
    yield from _generate(cell, config.get("generate"))
    yield from _seeds(cell, config)


def _tests(cell: int, tests: object) -> Iterator[Finding]:
    for key, value in tests.items() if isinstance(tests, dict) else ():
        if key in _TESTS and value:
            yield note(cell, f"tests.{key} has no effect here", _TESTS[key], "settings")
        elif key not in (*_TESTS, "ok_format"):
            yield _unknown(cell, f"tests.{key}", ("tests.ok_format",), "Otter ignores it")


def _export(cell: int, export: object) -> Iterator[Finding]:
    for key in export if isinstance(export, dict) else ():
        if key not in _EXPORT:
            close = difflib.get_close_matches(str(key), _EXPORT, n=1, cutoff=0.7)
            yield note(
                cell,
                f"unknown key export_cell.{key}, which Otter ignores",
                f"did you mean {close[0]}?" if close else "remove it",
                "settings",
            )


def _generate(cell: int, generate: object) -> Iterator[Finding]:
    if generate is False:
        yield note(
            cell,
            "generate is false, yet the autograder zip is made",
            "our grader reads the compiled tests from it",
            "settings",
        )
    for key in generate if isinstance(generate, dict) else ():
        if key not in GENERATE:
            close = difflib.get_close_matches(str(key), GENERATE, n=1, cutoff=0.8)
            yield note(
                cell,
                f"generate.{key} has no effect here",
                f"did you mean {close[0]}?" if close else "it is not handed on to the zip",
                "settings",
            )


def _seeds(cell: int, config: Mapping[str, Any]) -> Iterator[Finding]:
    seed = config.get("seed")
    if isinstance(seed, dict) and seed.get("variable"):
        for key in ("autograder_value", "student_value"):
            if not isinstance(seed.get(key), int):
                yield Finding(
                    cell,
                    f"seed.variable is {seed['variable']!r} and seed.{key} is not a whole number",
                    "Otter writes it into the notebook; give it one",
                    "settings",
                )


def _unknown(cell: int, key: str, known: tuple[str, ...], consequence: str) -> Finding:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.7)
    remedy = f"did you mean {close[0]}?" if close else "remove it"
    return Finding(cell, f"unknown key {key!r}, and {consequence}", remedy, "settings")
