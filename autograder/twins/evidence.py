"""What is known of a failed question: which calls went wrong, and in what way."""

import copy
import functools
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.diagnosis.question import Misconception, Question
from autograder.diagnosis.replay import can_be_replayed, predicts
from autograder.twins.call_forms import Call, measure
from autograder.twins.freedom import as_seen, is_drawn
from gradekit.outcome import CallRecord, Outcome
from gradekit.probes.calls import outline, same
from gradekit.replay import Discrepancy, Expected, Scenario, finding
from gradekit.replay.comparison import LAST_RESORT, outcome_of, part_of

Part = tuple[int | str, ...]

MAX_CALLS = 60
"""Recorded calls that are held against the reference."""

STARTS = 3
"""Wrong calls from which a search starts."""

REPORTED: Mapping[str, Sequence[tuple[str, ...]]] = {
    "model": (
        ("raised", "type"), ("is_module",), ("parameters",), ("count",), ("trainable",),
        ("buffers",),
    ),
    "run": (
        ("raised", "type"), ("value",), ("changed",), ("grad_mode",), ("random",), ("steps",),
        ("stubs",), ("batches",), ("events",),
    ),
}  # fmt: skip
"""Parts of reports in the order in which they are looked at."""

OF_A_STEP = (("raised", "type"), ("output",), ("grads",), ("input_grad",), ("buffers",))
OF_A_MODEL = ("restored", "hooks", "training", "grads", "requires_grad", "state")

MOVED: Part = ("random",)
"""The part of a report that names the global generators that a call has moved."""

FORMS = (("events",), ("batches",), ("random",))
"""Parts of a report in which two right answers may differ; a named mistake is seen in them, too."""

SYMPTOMS = frozenset({"raised", "error"})
"""Kinds that say little of the mistake; a value shows it."""

CLAIMED = {"dtype": "dtype", "graph": "grad"}
"""A word that a check says when it is about one of the last resorts."""


@dataclass(frozen=True)
class Wrong:
    """A recorded call that went wrong.

    Attributes:
        call: The record.
        expected: What it should have come to.
        found: What is wrong.
    """

    call: CallRecord
    expected: Expected
    found: Discrepancy

    @property
    def kind(self) -> tuple[str, str, tuple[int | str, ...]]:
        """Two wrong calls of one kind are wrong in the same way."""
        part = tuple("*" if isinstance(key, int) else key for key in self.expected.part)
        return self.call.probe, self.found.kind, part


@dataclass(frozen=True)
class Evidence:
    """What the checks of a failed question saw.

    Attributes:
        question: What staff know of it.
        calls: Calls of the student's functions, in order.
        failing: Indices of the checks that failed.
        hidden: Indices of the hidden ones.
        messages: What the failing checks say.
        mistake: The mistake that diagnosis has named.
    """

    question: Question
    calls: Sequence[CallRecord]
    failing: AbstractSet[int]
    hidden: AbstractSet[int]
    messages: Sequence[str] = ()
    mistake: Misconception | None = None

    @functools.cached_property
    def _seen(self) -> Mapping[Hashable, Sequence[Call]]:
        """The calls of hidden checks, those that may be the same side by side."""
        seen: dict[Hashable, list[Call]] = {}
        for made in self.calls:
            for record in (made, as_seen(self.question, made)) if made.check in self.hidden else ():
                call = call_of(record)
                seen.setdefault((record.probe, outline(call)), []).append(call)
        return seen

    def starts(self) -> list[Wrong]:
        """Wrong calls to start from: of different kinds, public ones first, the smallest first."""
        known = [
            self._as_seen(call)
            for call in self.calls
            if call.name in self.question.references and can_be_replayed(call)
        ]
        failed = [call for call in known if call.check in self.failing][:MAX_CALLS]
        wrong = [one for call in failed if (one := self._wrong(call)) is not None]
        let_through = self._let_through([c for c in known if c.check not in self.failing], wrong)
        wrong = [one for one in wrong if one.kind not in let_through]
        wrong.sort(key=lambda one: (self._rank(one), measure(call_of(one.call))))
        chosen: list[Wrong] = []
        for one in wrong:
            if one.kind not in [other.kind for other in chosen]:
                chosen.append(one)
        rest = [one for one in wrong if not any(one is other for other in chosen)]
        return [*chosen, *rest][:STARTS]

    def free(self, variable: str) -> Callable[..., Any] | None:
        """The right answer that draws what is left open; None if nothing is."""
        return self.question.free if variable == self.question.variable else None

    def _as_seen(self, call: CallRecord) -> CallRecord:
        """A call in the view in which right answers agree; one that should raise as it is."""
        if call.name != self.question.variable or not self.question.seen_by:
            return call
        raises = outcome(self.question.references[call.name], call).raised is not None
        return call if raises else as_seen(self.question, call)

    def _rank(self, one: Wrong) -> tuple[bool, ...]:
        mistake = self.imitation(one.call.name)
        strange = mistake is not None and not predicts(mistake.implementation, one.call)
        kind = one.found.kind
        return strange, kind in LAST_RESORT, kind in SYMPTOMS, one.call.check in self.hidden

    def imitation(self, variable: str) -> Misconception | None:
        """The mistake that was named, if its implementation can stand in for the student's."""
        mistake = self.mistake
        if mistake is None or mistake.recognise is not None or mistake.variable != variable:
            return None
        return mistake

    def _wrong(self, call: CallRecord) -> Wrong | None:
        """What is wrong with a call; None if nothing is, or nothing is known."""
        due = outcome(self.question.references[call.name], call)
        drawn = is_drawn(call_of(call))
        expected_of = list(expectations(call, due))
        if drawn:
            # Which generators were moved does not hang on what was drawn.
            expected_of.sort(key=lambda expected: expected.part != MOVED)
        agreed = self.question.parts.get(call.name)
        for expected in expected_of:
            if agreed is not None and expected.part not in agreed:
                continue
            found = finding(expected, call.outcome)
            # A replay compares values: another draw, as right as this one, would fail it.
            hangs_on_it = drawn and not expected.error and expected.part != MOVED
            if found is None or (hangs_on_it and self.free(call.name) is None):
                continue
            if self._counts(expected, found):
                return Wrong(call, expected, found)
        return None

    def _counts(self, expected: Expected, found: Discrepancy) -> bool:
        if expected.part[:1] in FORMS and self.mistake is None:
            return False
        word = CLAIMED.get(found.kind)
        if word is None or self.mistake is not None:
            return True
        return any(word in message for message in self.messages)

    def _let_through(self, passed: Sequence[CallRecord], wrong: Sequence[Wrong]) -> set[Any]:
        """Kinds that a passed check lets through: the reference is not the only right answer."""
        # A named mistake is wrong whatever a check lets through that does not look at it.
        if not wrong or self.mistake is not None:
            return set()
        probes = {one.call.probe for one in wrong}
        calls = [call for call in passed if call.probe in probes][:MAX_CALLS]
        kinds: set[Any] = set()
        for call in calls:
            due = outcome(self.question.references[call.name], call)
            for expected in expectations(call, due):
                found = finding(expected, call.outcome)
                if found is not None:
                    kinds.add(Wrong(call, expected, found).kind)
        return kinds

    def is_seen(self, call: Call, probe: str) -> bool:
        """Whether a hidden test has made this call."""
        return any(same(made, call) for made in self._seen.get((probe, outline(call)), ()))


def call_of(record: CallRecord) -> Call:
    """The arguments of a recorded call."""
    return tuple(record.args), dict(record.kwargs)


def outcome(function: Callable[..., Any], call: CallRecord) -> Outcome:
    """What a function of staff comes to for the arguments of a call."""
    args, kwargs = call_of(call)
    if call.probe:
        # A plain call is made on copies anyway.
        args, kwargs = copy.deepcopy((args, kwargs))
    with np.errstate(all="ignore"):
        return outcome_of(Scenario("", call.name, args, kwargs, call.probe), function)


def expectations(call: CallRecord, due: Outcome) -> Iterator[Expected]:
    """What can be expected of a call, in the order in which it is looked at.

    Args:
        call: The call.
        due: What the right answer comes to.
    """
    if call.probe:
        if due.raised is None:
            parts = list(_parts_of(due.value))
            for part in parts:
                yield Expected(part_of(due.value, part), part=part)
            for part, dtype in _tensors(due.value, parts):
                yield Expected(part_of(due.value, part), part=part, graph=True)
                yield Expected(part_of(due.value, part), part=part, dtype=dtype)
        return
    if due.raised is not None:
        yield Expected(error=due.raised.type_name)
        return
    changed = tuple(due.changed)
    yield Expected(due.value, changed=changed)
    yield Expected(due.value, changed=changed, graph=True)
    own = getattr(due.value, "dtype", None)
    if own is not None:
        yield Expected(due.value, changed=changed, dtype=str(own).removeprefix("torch."))


def _tensors(due: Any, parts: Sequence[Part]) -> Iterator[tuple[Part, str]]:
    """Tensors that are a part of a report or an item of one, with their dtypes."""
    for part in parts:
        value = part_of(due, part)
        items = enumerate(value) if isinstance(value, list | tuple) else ()
        named = value.items() if isinstance(value, dict) else items
        for key, item in ((None, value), *named):
            dtype = getattr(item, "dtype", None)
            if dtype is not None and isinstance(key, int | str | None):
                where = part if key is None else (*part, key)
                yield where, str(dtype).removeprefix("torch.")


def _parts_of(due: Any) -> Iterator[Part]:
    if not isinstance(due, dict):
        return
    if len(due) == 1:
        # A view: it has one part.
        yield from ((key,) for key in due)
        return
    model = "is_module" in due
    yield from REPORTED["model" if model else "run"][: 2 if not model else None]
    if model:
        for index in range(len(due.get("steps", ()))):
            yield from (("steps", index, *part) for part in OF_A_STEP)
        return
    for name in due.get("models", {}):
        yield from (("models", name, key) for key in OF_A_MODEL)
    yield from REPORTED["run"][2:]
