"""No grade hangs on the clock: the same points on a quiet machine and on a busy one."""

from collections.abc import Callable

import pytest

from autograder.records.course import Course
from bench.steady import rounds, unsteady

CLASSES = {
    "a1_convolution": ("q1_3_off_by_one", "q1_8_loops_over_positions"),
    "a5_inside_the_network": ("perfect",),
}


@pytest.mark.parametrize("assignment", CLASSES)
def test_a_class_gets_the_same_points_however_busy_the_machine_is(
    assignment: str, compile_assignment: Callable[[str], Course]
) -> None:
    # `python -m bench.steady` does it ten times and with more of them.
    course = compile_assignment(assignment)
    found = rounds(course, assignment, CLASSES[assignment], quiet=2, loaded=2, busy=4)
    assert unsteady(found) == []
    assert len(found[0].points) >= 10
