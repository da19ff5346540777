"""What a misconception is: a named wrong implementation with the hint that it deserves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation that a student may plausibly hand in.

    Invariants: the tests of `question` reject `implementation`, and diagnosis shows `hint` for it;
    the kill matrix in the test suite holds both.

    Attributes:
        id: Unique within the question, in snake case; the function's name.
        question: Id of the question, such as `q1_3`.
        hint: One or two sentences to the student; says what was done, never the solution's code.
        implementation: Takes what the student's function takes and returns (or raises) what
            the misconception would.
    """

    id: str
    question: str
    hint: str
    implementation: Callable[..., Any]


class Collection:
    """The misconceptions of one question, filled by a decorator and then read as a tuple."""

    def __init__(self, question: str, variable: str) -> None:
        self.question = question
        self.variable = variable
        self._items: list[Misconception] = []

    def add(self, hint: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register the decorated function as a wrong implementation with this hint."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self._items.append(Misconception(function.__name__, self.question, hint, function))
            return function

        return register

    @property
    def items(self) -> tuple[Misconception, ...]:
        """All of them, in the order of the module: the first that explains a result is shown."""
        return tuple(self._items)
