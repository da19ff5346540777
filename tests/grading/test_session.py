"""Requests to a worker, and the limits that each of them has."""

from collections.abc import Iterator

import pytest

from autograder.intake.submission import Cell
from autograder.isolation.engines.engine import Engine, WorkerTimeout
from autograder.isolation.session import Session
from autograder.records.assignment import Limits

SLOW = """
import time
def wait(seconds):
    time.sleep(seconds)
    return seconds
"""


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    session = Session(engine, Limits(call_seconds=0.6, submission_seconds=30), {})
    session.execute(Cell(1, "code", SLOW, ignored=False))
    yield session
    session.close()


def test_many_calls_together_have_the_time_of_each(session: Session) -> None:
    outcomes = session.call_many("wait", [((0.2,), {})] * 6)
    assert [outcome.value for outcome in outcomes] == [0.2] * 6
    assert session.fault is None


def test_one_call_of_many_that_does_not_end_is_named(session: Session) -> None:
    with pytest.raises(WorkerTimeout) as caught:
        session.call_many("wait", [((0.1,), {}), ((0.2,), {}), ((60,), {}), ((0.1,), {})])
    assert caught.value.index == 2
    assert session.call("wait", (0.1,), {}).value == 0.1
