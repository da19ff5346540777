"""Lint of test cells: what Otter would misread, lose or turn into a broken test file."""

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from autograder.release.source import Finding, Numbered, SourceQuestion

BEGIN_CONFIG = '""" # BEGIN TEST CONFIG'
END_CONFIG = '""" # END TEST CONFIG'
_KEYS = ("hidden", "points", "success_message", "failure_message")


@dataclass
class TestCell:
    """A test cell: its configuration and its function, as far as they could be read."""

    __test__ = False  # not for pytest

    number: int
    config: dict[str, Any] = field(default_factory=dict)
    function: ast.FunctionDef | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def hidden(self) -> bool:
        """Whether the test is kept from students."""
        return bool(self.config.get("hidden", False))

    @property
    def points(self) -> float | None:
        """Its points, or None when the cell has none of its own."""
        found = self.config.get("points")
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return float(found) if math.isfinite(found) and found >= 0 else None

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the student's variables that the test takes."""
        return tuple(a.arg for a in self.function.args.args) if self.function else ()


def read_test(numbered: Numbered) -> TestCell:
    """Read a test cell and note what is wrong with its form."""
    test = TestCell(numbered.number)
    lines = numbered.text.split("\n")
    first = lines[0].strip()
    if lines[0].rstrip() == BEGIN_CONFIG:
        body = _read_config(test, lines)
    else:
        body = lines
        if first == "# HIDDEN":
            test.config["hidden"] = True
        elif first.startswith("#") and re.search(r"\bhidden\b", first, re.IGNORECASE):
            test.problems.append(
                (
                    "the word `hidden` in its first comment makes Otter hide the test",
                    "say it in other words, or write `hidden: true` in a TEST CONFIG",
                )
            )
    _read_function(test, "\n".join(body))
    return test


def lint_tests(question: SourceQuestion) -> Iterator[Finding]:
    """Findings about all test cells of a question, one by one and together."""
    tests = [read_test(numbered) for numbered in question.tests]
    for test in tests:
        for problem, remedy in (*test.problems, *_config_problems(test), *_body_problems(test)):
            yield Finding(test.number, problem, remedy)
    yield from _together(question, tests)


def _read_config(test: TestCell, lines: list[str]) -> list[str]:
    ends = [n for n, line in enumerate(lines) if line.rstrip() == END_CONFIG]
    if not ends:
        test.problems.append(("its TEST CONFIG has no end", f"close it with `{END_CONFIG}`"))
        return lines[1:]
    try:
        config = yaml.safe_load("\n".join(lines[1 : ends[0]]))
    except yaml.YAMLError:
        config = None
    if isinstance(config, dict):
        test.config = config
    else:
        test.problems.append(("its TEST CONFIG is not `key: value`", "write one key a line"))
    return lines[ends[0] + 1 :]


def _read_function(test: TestCell, body: str) -> None:
    try:
        tree = ast.parse(body)
    except (SyntaxError, ValueError) as error:
        test.problems.append((f"the test does not parse ({error})", "mend the syntax"))
        return
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        test.problems.append(
            (
                "a test cell holds something else than exactly one function",
                "move imports into the function and leave nothing else but a TEST CONFIG",
            )
        )
        return
    test.function = tree.body[0]


def _config_problems(test: TestCell) -> Iterator[tuple[str, str]]:
    for key in test.config:
        if key not in _KEYS:
            yield f"unknown key {key!r} in the TEST CONFIG", f"use one of {', '.join(_KEYS)}"
    if not isinstance(test.config.get("hidden", False), bool):
        yield "`hidden` is neither true nor false", "write true or false"
    if test.points is None:
        yield "the test has no points of its own", "write `points: 0.5` (0 too) in a TEST CONFIG"
    for key in ("success_message", "failure_message"):
        message = test.config.get(key, "")
        if not isinstance(message, str):
            yield f"{key} is not a text", "put it in single quotes"
        elif any(character in message for character in '"\\\n'):
            yield (
                f"{key} has a double quote, a backslash or a line break; Otter's test file breaks",
                "say it without",
            )


def _body_problems(test: TestCell) -> Iterator[tuple[str, str]]:
    if test.function is None:
        return
    function = test.function
    arguments = function.args
    if not function.name.startswith("test_"):
        yield f"the function is called {function.name}", "call it test_<what it tests>"
    if function.decorator_list:
        yield "the test function has a decorator", "remove it; Otter adds its own"
    odd = (arguments.vararg, arguments.kwarg, *arguments.kwonlyargs, *arguments.posonlyargs)
    if any(odd) or arguments.defaults:
        yield (
            "the test takes defaults, * or ** arguments",
            "take the student's variables by name, nothing else",
        )
    if not arguments.args:
        yield "the test takes no argument", "take what it tests by the student's variable name"
    if "env" in test.arguments:
        yield (
            "the test takes `env`, which hands it everything of the student",
            "take the variables that it tests by name",
        )
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and node.msg is None:
            yield (
                f"a bare assert (line {node.lineno} of the test) tells the student nothing",
                "add a message: assert condition, 'what, expected, got'",
            )
        if _asks_for_the_type_of(node, test.arguments):
            yield (
                "isinstance on a student's object fails where tests run apart from it",
                "compare values, or use gradekit.checks",
            )


def _asks_for_the_type_of(node: ast.AST, arguments: tuple[str, ...]) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "isinstance"
        and bool(node.args)
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in arguments
    )


def _together(question: SourceQuestion, tests: list[TestCell]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for test in tests:
        if test.function is None:
            continue
        name = test.function.name
        if name in seen:
            yield Finding(
                test.number,
                f"{name} is also the name of cell {seen[name]}; Otter keeps only one of them",
                "give each test of a question its own name",
            )
        seen.setdefault(name, test.number)
    hidden_before = next((test.number for test in tests if test.hidden), None)
    for test in tests:
        if not test.hidden and hidden_before is not None and hidden_before < test.number:
            yield Finding(
                test.number,
                f"a public test after the hidden one of cell {hidden_before}",
                "put public tests first; Otter mixes up their points otherwise",
            )
    if tests and all(test.hidden for test in tests):
        yield Finding(
            question.number,
            f"{question.id} has only hidden tests, so Otter makes no check cell",
            "add a public test; it may carry 0 points",
        )
    points = [test.points for test in tests]
    declared = question.config.get("points")
    known = [value for value in points if value is not None]
    if isinstance(declared, int | float) and len(known) == len(tests) and tests:
        total = math.fsum(known)
        if not math.isclose(total, declared):
            yield Finding(
                question.number,
                f"the tests of {question.id} add up to {total:g} points, its config says "
                f"{declared:g}",
                "make them equal",
            )
