"""The search for a twin: forms that the reference takes and the code fails, ever smaller ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from autograder.diagnosis.question import Misconception
from autograder.diagnosis.replay import predicts
from autograder.twins.call_forms import (
    READABLE,
    STYLES,
    Call,
    fresh,
    holds_odd,
    is_array,
    jittered,
    measure,
    parts,
    plainer,
)
from autograder.twins.evidence import (
    MOVED,
    Evidence,
    Wrong,
    call_of,
    expectations,
    outcome,
)
from autograder.twins.freedom import draws, is_drawn, reseeded
from autograder.twins.moves import smaller
from gradekit.outcome import CallRecord, Outcome
from gradekit.replay import Discrepancy, Expected, finding
from gradekit.replay.comparison import part_of

ASKED = 60
"""Calls of the student's code in one search."""

IMITATED = 240
"""Calls of a mistake's own implementation, which stands in for it."""

REFERRED = 360
"""Calls of the reference."""

PROBED = 4
"""A call by a probe costs as much as so many plain ones: most build a network."""

CHEAP = frozenset({"", "picked", "samples"})
"""Probes that build none."""

MANY = 200
"""Numbers of a call by a probe that is first tried with a single number in each array."""

ROUNDS = 12
AT_ONCE = 10
"""Calls of the student's code in one round trip."""

AT_ONCE_IMITATED = 24
CONFIRMED = 4
"""Forms that the student's code is asked about, from the smallest, once a mistake was shrunk."""

FILLINGS = 3
"""How often a form is filled, each time in another style."""

SEEDS = (24, 1000)
"""Seeds for which the right answer to a drawn call has to be the same: of a try, and of a twin."""

AGAIN = 8
"""Calls of the student's code after which luck is ruled out."""

Ask = Callable[[str, str, Sequence[Call]], list[Outcome]]
"""Calls the student's code: name of the variable, name of the probe or nothing, the calls."""


@dataclass(frozen=True)
class FailingCall:
    """A call that fails as it should fail."""

    call: Call
    expected: Expected
    found: Discrepancy
    outcome: Outcome

    @property
    def size(self) -> tuple[int, float]:
        """What is made small; see `measure`."""
        return measure(self.call)


@dataclass
class TwinSearch:
    """The search from one wrong call.

    Attributes:
        evidence: What the checks saw.
        wrong: The call from which it starts.
        ask: Calls the student's code. What it raises passes on.
        rng: Draws the numbers of the calls.
        referred, asked, imitated: Calls of the reference, of the student's code, of the mistake.
        trail: Calls that fail, each smaller than the one before.
    """

    evidence: Evidence
    wrong: Wrong
    ask: Ask
    rng: np.random.Generator
    referred: int = 0
    asked: int = 0
    imitated: int = 0
    trail: list[FailingCall] = field(default_factory=list)

    @property
    def _worth(self) -> int:
        return 1 if self.wrong.call.probe in CHEAP else PROBED

    def smallest(self) -> FailingCall | None:
        """The smallest failing call that was found."""
        mistake = self._mistake()
        small = self._small() if mistake is not None else []
        for start in (*small, *self._starts()):
            if mistake is not None and (found := self._imitated(start, mistake)) is not None:
                return found
            if small:  # What they cost does not count.
                small, self.referred, self.imitated = small[1:], 0, 0
                continue
            self.trail = []
            self._shrink(start, self._asked_of_the_student, AT_ONCE, lambda: self.asked * 4)
            if mistake is not None:
                self.trail = [one for one in self.trail if self._shows(mistake, one)]
            if self.trail:
                return self.trail[-1]
        return None

    def _imitated(self, start: Call, mistake: Misconception) -> FailingCall | None:
        """The smallest call that shows a mistake, and on which the student's code does the same."""
        self.trail = []
        width = AT_ONCE_IMITATED // self._worth
        self._shrink(start, self._imitate(mistake), width, lambda: self.imitated)
        return self._confirmed(mistake)

    def as_recorded(self) -> FailingCall | None:
        """The call of a public check, as the notebook has it."""
        wrong = self.wrong
        return FailingCall(call_of(wrong.call), wrong.expected, wrong.found, wrong.call.outcome)

    def is_settled(self, call: Call, expected: Expected, seeds: int) -> bool:
        """Whether every right answer to a call comes to what is expected, whatever it draws."""
        free = self.evidence.free(self.wrong.call.name)
        if expected.error or expected.part == MOVED or not (is_drawn(call) or draws(free)):
            return True
        if free is None:
            return False
        outcomes = (outcome(free, self._record(reseeded(call, seed))) for seed in range(seeds))
        return all(finding(expected, one) is None for one in outcomes)

    def fails_again(self, one: FailingCall) -> bool:
        """Whether a call without a generator fails whatever is drawn from the global one."""
        if is_drawn(one.call) or not draws(self.evidence.free(self.wrong.call.name)):
            return True
        again = self.ask(self.wrong.call.name, self.wrong.call.probe, [one.call] * AGAIN)
        return all(finding(one.expected, got) is not None for got in again)

    def _mistake(self) -> Misconception | None:
        """The mistake that was named, if it can stand in for the student's code."""
        mistake = self.evidence.imitation(self.wrong.call.name)
        known = mistake is not None and predicts(mistake.implementation, self.wrong.call)
        return mistake if known else None

    def _starts(self) -> list[Call]:
        """Forms to start from: parameters made up by their names are shorter than those given."""
        call = call_of(self.wrong.call)
        args, kwargs = call
        starts = [call]
        if self.wrong.call.probe and kwargs.get("state") is not None:
            starts = [(args, {**kwargs, "state": None, "fill": 1}), call]
        if self.wrong.call.probe and measure(starts[0])[0] > MANY:
            return [plainer(starts[0]), *starts]
        return starts

    def _small(self) -> list[Call]:
        """Forms of staff, where the call of the check is one that nobody goes through by hand."""
        if measure(call_of(self.wrong.call))[0] <= READABLE:
            return []
        known = self.evidence.question.small_calls
        return known.get((self.wrong.call.name, self.wrong.call.probe), [])

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
    ) -> list[FailingCall]:
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
            value = part_of(due.value, expected.part) if due.raised is None else None
            if value is None and expected.value is not None:
                # The right answer raises somewhere on the way, and there is no such part.
                return None
            one = replace(expected, value=value)
            return (call, one) if self._fits(call, one) else None
        for one in expectations(self._record(call), due):
            if (one.error, bool(one.dtype), one.graph) == (
                expected.error,
                bool(expected.dtype),
                expected.graph,
            ):
                return (call, one) if self._fits(call, one) else None
        return None

    def _fits(self, call: Call, expected: Expected) -> bool:
        """Whether a case may be shown: no nan that was not there before, no hanging on a draw."""
        odd = holds_odd(expected.value) and not holds_odd(self.wrong.expected.value)
        return not odd and self.is_settled(call, expected, SEEDS[0])

    def _failing(
        self, batch: Sequence[tuple[Call, Expected]], oracle: "_Oracle"
    ) -> list[FailingCall]:
        outcomes = oracle([call for call, _ in batch])
        found = []
        for (call, expected), got in zip(batch, outcomes, strict=False):
            wrong = finding(expected, got)
            if wrong is not None and wrong.kind == self.wrong.found.kind:
                found.append(FailingCall(call, expected, wrong, got))
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

    def _confirmed(self, mistake: Misconception) -> FailingCall | None:
        """The smallest call of the trail on which the student's code does what the mistake does."""
        chosen = self.trail[: -CONFIRMED - 1 : -1]
        batch = [(one.call, one.expected) for one in chosen]
        found = self._failing(batch, self._asked_of_the_student) if batch else []
        return next((one for one in found if self._shows(mistake, one)), None)

    def _shows(self, mistake: Misconception, one: FailingCall) -> bool:
        record = replace(self._record(one.call), outcome=one.outcome)
        return predicts(mistake.implementation, record)

    def _record(self, call: Call) -> CallRecord:
        args, kwargs = call
        return replace(self.wrong.call, args=args, kwargs=kwargs)


_Oracle = Callable[[Sequence[Call]], list[Outcome]]
