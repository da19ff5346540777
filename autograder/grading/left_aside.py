"""A failure told with what explains it: a module or file that was handed in and is not taken."""

import re
from collections.abc import Mapping, Sequence

from autograder.records.result import CheckResult, QuestionResult
from autograder.records.status import Status

_MODULE = re.compile(r"No module named '(?P<name>\w+)")
_FILE = re.compile(
    r"(?:No such file or directory|Errno 2).*?['\"](?P<path>[^'\"]+)['\"]", re.DOTALL
)
_LONGEST = 4000


def explained(
    questions: Sequence[QuestionResult], untaken: Mapping[str, str]
) -> tuple[QuestionResult, ...]:
    """Add to each message that misses a module or file why it is not there.

    Args:
        questions: As they were graded; points stay as they are.
        untaken: A sentence by name of module or file; see `intake.untaken`.
    """
    if not untaken:
        return tuple(questions)
    return tuple(_question(question, untaken) for question in questions)


def _question(question: QuestionResult, untaken: Mapping[str, str]) -> QuestionResult:
    if question.status is Status.PASSED:
        return question
    checks = tuple(_check(check, untaken) for check in question.checks)
    message = _told(question.message, untaken)
    return question.model_copy(update={"checks": checks, "message": message})


def _check(check: CheckResult, untaken: Mapping[str, str]) -> CheckResult:
    return check.model_copy(update={"message": _told(check.message, untaken)})


def _told(message: str, untaken: Mapping[str, str]) -> str:
    names = [match["name"] for match in _MODULE.finditer(message)]
    names += [match["path"].rsplit("/", 1)[-1] for match in _FILE.finditer(message)]
    sentences = [untaken[name] for name in dict.fromkeys(names) if name in untaken]
    fresh = [sentence for sentence in sentences if sentence not in message]
    if not fresh:
        return message
    head = message if message.endswith((".", "!", "?")) else message + "."
    return " ".join([head, *fresh])[:_LONGEST]
