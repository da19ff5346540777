"""What students may be told at home: the mistakes that the public tests alone show."""

import functools
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from autograder.diagnosis.diagnose import diagnose
from autograder.diagnosis.question import Misconception, Question
from gradekit.notebook.hints import Locked, lock, record, unlock
from gradekit.notebook.public_tests import read_tests, run_test

SECONDS = 30.0
"""What a public test may compute on a wrong implementation."""


def home_hints(
    questions: Mapping[str, Question], tests: Mapping[str, str]
) -> dict[str, list[tuple[str, Locked]]]:
    """Hints that a hand-out may carry, each as its text and locked, by question.

    A mistake is among them if diagnosis names it by what the public tests call and nothing else.

    Args:
        questions: What staff know, by question.
        tests: Sources of the public tests by question.
    """
    with warnings.catch_warnings():
        # A wrong implementation of ours may be warned of.
        warnings.simplefilter("ignore")
        hints = {
            name: list(_locked(question, tests))
            for name, question in questions.items()
            if name in tests and question.references and not question.depends_on
        }
    return {name: locked for name, locked in hints.items() if locked}


def hidden_share(question: Question, tests: Mapping[str, str]) -> float | None:
    """How often hidden tests call a right answer for each time that the public tests do.

    Args:
        question: What staff know of it.
        tests: Sources of all its tests, hidden ones among them.

    Returns:
        None where calls do not tell: without a right answer, or where tests ask for more.
    """
    called: list[str] = []
    names = {name: _noted(answer, called) for name, answer in question.references.items()}
    counts = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for hidden in (False, True):
            called.clear()
            for test in read_tests(question.id, tests, hidden=hidden):
                if run_test(test, names, SECONDS).status != "passed":
                    return None
            counts.append(len(called))
    public, every = counts
    return round(every / public - 1, 2) if public else None


def _noted(answer: Callable[..., Any], called: list[str]) -> Callable[..., Any]:
    @functools.wraps(answer)
    def call(*args: Any, **kwargs: Any) -> Any:
        called.append(answer.__name__)
        return answer(*args, **kwargs)

    return call


def _locked(question: Question, tests: Mapping[str, str]) -> Iterator[tuple[str, Locked]]:
    right = record(question.id, tests, question.references, SECONDS)
    if right is None:
        # The public tests ask for more than calls: nothing can be told by them.
        return
    # A function of which any answer may be right has no reference, and its test does not pass.
    passed = {at for at, verdict in enumerate(right[0]) if verdict.status == "passed"}
    for item in question.mistakes:
        names = {**question.references, item.variable: item.implementation}
        wrong = record(question.id, tests, names, SECONDS)
        if wrong is None or item.variable not in question.references:
            continue
        own = [call for call in wrong[1] if call.name == item.variable and call.check in passed]
        failing = {call.check for call in own if wrong[0][call.check].status != "passed"}
        found = diagnose(question, own, failing, {})
        if found is None or not _same(found, item):
            continue
        locked = lock(found.hint, item.variable, own)
        if unlock(locked, right[1]) is None:
            yield found.hint, locked


def _same(found: Misconception, item: Misconception) -> bool:
    return (found.meaning or found.id) == (item.meaning or item.id)
