"""What a request that does not end costs of the time of its submission."""

import time
from contextlib import suppress
from typing import Any, cast

import pytest

from autograder.isolation.budget import TimeBudget
from autograder.isolation.engines.engine import Worker, WorkerTimeout


class Ended:
    """A worker whose process is gone: nobody knows any more what it waited for or computed."""

    def cpu_seconds(self) -> float | None:
        return None

    def waited(self) -> float | None:
        return None


def ran_out(budget: TimeBudget, limit: float, seconds: float) -> None:
    """A request that was ended, after more seconds on the clock than it was allowed."""
    budget.within(limit)
    with suppress(WorkerTimeout), budget.spent(cast(Worker, Ended())):
        time.sleep(seconds)
        raise WorkerTimeout("too long", alive=False)


def test_a_busy_machine_makes_a_timeout_no_dearer() -> None:
    budget = TimeBudget(1.0)
    for _ in range(4):
        ran_out(budget, 0.05, 0.3)
    assert not budget.over
    assert budget.within(5.0) >= 0.75


def test_a_timeout_on_all_that_was_left_leaves_nothing() -> None:
    budget = TimeBudget(0.1)
    ran_out(budget, 5.0, 0.15)
    assert budget.over
    assert budget.within(5.0) == pytest.approx(0.001)


def test_any_other_end_costs_its_time() -> None:
    budget = TimeBudget(1.0)
    ended: Any = Ended()
    budget.within(0.05)
    with budget.spent(ended):
        time.sleep(0.3)
    assert budget.within(5.0) <= 0.7
