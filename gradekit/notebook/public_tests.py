"""The public tests of a hand-out: read as Otter compiles them, and run one by one.

They stand in the metadata of the notebook, and as files in `tests/` where Otter was asked to write
them. Otter itself need not be installed.
"""

import ast
import contextlib
import doctest
import inspect
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from gradekit.checks import CannotJudge, CheckFailed, CodeRaised, NotImplementedYet
from gradekit.notebook.alarm import Overdue, limit

Status = Literal["passed", "open", "failed", "error", "timeout", "unjudged"]


@dataclass(frozen=True)
class PublicTest:
    """One public test.

    Attributes:
        name: Name of its function, or its number for a doctest.
        body: The function, or the text of the doctest.
    """

    name: str
    body: Callable[..., None] | str


@dataclass(frozen=True)
class PublicResult:
    """What one public test came to.

    Attributes:
        name: Of the test.
        status: As after grading; `open` is what grading calls not implemented yet, `unjudged` what
            cannot be judged on this machine.
        message: What to tell; empty if it passed.
        printed: What the student's code printed meanwhile.
    """

    name: str
    status: Status
    message: str = ""
    printed: str = ""


class NoTests(LookupError):  # noqa: N818  (the text is what a student reads)
    """There is no public test of a question; the text says which there are."""


@dataclass
class _TestCase:
    """Stands for Otter's decorator of the same name."""

    name: str | None = None
    points: float | None = None
    hidden: bool = False
    success_message: str | None = None
    failure_message: str | None = None
    function: Callable[..., None] = field(default=lambda: None)

    def __call__(self, function: Callable[..., None]) -> "_TestCase":
        self.function = function
        return self


def sources(notebook_tests: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Sources of the public tests by question: those of the notebook, else files in `tests/`.

    Args:
        notebook_tests: What the notebook on disk carries.
        folder: Where the notebook lies.
    """
    files = sorted((folder / "tests").glob("*.py"))
    return {path.stem: path.read_text(encoding="utf-8") for path in files} | dict(notebook_tests)


def read_tests(
    question: str, tests: Mapping[str, str], *, hidden: bool = False
) -> list[PublicTest]:
    """The public tests of one question.

    Args:
        question: Its id.
        tests: Sources by question.
        hidden: Whether hidden ones are read too; a student's copy has none.

    Raises:
        NoTests: If there are none under this id.
    """
    if question not in tests:
        known = ", ".join(tests) or "none: unzip the hand-out again, its notebook carries them"
        raise NoTests(f"There is no question {question!r} with a check; there are: {known}.")
    tree = ast.parse(tests[question])
    # Otter's decorator is the only thing that a compiled test file imports of it.
    tree.body = [node for node in tree.body if not _of_otter(node)]
    names: dict[str, Any] = {"test_case": _TestCase, "__name__": f"public_test_{question}"}
    exec(compile(tree, f"<public tests of {question}>", "exec"), names)  # noqa: S102
    if isinstance(names.get("test"), dict):
        return _doctests(names["test"])
    cases = [(name, value) for name, value in names.items() if isinstance(value, _TestCase)]
    return [PublicTest(name, case.function) for name, case in cases if hidden or not case.hidden]


def run_test(test: PublicTest, names: Mapping[str, Any], seconds: float) -> PublicResult:
    """Run one public test on what a notebook holds.

    Args:
        test: The test.
        names: The notebook's variables.
        seconds: Processor seconds after which it is stopped.
    """
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), limit(seconds):
            _run(test, names)
    except Overdue:
        return PublicResult(
            test.name,
            "timeout",
            f"stopped after {seconds:g} seconds of computing: a loop does not end, or the code is "
            "far too slow. Look at what changes from one turn of the loop to the next.",
            printed.getvalue(),
        )
    except NotImplementedYet as failure:
        return PublicResult(test.name, "open", str(failure), printed.getvalue())
    except CodeRaised as failure:
        return PublicResult(test.name, "error", str(failure), printed.getvalue())
    except AssertionError as failure:
        text = str(failure) or f"{test.name} does not hold"
        return PublicResult(test.name, "failed", text, printed.getvalue())
    except CannotJudge as reason:
        return PublicResult(test.name, "unjudged", str(reason), printed.getvalue())
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a test meets is told
        text = f"{type(error).__name__}: {error}"
        return PublicResult(test.name, "error", text, printed.getvalue())
    return PublicResult(test.name, "passed", "", printed.getvalue())


def _run(test: PublicTest, names: Mapping[str, Any]) -> None:
    if isinstance(test.body, str):
        _run_doctest(test.body, names)
        return
    wanted = inspect.signature(test.body).parameters
    test.body(**{name: names if name == "env" else names.get(name) for name in wanted})


def _run_doctest(text: str, names: Mapping[str, Any]) -> None:
    told = io.StringIO()
    examples = doctest.DocTestParser().get_doctest(text, dict(names), "public test", None, 0)
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(examples, out=told.write)
    if runner.summarize(verbose=False).failed:
        lines = [line for line in told.getvalue().splitlines() if not line.startswith("***")]
        raise CheckFailed("\n".join(lines[1:]).strip())


def _of_otter(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "otter"


def _doctests(test: Mapping[str, Any]) -> list[PublicTest]:
    cases = [case for suite in test.get("suites", ()) for case in suite.get("cases", ())]
    return [
        PublicTest(f"test {number}", inspect.cleandoc(case["code"]))
        for number, case in enumerate(cases, 1)
        if not case.get("hidden", False)
    ]
