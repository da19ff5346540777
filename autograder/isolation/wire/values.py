"""What crosses between grader and worker, and the errors of a worker; light on imports."""

from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, ClassVar


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
    """`function`, `class`, `module` or `object`."""
    signature: str | None = None
    """As `inspect.signature` prints it; None for what cannot be called or has none."""
    doc: str = ""
    handle: str = field(default="", compare=False)
    """By which the worker finds the object again; empty if it does not hold it."""
    can: tuple[str, ...] = field(default=(), compare=False)
    """Names of the special methods that its class has, without underscores: `len`, `add`."""


@dataclass(frozen=True)
class Reference:
    """Stands for the student's variable `name`, or for a held object by its handle."""

    name: str


@dataclass(frozen=True)
class Callback:
    """Stands for a function of the grader: whoever calls it asks the grader to."""

    KIND: ClassVar[str] = "callback"

    number: int
    name: str = ""

    def parts(self) -> tuple[Any, ...]:
        """For the wire."""
        return self.number, self.name


@dataclass(frozen=True)
class InstalledName:
    """Stands for what an installed module holds, or for the module if `path` is empty."""

    KIND: ClassVar[str] = "imported"

    module: str
    path: str = ""

    def parts(self) -> tuple[Any, ...]:
        """For the wire."""
        return self.module, self.path


@dataclass(frozen=True)
class Iterated:
    """Stands for an iterator that gives these items."""

    KIND: ClassVar[str] = "iterated"

    items: list[Any]

    def parts(self) -> tuple[Any, ...]:
        """For the wire."""
        return (self.items,)


@dataclass(frozen=True)
class Tagged:
    """A value as its kind and parts, which the codec takes as they are."""

    parts: tuple[Any, ...]


class NamedRecord(tuple[Any, ...]):
    """A named tuple from the other side: a tuple whose items have names too."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={item!r}" for name, item in self._asdict().items())
        return f"{type(self).__name__}({inside})"


@lru_cache(maxsize=256)
def record_class(name: str, fields: tuple[str, ...]) -> type[NamedRecord]:
    """A class for the named tuples of one class on the other side.

    Args:
        name: Name of the class.
        fields: Names of the items: identifiers that do not start with an underscore.
    """
    places: dict[str, Any] = {field: property(itemgetter(n)) for n, field in enumerate(fields)}
    return type(name, (NamedRecord,), {**places, "__slots__": (), "_fields": fields})


class Missing:
    """The name is not defined in the student's notebook."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()
