"""Lint of test cells: what Otter would misread, lose or turn into a broken test file."""

import ast
import difflib
from collections.abc import Iterator

from autograder.release.findings import Finding, note
from autograder.release.source import SourceQuestion
from autograder.release.testcell import TestCell, read_test

_KEYS = ("hidden", "points", "success_message", "failure_message")
_SHOWS = (
    *(ast.Compare, ast.BoolOp, ast.Constant, ast.Name, ast.BinOp, ast.Subscript, ast.Attribute),
    *(ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr),
)


def lint_tests(question: SourceQuestion, ok_format: bool) -> Iterator[Finding]:
    """Findings about all test cells of a question, one by one and together.

    Args:
        question: The question.
        ok_format: Whether its tests are doctests.
    """
    tests = [read_test(numbered, ok_format=ok_format) for numbered in question.tests]
    for test in tests:
        yield from (Finding(test.number, *found, "tests") for found in test.problems)
        yield from _lint_config(test, ok_format)
        yield from _lint_doctest(test) if ok_format else _lint_function(test)
        if test.hidden_by_chance:
            yield note(
                test.number,
                "the word `hidden` in its first comment makes Otter hide the test",
                "if it is meant for students, say it in other words",
                "tests",
            )
    yield from _together(question, tests)


def _lint_config(test: TestCell, ok_format: bool) -> Iterator[Finding]:
    for key in test.config:
        if key in _KEYS:
            continue
        close = difflib.get_close_matches(str(key), _KEYS, n=1, cutoff=0.7)
        yield Finding(
            test.number,
            f"unknown key {key!r} in the TEST CONFIG, which Otter ignores",
            f"write {close[0]}" if close else f"use {', '.join(_KEYS)}",
            "tests",
        )
    if not isinstance(test.config.get("hidden", False), bool):
        problem = "`hidden` is neither true nor false"
        yield Finding(test.number, problem, "write true or false", "tests")
    for key in ("success_message", "failure_message"):
        message = test.config.get(key, "")
        if not isinstance(message, str):
            yield Finding(test.number, f"{key} is not a text", "put it in single quotes", "tests")
        elif not ok_format and any(character in message for character in '"\\\n'):
            yield Finding(
                test.number,
                f"{key} has a double quote, a backslash or a line break, which breaks Otter's "
                "test file",
                "say it without",
                "tests",
            )


def _lint_doctest(test: TestCell) -> Iterator[Finding]:
    last = test.tree.body[-1] if test.tree is not None and test.tree.body else None
    if isinstance(last, ast.Expr) and isinstance(last.value, _SHOWS) and not test.expects:
        yield Finding(
            test.number,
            "the test shows a value and the cell has no output, so Otter expects nothing to be "
            "shown and the test fails",
            "run the solved notebook and save it with its outputs",
            "tests",
        )


def _lint_function(test: TestCell) -> Iterator[Finding]:
    if test.function is None:
        return
    function, arguments = test.function, test.function.args
    if function.decorator_list:
        yield Finding(
            test.number,
            "the test function has a decorator, which Otter's test file does not define",
            "remove it; Otter adds its own",
            "tests",
        )
    odd = (arguments.vararg, arguments.kwarg, *arguments.kwonlyargs, *arguments.posonlyargs)
    if any(odd) or arguments.defaults:
        yield Finding(
            test.number,
            "the test takes defaults, * or ** arguments, and Otter passes each by name",
            "take the student's variables by name, nothing else",
            "tests",
        )
    if not arguments.args:
        yield note(
            test.number,
            "the test takes no argument, so it sees nothing of the student's notebook",
            "take what it tests by the student's variable name",
            "tests",
        )
    if not function.name.startswith("test_"):
        yield note(
            test.number,
            f"the function is called {function.name}",
            "students and readers see this name; test_<what it tests> says more",
            "form",
        )
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and node.msg is None:
            yield note(
                test.number,
                f"a bare assert (line {node.lineno} of the test) tells the student nothing",
                "add a message: assert condition, 'what, expected, got'",
                "form",
            )
        if _asks_for_the_type_of(node, test.arguments):
            yield note(
                test.number,
                "isinstance on a student's function, class or object is false when we grade, for "
                "it stays in another process",
                "it is right for plain values; else compare what they return",
                "tests",
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
                "tests",
            )
        seen.setdefault(name, test.number)
    if not isinstance(question.config.get("points"), list):
        return
    hidden_before = next((test.number for test in tests if test.hidden), None)
    for test in tests:
        if not test.hidden and hidden_before is not None and hidden_before < test.number:
            yield note(
                test.number,
                f"a public test after the hidden one of cell {hidden_before}",
                "with `points` as a list Otter shows students the points of other tests; "
                "put public tests first",
                "points",
            )
