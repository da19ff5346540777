"""What a check raises when it fails. The text of the exception is what a student reads."""

from contextvars import ContextVar

reveal: ContextVar[bool] = ContextVar("gradekit_checks_reveal", default=False)
"""Whether hidden checks may say numbers: for staff only."""


class CheckFailed(AssertionError):  # noqa: N818  (Otter shows the name to students)
    """A check did not pass.

    Attributes:
        detail: A line for staff: which case it was and how to make it again; empty if there is
            nothing to add.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class NotImplementedYet(CheckFailed):
    """There is no answer to check."""

    def __init__(self, question: str, more: str = "", detail: str = "") -> None:
        super().__init__(f"{question} is not implemented yet{more}", detail)


class CodeRaised(CheckFailed):
    """The student's code raised an exception where it should not.

    Attributes:
        type_name: Name of the exception's class.
        line: The student's line that led to it; empty if unknown.
    """

    def __init__(self, message: str, type_name: str, detail: str = "", line: str = "") -> None:
        super().__init__(message, detail)
        self.type_name = type_name
        self.line = line


def advised(hint: str) -> str:
    """The advice of a case, worded as advice: what it tries may be right, something else wrong."""
    return f"Worth a look: {hint}" if hint else ""


class CannotJudge(RuntimeError):  # noqa: N818  (no failure of anybody's work)
    """A check that cannot be judged here: something that the course needs is missing."""


class PartialCredit(CheckFailed):
    """A check that was passed in part.

    A grader that knows of it gives this share of the points; any other sees a check that failed.

    Attributes:
        fraction: Share of the points, above 0 and below 1.
    """

    def __init__(self, fraction: float, message: str, detail: str = "") -> None:
        super().__init__(message, detail)
        self.fraction = min(max(float(fraction), 0.0), 1.0)
