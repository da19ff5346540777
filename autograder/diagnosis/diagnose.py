"""Which misconception explains what a student's code did: a hint for the returned result.

The grader recorded what the tests called and what came of it. A misconception explains that if its
own implementation, run here on copies of the recorded inputs, predicts it. Nothing of the student
is executed.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from autograder.diagnosis.equality import equal, numbers_in
from autograder.diagnosis.question import Misconception, Question
from autograder.diagnosis.replay import (
    can_be_replayed,
    predicts,
    returned,
    same_numbers,
    wrong_numbers,
)
from gradekit.outcome import CallRecord

MAX_CALLS = 60
"""Calls of a question that are looked at; those of failing checks come first."""

MIN_CALLS = 2
"""Different wrong calls that a mistake must predict."""

MOST_TO_ONE = 8
"""Wrong calls that a mistake must predict for each that it does not: a second, rarer mistake."""

MIN_NUMBERS = 4
"""Wrong numbers of a single call that are as good as a second call."""


def diagnose(
    question: Question | None,
    calls: Sequence[CallRecord],
    failing: AbstractSet[int] | Sequence[int],
    values: Mapping[str, Any],
) -> Misconception | None:
    """The mistake that explains a failed question; none where the evidence would bear two readings.

    A mistake is named only if it predicts every right call that can be replayed and the wrong ones,
    but for a few where they are many: at least two different wrong ones, or one with several wrong
    numbers, or the only call there is. One of them must have returned a value, unless the mistake
    is about raising. If another mistake, of another meaning, predicts the same, nothing is said: a
    wrong hint sends a student away from a right line.

    Args:
        question: What staff know of the question; None if they know nothing.
        calls: What the tests called, in order.
        failing: Indices of the checks that failed.
        values: Variables that the tests were handed and that are plain values, by name.

    Returns:
        None if none explains it, or the question has none.
    """
    if question is None or not failing:
        return None
    if question.depends_on:
        return _of_values(question, values)
    failed = frozenset(failing)
    own = [c for c in calls if c.name in question.variables and can_be_replayed(c)]
    own.sort(key=lambda call: call.check not in failed)  # stable: the order within stays
    evidence = _Evidence(question, own[:MAX_CALLS], failed)
    if not evidence.wrong:
        return evidence.recognised()
    found = [item for item in question.mistakes if evidence.speaks_for(item)]
    # One function of a question may call another one, and be wrong for that alone.
    first = [item for item in found if item.variable == found[0].variable]
    return found[0] if len({item.meaning or item.id for item in first}) == 1 else None


class _Evidence:
    """What the calls of a question say for and against its mistakes.

    Args:
        question: What staff know of it.
        calls: Calls that can be replayed.
        failed: Indices of the checks that failed.
    """

    def __init__(
        self, question: Question, calls: Sequence[CallRecord], failed: AbstractSet[int]
    ) -> None:
        self._question = question
        self._calls = calls
        self._due: dict[int, bool] = {}
        self._failed = failed
        self._free = [call for call in calls if call.name not in question.references]
        known = [call for call in calls if call.name in question.references]
        self._right = [c for c in known if predicts(question.references[c.name], c)]
        self._wrong = [c for c in known if not any(c is other for other in self._right)]

    @property
    def wrong(self) -> list[CallRecord]:
        """Calls of failed checks that are not what they should be.

        Where no answer is the only right one, all count.
        """
        return [c for c in (*self._wrong, *self._free) if c.check in self._failed]

    def recognised(self) -> Misconception | None:
        """What does the right thing in a wrong form can be recognised by the form alone."""
        suspects = [call for call in self._calls if call.check in self._failed]
        known = (item for item in self._question.mistakes if item.recognise is not None)
        return next((item for item in known if _is_recognised(item, suspects)), None)

    def speaks_for(self, item: Misconception) -> bool:
        """Whether every call about a mistake speaks for it, and enough of them do."""
        suspects = [c for c in (*self._wrong, *self._free) if c.name == item.variable]
        if item.recognise is not None:
            return _is_recognised(item, [c for c in suspects if c.check in self._failed])
        # What was wrong is looked at first: most mistakes are ruled out by it.
        right = [call for call in self._right if call.name == item.variable]
        explained, others = [], 0
        for call in suspects:
            if predicts(item.implementation, call):
                explained.append(call)
            elif self._should_return(call) and not same_numbers(item.implementation, call):
                others += 1
                if others * MOST_TO_ONE > len(suspects):
                    return False
        # An exception that is due and missing is a matter of its own, often forgotten besides.
        if len(explained) < others * MOST_TO_ONE or not explained:
            return False
        if not all(predicts(item.implementation, call) for call in right):
            return False
        suspects = explained
        if item.about_raising and all(call.outcome.raised is not None for call in suspects):
            return True
        with_value = [call for call in suspects if call.outcome.raised is None]
        enough = _distinct(suspects) >= min(MIN_CALLS, _distinct([*suspects, *right]))
        return bool(with_value) and (enough or any(map(self._is_rich, with_value)))

    def _should_return(self, call: CallRecord) -> bool:
        """Whether the right answer to a call is a value; true where no answer is known."""
        if id(call) not in self._due:
            reference = self._question.references.get(call.name)
            unknown = reference is None or bool(call.probe)
            self._due[id(call)] = unknown or returned(reference, call) is not None
        return self._due[id(call)]

    def _is_rich(self, call: CallRecord) -> bool:
        """Whether a call was predicted in so many wrong numbers that chance is ruled out."""
        if call.probe:
            return numbers_in([call.outcome.value]) >= MIN_NUMBERS
        right = returned(self._question.references.get(call.name), call)
        return wrong_numbers(right, call.outcome.value) >= MIN_NUMBERS


def _is_recognised(item: Misconception, calls: Sequence[CallRecord]) -> bool:
    """Whether a value that the function returned shows the mistake by itself."""
    assert item.recognise is not None
    own = [call for call in calls if call.name == item.variable]
    return any(item.recognise(call.outcome.value) for call in own if call.outcome.raised is None)


def _distinct(calls: Sequence[CallRecord]) -> int:
    """How many calls differ in their arguments; no more are counted than are asked for."""
    kept: list[CallRecord] = []
    for call in calls:
        if not any(_same_call(call, other) for other in kept):
            kept.append(call)
        if len(kept) == MIN_CALLS:
            break
    return len(kept)


def _same_call(call: CallRecord, other: CallRecord) -> bool:
    return (
        (call.name, call.probe) == (other.name, other.probe)
        and equal(tuple(call.args), tuple(other.args))
        and equal(dict(call.kwargs), dict(other.kwargs))
    )


def _of_values(question: Question, values: Mapping[str, Any]) -> Misconception | None:
    for misconception in question.mistakes:
        if misconception.recognise is not None:
            found = misconception.recognise(values)
        else:
            given = [values.get(name) for name in question.depends_on]
            predicted = misconception.implementation(*given)
            found = all(equal(predicted[name], values.get(name)) for name in predicted)
        if found:
            return misconception
    return None
