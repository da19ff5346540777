"""The histogram: every value in one bin, and drawn inside of its frame."""

import pytest

from autograder.review.figures import histogram, median


@pytest.mark.parametrize("values", [[], [0.0], [27.0], [24.0, 23.5, 0.0, 12.0, 12.25], [100.0, 1]])
def test_every_value_is_in_one_bin_and_inside_of_the_frame(values: list[float]) -> None:
    drawn = histogram(values, 27.0)
    assert sum(bar.count for bar in drawn.bars) == len(values)
    for bar in drawn.bars:
        assert drawn.left <= bar.x
        assert bar.x + bar.width <= drawn.width
        assert bar.y >= 0
        assert bar.y + bar.height == pytest.approx(drawn.base)


def test_a_value_on_an_edge_is_in_the_bin_above() -> None:
    drawn = histogram([2.0, 3.99, 4.0], 27.0)
    assert [(bar.count, bar.label) for bar in drawn.bars if bar.count] == [
        (2, "2 to under 4"),
        (1, "4 to under 6"),
    ]


def test_the_drawing_is_also_told_in_words() -> None:
    assert histogram([27.0], 27.0).summary == "1 submissions by points: 1 with 26 to 27."
    assert histogram([], 27.0).summary == "No submission has a total."


def test_the_median_of_an_even_number_lies_between() -> None:
    assert (median([4.0, 1.0, 2.0]), median([1.0, 4.0]), median([])) == (2.0, 2.5, None)
