"""Hints in a process with several graders: they share the global generators."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.grading import hints
from autograder.grading.questions import EvaluatedQuestion
from autograder.records.result import QuestionResult
from autograder.records.status import Status
from gradekit.probes.plain_values import global_seed


def test_while_one_thread_looks_for_a_hint_no_other_moves_the_generators(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A mistake that draws, or not, is known by that: a draw of somebody else's must not count."""
    inside: list[int] = []
    most: list[int] = []

    def diagnose(*evidence: object) -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.005)
        inside.pop()

    def seeded() -> None:
        with global_seed(1):
            most.append(len(inside) + 1)

    monkeypatch.setattr(hints, "diagnose", diagnose)
    result = QuestionResult(
        id="q1", title="One", kind="code", status=Status.FAILED, points=0, possible=1
    )
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(hints.with_hint, EvaluatedQuestion(result, (), {}), None) for _ in range(8)
        ]
        asked += [pool.submit(seeded) for _ in range(8)]
    for one in asked:
        one.result()
    assert len(most) == 16
    assert max(most) == 1
