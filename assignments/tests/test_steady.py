"""No grade hangs on the clock: the same points on a quiet machine and on a busy one."""

from collections.abc import Callable

import pytest

from autograder.records.course import Course
from bench.steady import rounds, unsteady
from tests.sampling import COMPLETE

# The first of each is about speed.
CLASSES = {
    "a1_convolution": ("q1_8_loops_over_positions", "q1_3_off_by_one"),
    "a5_inside_the_network": ("perfect",),
}


@pytest.mark.parametrize("assignment", CLASSES)
def test_a_class_gets_the_same_points_however_busy_the_machine_is(
    assignment: str, compile_assignment: Callable[[str], Course]
) -> None:
    # `python -m bench.steady` does it ten times and with more of them.
    course, times = compile_assignment(assignment), 2 if COMPLETE else 1
    names = CLASSES[assignment] if COMPLETE else CLASSES[assignment][:1]
    found = rounds(course, assignment, names, quiet=times, loaded=times, busy=4)
    assert unsteady(found) == []
    assert len(found[0].points) >= 5
