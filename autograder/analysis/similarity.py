"""Hand-ins that resemble each other more than chance and the template explain: where to look.

What everybody was given is left out: prescribed cells as a whole, runs of tokens of the template
wherever they stand. What remains is compared by fingerprints (`fingerprints`) of tokens that
survive renaming (`code_tokens`); what a good part of the class shares counts less and less, for it
is how the task is solved. For pairs with enough in common, equal passages are aligned (greedy
tiling, the longest first), wherever they stand in either notebook.

The order of the pairs is a hint where to look first. It is no measure of guilt, and is not shown as
a number: what two people may have in common, a person has to judge.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.analysis.code_tokens import CodeCell, CodeToken, tokens_of
from autograder.analysis.fingerprints import RUN, hashes, winnowed

_LEAST_PASSAGE = 12.0
_LEAST_PAIR = 40.0
"""Tokens that a passage, and a pair, must share beyond what is common in the class."""

_MOST_LINES = 60


@dataclass(frozen=True)
class CodeWork:
    """Somebody's code.

    Attributes:
        owner: Whose; unique among all that are compared.
        cells: Code cells, prescribed ones included.
    """

    owner: str
    cells: tuple[CodeCell, ...]


@dataclass(frozen=True)
class Excerpt:
    """A passage in one of the two.

    Attributes:
        cell: Number of the cell, from 1.
        start: First line of it.
        end: Last line of it.
        text: These lines.
    """

    cell: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Passage:
    """A passage that two have in common.

    Attributes:
        first: In the first one's notebook.
        second: In the second one's.
        tokens: How many tokens are equal in a row.
    """

    first: Excerpt
    second: Excerpt
    tokens: int


@dataclass(frozen=True)
class Lookalike:
    """Two whose code is to be looked at side by side.

    Attributes:
        first: Owner of the one; of this class.
        second: Owner of the other; of this class, or of the corpus.
        passages: What they have in common, in the order of the first one's notebook.
        weight: Orders the pairs; not to be shown.
    """

    first: str
    second: str
    passages: tuple[Passage, ...]
    weight: float


def lookalikes(
    works: Sequence[CodeWork],
    corpus: Sequence[CodeWork] = (),
    prescribed: Iterable[str] = (),
) -> list[Lookalike]:
    """Pairs to look at, the most conspicuous first.

    Args:
        works: The class.
        corpus: Earlier work, such as last year's class: held against the class, not against itself.
        prescribed: Texts of the cells that everybody was given.
    """
    given = [text.strip() for text in prescribed]
    known = {
        value
        for number, text in enumerate(given)
        for value in hashes([one.text for one in tokens_of([CodeCell(1, text)], f"given {number}")])
    }
    read = [_Read(one, set(given), known) for one in (*works, *corpus)]
    owners: dict[int, list[int]] = defaultdict(list)
    for index, one in enumerate(read):
        for value in one.prints:
            owners[value].append(index)
    most = max(8, len(read) // 8)
    rarity = {
        value: max(0.0, 1.0 - (len(held) - 2) / (most - 2))
        for value, held in owners.items()
        if len(held) > 1
    }
    shared: dict[tuple[int, int], list[int]] = defaultdict(list)
    for value, held in owners.items():
        if rarity.get(value, 0.0) > 0.0:
            for at, first in enumerate(held):
                if first < len(works):
                    for second in held[at + 1 :]:
                        shared[first, second].append(value)
    found = []
    for (first, second), values in shared.items():
        # Fewer than this cannot reach the least that is asked of a pair.
        if len(values) >= 2:
            pair = _compared(read[first], read[second], values, rarity)
            if pair is not None:
                found.append(pair)
    return sorted(found, key=lambda one: (-one.weight, one.first, one.second))


class _Read:
    """Somebody's code, read: what was given is gone, and marked where it stands in between."""

    def __init__(self, work: CodeWork, given: set[str], known: set[int]) -> None:
        self.owner = work.owner
        self.cells = tuple(one for one in work.cells if one.source.strip() not in given)
        self.tokens: list[CodeToken] = tokens_of(self.cells, work.owner)
        values = hashes([one.text for one in self.tokens])
        self.own = [one.cell >= 0 for one in self.tokens]
        for at, value in enumerate(values):
            if value in known:
                self.own[at : at + RUN] = [False] * RUN
        self.prints = {
            value: places for value, places in winnowed(values).items() if value not in known
        }


def _compared(
    first: _Read, second: _Read, values: Sequence[int], rarity: Mapping[int, float]
) -> Lookalike | None:
    tiles = _tiles(first, second, values)
    weights = {at: rarity[value] for value in values for at in first.prints[value]}
    passages: list[tuple[int, Passage]] = []
    total = 0.0
    for start, other, length in tiles:
        marks = [weights[at] for at in range(start, start + length - RUN + 1) if at in weights]
        own = sum(first.own[start : start + length])
        weight = own * sum(marks) / len(marks) if marks else 0.0
        if weight >= _LEAST_PASSAGE:
            total += weight
            made = Passage(_excerpt(first, start, length), _excerpt(second, other, length), length)
            passages.append((start, made))
    if total < _LEAST_PAIR:
        return None
    ordered = tuple(one for _, one in sorted(passages, key=lambda one: one[0]))
    return Lookalike(first.owner, second.owner, ordered, total)


def _tiles(first: _Read, second: _Read, values: Sequence[int]) -> list[tuple[int, int, int]]:
    """Equal runs that do not overlap, the longest first: where in either, and how long."""
    runs = {
        _grown(first.tokens, second.tokens, at, other)
        for value in values
        for at in first.prints[value][:8]
        for other in second.prints[value][:8]
    }
    taken_first, taken_second = bytearray(len(first.tokens)), bytearray(len(second.tokens))
    tiles = []
    for start, other, length in sorted(runs, key=lambda one: (-one[2], one[0], one[1])):
        # A run that a longer one has begun to cover counts with what is left of it.
        while length and (taken_first[start] or taken_second[other]):
            start, other, length = start + 1, other + 1, length - 1
        for n in range(length):
            if taken_first[start + n] or taken_second[other + n]:
                length = n
                break
        if length >= RUN:
            taken_first[start : start + length] = b"\1" * length
            taken_second[other : other + length] = b"\1" * length
            tiles.append((start, other, length))
    return tiles


def _grown(
    first: Sequence[CodeToken], second: Sequence[CodeToken], at: int, other: int
) -> tuple[int, int, int]:
    """The longest equal run around two places."""
    start, begin = at, other
    while start and begin and first[start - 1].text == second[begin - 1].text:
        start, begin = start - 1, begin - 1
    end, stop = at, other
    while end < len(first) and stop < len(second) and first[end].text == second[stop].text:
        end, stop = end + 1, stop + 1
    return start, begin, end - start


def _excerpt(of: _Read, start: int, length: int) -> Excerpt:
    cell = of.cells[of.tokens[start].cell]
    low, high = of.tokens[start].line, of.tokens[start + length - 1].line
    lines = cell.source.splitlines()[low - 1 : high][:_MOST_LINES]
    return Excerpt(cell.number, low, high, "\n".join(lines))
