"""What a difference says: numbers that can be told apart, and an order as an order."""

import numpy as np
import pytest

from gradekit.checks.compare import difference
from gradekit.outcome import unanswered


@pytest.mark.parametrize("less", [1e-4, 1e-7, 1e-9])
def test_numbers_that_differ_look_different(less):
    for got, expected in ((0.6 - less, 0.6), (np.array([0.6 - less]), np.array([0.6]))):
        words = difference(got, expected).numbers.split()
        came, wanted = (word.strip(",") for word in words if word[0].isdigit() and "." in word)
        assert float(came) != float(wanted)


def test_a_whole_number_and_one_beside_it_look_different():
    assert difference(1 - 1e-8, 1.0).numbers == "returned 0.99999999, expected 1"


def test_the_right_tuples_in_another_order_are_told_as_that():
    found = difference([(2, 1, 5), (0, 1, 3)], [(0, 1, 3), (2, 1, 5)])
    assert found.what == "the right values in another order"
    assert difference([(2, 1, 5)], [(0, 1, 3)]).what == "value 1: the shape is wrong"
    assert difference([(2, np.zeros(3))], [(0, 1)]) is not None


def test_what_a_library_does_not_implement_is_no_open_question():
    assert unanswered("NotImplementedError", "")
    assert unanswered("NotImplementedError", "later", "cell 3, line 2: raise NotImplementedError()")
    assert not unanswered("NotImplementedError", "", "cell 3, line 2: optimizer.step()")
    assert not unanswered("NotImplementedError", 'Module [Net] is missing "forward"')
    assert not unanswered("ValueError", "")
