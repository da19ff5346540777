"""`python -m bench.faults` in small: whatever is killed, everybody is graded exactly once."""

import pytest

from bench.faults import figures, rounds


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_whatever_is_killed_everybody_is_graded_exactly_once(kind: str) -> None:
    found = figures(rounds(1, 10, 2, seed=3, kinds=[kind]), 10)
    assert (found["graded_once"], found["lost"], found["doubled"]) == (10, 0, 0)
    assert found["problems"] == []
