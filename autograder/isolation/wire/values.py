"""What crosses between grader and worker, and the errors of a worker; light on imports."""

from dataclasses import dataclass


class WorkerError(BaseException):
    """A request could not be answered. The message is for the student.

    It is no `Exception`: a check that expects student code to raise, or a helper that turns every
    exception into a message, must not take a time-out or a death for the student's exception.

    Attributes:
        index: Which of several calls it happened in, from 0; None if that is unknown.
    """

    index: int | None = None


class WorkerTimeout(WorkerError):
    """The time for a request ran out.

    Attributes:
        alive: Whether the worker stopped in time and still serves, or had to be killed.
    """

    def __init__(self, message: str, *, alive: bool) -> None:
        super().__init__(message)
        self.alive = alive


class WorkerCrashed(WorkerError):
    """The worker ended before it answered: a signal, an exit, a broken protocol."""


class WorkerOutOfMemory(WorkerError):
    """A request needed more memory than the limit.

    Attributes:
        alive: Whether the worker still serves (MemoryError raised) or is gone.
    """

    def __init__(self, message: str, *, alive: bool) -> None:
        super().__init__(message)
        self.alive = alive


class StudentError(Exception):
    """Student code raised an exception that is not a builtin one.

    Attributes:
        type_name: Name of the exception's class.
    """

    def __init__(self, type_name: str, message: str) -> None:
        super().__init__(f"{type_name}: {message}")
        self.type_name = type_name


@dataclass(frozen=True)
class FunctionInfo:
    """A student function, class or other object: what can be known without calling it."""

    name: str
    kind: str
    """`function`, `class` or `object`."""
    signature: str | None = None
    """As `inspect.signature` prints it; None for what cannot be called or has none."""
    doc: str = ""


@dataclass(frozen=True)
class Reference:
    """Stands for the student's variable `name` when it is passed as an argument."""

    name: str


class Missing:
    """The name is not defined in the student's notebook."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()
