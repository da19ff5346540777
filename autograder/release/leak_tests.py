"""Public tests in the metadata of the student version, held against those of the source."""

import ast
from collections.abc import Collection, Iterator
from typing import Any

from autograder.records.notebook import Notebook
from autograder.release.doctests import normalised
from autograder.release.source import Source
from autograder.release.testcell import read_test

_DOCTEST_KEYS = {"name", "points", "all_or_nothing", "suites"}
_SUITE_KEYS = {"cases", "scored", "setup", "teardown", "type"}
_CASE_KEYS = {"code", "hidden", "locked", "points", "success_message", "failure_message"}


def leaks_in_tests(name: str, notebook: Notebook, staged: Source) -> Iterator[str]:
    """What of the tests in the metadata is not a public test of the source.

    Args:
        name: How messages call the file.
        notebook: The student notebook.
        staged: The staged notebook, read.
    """
    public: dict[str, set[str]] = {}
    for question in staged.questions:
        tests = [read_test(n, ok_format=staged.ok_format) for n in question.tests]
        public[question.id] = {test.code for test in tests if not test.hidden}
    otter = notebook["metadata"].get("otter")
    compiled = otter.get("tests", {}) if isinstance(otter, dict) else {}
    for question_id, test in compiled.items() if isinstance(compiled, dict) else ():
        where, known = f"{name}, tests of {question_id}", public.get(question_id, set())
        if staged.ok_format:
            yield from _doctests(where, test, known)
        else:
            yield from _functions(where, test, known)


def short(text: str) -> str:
    """A text as messages quote it: one line, and not long."""
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else line[:57] + "...")


def _functions(where: str, text: Any, public: Collection[str]) -> Iterator[str]:
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, TypeError):
        yield f"{where}: do not parse"
        return
    for statement in statements:
        line = f"{where}: an unknown line: {short(ast.unparse(statement))}"
        if isinstance(statement, ast.FunctionDef):
            statement.decorator_list = []
            if ast.unparse(statement) not in public:
                yield f"{where}: {statement.name} is not a public test of the source"
        elif isinstance(statement, ast.Assign):
            names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
            if names not in (["OK_FORMAT"], ["name"], ["points"], ["all_or_nothing"]):
                yield line
        elif ast.unparse(statement) != "from otter.test_files import test_case":
            yield line


def _doctests(where: str, test: Any, public: Collection[str]) -> Iterator[str]:
    try:
        suites = test["suites"]
        cases = [case for suite in suites for case in suite["cases"]]
        keys = set(test) - _DOCTEST_KEYS
        keys |= {key for suite in suites for key in suite} - _SUITE_KEYS
        keys |= {key for case in cases for key in case} - _CASE_KEYS
        codes = [normalised(case["code"]) for case in cases]
        hidden = [bool(case["hidden"]) for case in cases]
    except (TypeError, KeyError, ValueError, SyntaxError):
        yield f"{where}: do not parse"
        return
    if keys:
        yield f"{where}: unknown entries {', '.join(sorted(map(str, keys)))}"
    for number, (code, kept) in enumerate(zip(codes, hidden, strict=True), 1):
        if kept or code not in public:
            yield f"{where}: test {number} is not a public test of the source"
