"""A twin for a failed question: a search from each wrong call, and what must hold of its result."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.twins.call_forms import READABLE, measure
from autograder.twins.evidence import Evidence, Wrong
from autograder.twins.search import SEEDS, Ask, TwinSearch
from autograder.twins.telling_calls import first_failed
from gradekit.outcome import Outcome
from gradekit.replay import Discrepancy, Scenario, finding
from gradekit.replay.comparison import outcome_of
from gradekit.replay.content import NotPlain

LONGEST = 12_000
"""Characters of a packed scenario; what is longer is told nobody."""


@dataclass(frozen=True)
class Twin:
    """A call that shows a mistake.

    Attributes:
        scenario: The call and what is expected of it.
        found: What is wrong with what came.
        outcome: What came.
        numbers: How many numbers the call holds.
        made: Whether it was made for this, and is none that a check has made.
    """

    scenario: Scenario
    found: Discrepancy
    outcome: Outcome
    numbers: int
    made: bool


def find_twin(evidence: Evidence, ask: Ask, seed: str) -> Twin | None:
    """The smallest call that was found to show what went wrong; None if none was found.

    A call that staff have set down takes the place of one that nobody goes through by hand.

    Args:
        evidence: What the checks saw.
        ask: Calls the student's code. What it raises passes on.
        seed: The numbers of the call are drawn from it.
    """
    made = _searched(evidence, ask, seed)
    if made is not None and made.numbers <= READABLE:
        return made
    failed = first_failed(evidence, ask, explained=made is not None)
    other = None if failed is None else _as_twin(*failed)
    smaller = made is None or (other is not None and other.numbers < made.numbers)
    return other if smaller else made


def _searched(evidence: Evidence, ask: Ask, seed: str) -> Twin | None:
    for wrong in evidence.starts():
        search = TwinSearch(evidence, wrong, ask, _rng(seed, wrong))
        best = search.smallest()
        made = best is not None
        if best is None and wrong.call.check not in evidence.hidden:
            best = search.as_recorded()
        if best is None:
            continue
        call, expected = best.call, best.expected
        name, probe = wrong.call.name, wrong.call.probe
        scenario = Scenario(evidence.question.id, name, *call, probe, expected)
        try:
            packed = scenario.pack()
        except NotPlain:
            continue
        reference = evidence.question.references[name]
        sure = search.is_settled(call, expected, SEEDS[1]) and search.fails_again(best)
        if sure and len(packed) <= LONGEST and _holds(packed, reference):
            return Twin(scenario, best.found, best.outcome, best.size[0], made)
    return None


def _as_twin(scenario: Scenario, got: Outcome) -> Twin:
    found = finding(scenario.expected, got)
    assert found is not None
    numbers, _ = measure((scenario.args, dict(scenario.kwargs)))
    return Twin(scenario, found, got, numbers, made=True)


def _holds(packed: str, reference: Callable[..., Any]) -> bool:
    """Whether the right answer passes what a student will run, as it is read from its text.

    It does not where the outcome hangs on more than the arguments: weights that a layer draws.
    """
    read = Scenario.unpack(packed)
    return finding(read.expected, outcome_of(read, reference)) is None


def _rng(seed: str, wrong: Wrong) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}|{wrong.call.name}|{wrong.kind}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))
