"""A failure told with what explains it: a module or file that is not there while grading."""

import functools
import importlib.metadata
import re
from collections.abc import Callable, Collection, Mapping, Sequence

from autograder.records.result import CheckResult, QuestionResult
from autograder.records.status import Status

_MODULE = re.compile(r"No module named '(?P<name>\w+)")
_FILE = re.compile(
    r"(?:No such file or directory|Errno 2).*?['\"](?P<path>[^'\"]+)['\"]", re.DOTALL
)
_LONGEST = 4000
# What a student installs with the course and no answer imports.
_TOOLS = frozenset({"jupyterlab", "notebook", "otter-grader"})


def explained(
    questions: Sequence[QuestionResult], untaken: Mapping[str, str], packages: Collection[str] = ()
) -> tuple[QuestionResult, ...]:
    """Add to each message that misses a module or file why it is not there.

    Args:
        questions: As they were graded; points stay as they are.
        untaken: A sentence by name of module or file; see `intake.untaken`.
        packages: What the assignment's requirements name.
    """
    there = usable(packages)

    def missing(module: str) -> str:
        if module in untaken:
            return untaken[module]
        listed = f": {', '.join(there)}" if there else ""
        return f"{module} is not among the packages of the grader{listed}."

    return tuple(_question(question, untaken, missing) for question in questions)


def usable(packages: Collection[str]) -> tuple[str, ...]:
    """Of the packages that an assignment requires, those that answers can count on.

    Args:
        packages: What its requirements name.
    """
    return tuple(name for name in sorted(set(packages) - _TOOLS) if _is_installed(name))


@functools.cache
def _is_installed(package: str) -> bool:
    """Whether a package is there; its metadata is read once, for the whole class."""
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _question(
    question: QuestionResult, untaken: Mapping[str, str], missing: Callable[[str], str]
) -> QuestionResult:
    if question.status is Status.PASSED:
        return question
    checks = tuple(_check(check, untaken, missing) for check in question.checks)
    message = _told(question.message, untaken, missing)
    return question.model_copy(update={"checks": checks, "message": message})


def _check(
    check: CheckResult, untaken: Mapping[str, str], missing: Callable[[str], str]
) -> CheckResult:
    return check.model_copy(update={"message": _told(check.message, untaken, missing)})


def _told(message: str, untaken: Mapping[str, str], missing: Callable[[str], str]) -> str:
    modules = dict.fromkeys(match["name"] for match in _MODULE.finditer(message))
    files = dict.fromkeys(match["path"].rsplit("/", 1)[-1] for match in _FILE.finditer(message))
    sentences = [missing(name) for name in modules]
    sentences += [untaken[name] for name in files if name in untaken]
    fresh = [sentence for sentence in sentences if sentence not in message]
    if not fresh:
        return message
    head = message if message.endswith((".", "!", "?")) else message + "."
    return " ".join([head, *fresh])[:_LONGEST]
