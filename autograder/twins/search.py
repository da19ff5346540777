"""The search for a twin: forms that the reference takes and the code fails, ever smaller ones."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.diagnosis.question import Misconception
from autograder.diagnosis.replay import predicts
from autograder.twins.call_forms import STYLES, Call, fresh, is_array, jittered, measure, parts
from autograder.twins.evidence import Evidence, Wrong, call_of, expectations, outcome
from autograder.twins.moves import smaller
from gradekit.outcome import CallRecord, Outcome
from gradekit.replay import Discrepancy, Expected, Scenario, finding
from gradekit.replay.comparison import outcome_of, part_of
from gradekit.replay.content import NotPlain

ASKED = 60
"""Calls of the student's code in one search."""

IMITATED = 240
"""Calls of a mistake's own implementation, which stands in for it."""

REFERRED = 360
"""Calls of the reference."""

PROBED = 4
"""A call by a probe costs as much as so many plain ones: it builds a network."""

ROUNDS = 12
AT_ONCE = 10
"""Calls of the student's code in one round trip."""

AT_ONCE_IMITATED = 24
CONFIRMED = 4
"""Forms that the student's code is asked about, from the smallest, once a mistake was shrunk."""

FILLINGS = 3
"""How often a form is filled, each time in another style."""

LONGEST = 12_000
"""Characters of a packed scenario; what is longer is told nobody."""

Ask = Callable[[str, str, Sequence[Call]], list[Outcome]]
"""Calls the student's code: name of the variable, name of the probe or nothing, the calls."""


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


@dataclass(frozen=True)
class _Failing:
    """A call that fails as it should fail."""

    call: Call
    expected: Expected
    found: Discrepancy
    outcome: Outcome

    @property
    def size(self) -> tuple[int, float]:
        return measure(self.call)


def find_twin(evidence: Evidence, ask: Ask, seed: str) -> Twin | None:
    """The smallest call that was found to show what went wrong; None if none was found.

    Args:
        evidence: What the checks saw.
        ask: Calls the student's code. What it raises passes on.
        seed: The numbers of the call are drawn from it.
    """
    for wrong in evidence.starts():
        search = _Search(evidence, wrong, ask, _rng(seed, wrong))
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
        if len(packed) <= LONGEST and _holds(packed, reference):
            return Twin(scenario, best.found, best.outcome, best.size[0], made)
    return None


def _holds(packed: str, reference: Callable[..., Any]) -> bool:
    """Whether the right answer passes what a student will run, as it is read from its text.

    It does not where the outcome hangs on more than the arguments: weights that a layer draws.
    """
    read = Scenario.unpack(packed)
    return finding(read.expected, outcome_of(read, reference)) is None


def _rng(seed: str, wrong: Wrong) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}|{wrong.call.name}|{wrong.kind}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))


@dataclass
class _Search:
    evidence: Evidence
    wrong: Wrong
    ask: Ask
    rng: np.random.Generator
    referred: int = 0
    asked: int = 0
    imitated: int = 0
    trail: list[_Failing] = field(default_factory=list)

    @property
    def _worth(self) -> int:
        return PROBED if self.wrong.call.probe else 1

    def smallest(self) -> _Failing | None:
        """The smallest failing call that was found."""
        mistake = self._mistake()
        for start in self._starts():
            if mistake is not None:
                self.trail = []
                self._shrink(
                    start,
                    self._imitate(mistake),
                    AT_ONCE_IMITATED // self._worth,
                    lambda: self.imitated,
                )
                confirmed = self._confirmed(mistake)
                if confirmed is not None:
                    return confirmed
            self.trail = []
            self._shrink(start, self._asked_of_the_student, AT_ONCE, lambda: self.asked * 4)
            if mistake is not None:
                self.trail = [one for one in self.trail if self._shows(mistake, one)]
            if self.trail:
                return self.trail[-1]
        return None

    def as_recorded(self) -> _Failing | None:
        """The call of a public check, as the notebook has it."""
        wrong = self.wrong
        return _Failing(call_of(wrong.call), wrong.expected, wrong.found, wrong.call.outcome)

    def _mistake(self) -> Misconception | None:
        """The mistake that was named, if it can stand in for the student's code."""
        mistake = self.evidence.imitation(self.wrong.call.name)
        known = mistake is not None and predicts(mistake.implementation, self.wrong.call)
        return mistake if known else None

    def _starts(self) -> list[Call]:
        """Forms to start from: parameters made up by their names are shorter than those given."""
        call = call_of(self.wrong.call)
        args, kwargs = call
        if self.wrong.call.probe and kwargs.get("state") is not None:
            return [(args, {**kwargs, "state": None, "fill": 1}), call]
        return [call]

    def _shrink(self, start: Call, oracle: "_Oracle", width: int, spent: Callable[[], int]) -> None:
        """Make a call smaller as long as that succeeds; what failed on the way is the trail."""
        failing = self._tried([start], oracle, width, 2 * FILLINGS)
        forms = smaller(start) if not failing else []
        for _ in range(ROUNDS):
            if failing:
                best = min(failing, key=lambda one: one.size)
                if self.trail and best.size >= self.trail[-1].size:
                    return
                self.trail.append(best)
                forms = smaller(best.call)
            if not forms or spent() >= IMITATED or self.referred >= REFERRED:
                return
            failing = self._tried(forms, oracle, width, FILLINGS)
            if not failing:
                return

    def _tried(
        self, forms: Sequence[Call], oracle: "_Oracle", width: int, fillings: int
    ) -> list[_Failing]:
        """Calls made of some forms that fail; the first batch in which one does ends it."""
        batch: list[tuple[Call, Expected]] = []
        batches = 0
        for form in forms:
            for filling in range(fillings):
                made = self._made(form, filling)
                if made is not None:
                    batch.append(made)
            if len(batch) >= width:
                failing = self._failing(batch, oracle)
                batches += 1
                if failing or batches == 2:
                    return failing
                batch = []
        return self._failing(batch, oracle) if batch else []

    def _made(self, form: Call, filling: int) -> tuple[Call, Expected] | None:
        """A form filled with numbers, if the reference takes it and no hidden test has made it."""
        if self.referred >= REFERRED:
            return None
        call = fresh(form, self.rng, filling % STYLES)
        bare = not any(is_array(part) for _, part in parts(call))
        if bare and self.wrong.call.check in self.evidence.hidden and filling:
            call = jittered(call, self.rng)
        if self.evidence.is_seen(call, self.wrong.call.probe):
            return None
        self.referred += self._worth
        reference = self.evidence.question.references[self.wrong.call.name]
        try:
            due = outcome(reference, self._record(call))
        except Exception:  # noqa: BLE001  (parts of it do not fit together: there is no such call)
            return None
        expected = self.wrong.expected
        if expected.part:
            if due.raised is not None:
                return None
            return call, replace(expected, value=part_of(due.value, expected.part))
        for one in expectations(self._record(call), due):
            if (one.error, bool(one.dtype), one.graph) == (
                expected.error,
                bool(expected.dtype),
                expected.graph,
            ):
                return call, one
        return None

    def _failing(self, batch: Sequence[tuple[Call, Expected]], oracle: "_Oracle") -> list[_Failing]:
        outcomes = oracle([call for call, _ in batch])
        found = []
        for (call, expected), got in zip(batch, outcomes, strict=False):
            wrong = finding(expected, got)
            if wrong is not None and wrong.kind == self.wrong.found.kind:
                found.append(_Failing(call, expected, wrong, got))
        return found

    def _imitate(self, mistake: Misconception) -> "_Oracle":
        def oracle(calls: Sequence[Call]) -> list[Outcome]:
            self.imitated += len(calls) * self._worth
            return [outcome(mistake.implementation, self._record(call)) for call in calls]

        return oracle

    def _asked_of_the_student(self, calls: Sequence[Call]) -> list[Outcome]:
        left = (ASKED - self.asked) // self._worth
        self.asked += len(calls[:left]) * self._worth
        return self.ask(self.wrong.call.name, self.wrong.call.probe, calls[:left])

    def _confirmed(self, mistake: Misconception) -> _Failing | None:
        """The smallest call of the trail on which the student's code does what the mistake does."""
        chosen = self.trail[: -CONFIRMED - 1 : -1]
        batch = [(one.call, one.expected) for one in chosen]
        found = self._failing(batch, self._asked_of_the_student) if batch else []
        return next((one for one in found if self._shows(mistake, one)), None)

    def _shows(self, mistake: Misconception, one: _Failing) -> bool:
        record = replace(self._record(one.call), outcome=one.outcome)
        return predicts(mistake.implementation, record)

    def _record(self, call: Call) -> CallRecord:
        args, kwargs = call
        return replace(self.wrong.call, args=args, kwargs=kwargs)


_Oracle = Callable[[Sequence[Call]], list[Outcome]]
