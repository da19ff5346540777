"""Long lists in pages: what grows with the class is never drawn whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from autograder.review.forms import whole

T = TypeVar("T")

_BESIDE = 3


@dataclass(frozen=True)
class Part(Generic[T]):
    """One page of a list.

    Attributes:
        items: What stands on it.
        number: Which page it is, from 1.
        pages: How many there are, at least 1.
        count: How long the whole list is.
        before: How many stand before it.
    """

    items: Sequence[T]
    number: int
    pages: int
    count: int
    before: int

    @property
    def turns(self) -> list[int]:
        """Pages to link to: the first, the last, those beside this one; 0 stands for a gap."""
        near = range(self.number - _BESIDE, self.number + _BESIDE + 1)
        shown = sorted({1, self.pages, *(n for n in near if 1 <= n <= self.pages)})
        listed: list[int] = []
        for n in shown:
            if listed and n > listed[-1] + 1:
                listed.append(0)
            listed.append(n)
        return listed


def part(listed: Sequence[T], size: int, name: str = "page", *, at: int = 0) -> Part[T]:
    """The page of a list that the address asks for, or the nearest one that there is.

    Args:
        listed: All of it.
        size: How much stands on a page.
        name: Argument of the address that holds the number.
        at: Place in the list whose page it is where the address has no number.
    """
    pages = max(1, -(-len(listed) // size))
    number = min(max(1, whole(request.args.get(name), 1 + at // size)), pages)
    before = (number - 1) * size
    return Part(listed[before : before + size], number, pages, len(listed), before)
