"""Which words of a check a student may read: those of a hidden one only where they give no case.

What a hidden check says when it fails is the course's own text. `gradekit.checks` writes it without
numbers of the case; a bare assert or a doctest may show the case itself. So a course has to say
that its hidden checks are discreet (`hidden_messages = true`) before they are quoted.
"""

from autograder.records.course import Course
from autograder.records.result import CheckResult, QuestionResult
from autograder.records.status import Status

_UNWRITTEN = " is not implemented yet"


def quotes_hidden(course: Course, assignment: str) -> bool:
    """Whether the course lets its hidden checks be quoted in this assignment."""
    own = course.assignment(assignment).hidden_messages
    return course.settings.hidden_messages if own is None else own


def texts(result: QuestionResult, *, hidden: bool, quoted: bool) -> list[tuple[CheckResult, str]]:
    """The public or the hidden checks of a question, each with what may be read of it.

    Args:
        result: The question.
        hidden: Which of its checks.
        quoted: Whether hidden checks may be quoted; see `quotes_hidden`.

    Returns:
        Each check with its text; empty where it passed, may not be quoted, or says again what
        another one has said.
    """
    # A hidden check does not say again what a public one has said.
    said = {check.message for check in result.checks if hidden and not check.hidden}
    found = []
    for check in result.checks:
        if check.hidden is not hidden:
            continue
        told = check.message if check.message not in said and _may_be_read(check, quoted) else ""
        said.add(check.message)
        found.append((check, told))
    return found


def _may_be_read(check: CheckResult, quoted: bool) -> bool:
    if check.status is Status.PASSED:
        # What a passed check says is meant for the notebook, before anything is graded.
        return False
    if not check.hidden or quoted or check.status is not Status.FAILED:
        # Any other end than a failed comparison is told in the grader's own words.
        return True
    question = check.id.rpartition("-")[0]
    return check.message.startswith(f"{question}{_UNWRITTEN}")
