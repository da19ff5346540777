"""One call of a student's function and what is expected of it."""

from dataclasses import dataclass, field, replace
from typing import Any

from gradekit.checks.sizes import Axis


class _Anything:
    """No value is expected: the test looks at what came back itself."""

    def __repr__(self) -> str:
        return "ANYTHING"


ANYTHING = _Anything()


@dataclass(frozen=True)
class Case:
    """One call and what is expected of it.

    Invariants: `error` names an exception, or `expected` counts.

    Attributes:
        args: Positional arguments; the function gets copies.
        kwargs: Keyword arguments.
        expected: The value, or `ANYTHING`.
        error: Name of the builtin exception that the call must raise.
        says: Words and numbers that the exception's message must hold.
        topic: What the case is about, such as `a kernel as large as the image`; all that a
            hidden failure says of it.
        hint: A sentence on the likely slip.
        dtype: Name of the dtype that the result must have; None takes any real numbers.
        axes: The two spatial axes of a convolution, to explain a wrong shape by its formula.
        parts: Names of the values when a tuple is expected, for the message.
        replay: How to make this case again, for staff; set by the check.
        nan: Whether a nan or an infinity that is expected is a right value; else it never is.
    """

    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    expected: Any = ANYTHING
    error: str | None = None
    says: tuple[str, ...] = ()
    topic: str = ""
    hint: str = ""
    dtype: str | None = None
    axes: tuple[Axis, Axis] | None = None
    parts: tuple[str, ...] = ()
    replay: str = ""
    nan: bool = False

    def about(self, topic: str, hint: str = "") -> "Case":
        """The same case with what it is about and a hint."""
        return replace(self, topic=topic, hint=hint)

    def saying(self, *words: object) -> "Case":
        """The same case, whose exception must name these words and numbers in its message."""
        return replace(self, says=tuple(str(word) for word in words))

    def keeps(self, dtype: str) -> "Case":
        """The same case, whose result must have this dtype."""
        return replace(self, dtype=dtype)

    def with_nan(self) -> "Case":
        """The same case, in whose result nan and infinities are right where they are expected."""
        return replace(self, nan=True)

    def named(self, *parts: str) -> "Case":
        """The same case, with names for the values of the tuple that is expected."""
        return replace(self, parts=parts)

    def sized(self, vertical: tuple[int, ...], horizontal: tuple[int, ...]) -> "Case":
        """The same case, with what its output size comes from: n, k, and s, p, d where needed."""
        return replace(self, axes=(Axis(*vertical), Axis(*horizontal)))


def case(expected: Any, *args: Any, **kwargs: Any) -> Case:
    """A call that must return `expected`."""
    return Case(args, kwargs, expected)


def raises(error: type[Exception], *args: Any, **kwargs: Any) -> Case:
    """A call that must raise this builtin exception."""
    return Case(args, kwargs, error=error.__name__)


def returned(*args: Any, **kwargs: Any) -> Case:
    """A call whose value the test looks at itself: it must return, and not None."""
    return Case(args, kwargs)
