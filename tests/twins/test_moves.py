"""Smaller forms of a call."""

from autograder.twins.moves import smaller


def test_a_huge_whole_number_is_halved_and_not_counted_through() -> None:
    smaller_ones = [args for args, _ in smaller(((10**12,), {}))]
    assert (1,) in smaller_ones
    assert all(number < 10**12 for (number,) in smaller_ones)
