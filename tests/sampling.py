"""Large corpora: a fixed part of them by default, all of them under AUTOGRADER_SLOW=1."""

import os
from collections.abc import Callable, Collection, Iterable
from typing import TypeVar
from zlib import crc32

COMPLETE = bool(os.environ.get("AUTOGRADER_SLOW"))
Item = TypeVar("Item")


def sampled(
    items: Iterable[Item],
    one_of: int,
    name: Callable[[Item], str] = str,
    always: Collection[str] = (),
) -> list[Item]:
    """One of so many items, picked by name: what is added or removed changes no other choice.

    Args:
        items: The corpus.
        one_of: How many items there are for one that is taken.
        name: Unique name of an item.
        always: Names of items that are never left out.
    """
    return [
        item
        for item in items
        if COMPLETE or name(item) in always or crc32(name(item).encode()) % one_of == 0
    ]
