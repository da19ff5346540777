"""Agreement held against its definition, severity against simulated readers."""

import itertools

import numpy as np
import pytest
from scipy import stats

from autograder.analysis.agreement import agreement, severity


def by_definition(read: list[dict[str, float]]) -> float:
    """Alpha for interval data, from pairs: 1 - observed / expected disagreement."""
    units = [list(one.values()) for one in read if len(one) > 1]
    values = [value for one in units for value in one]
    n = len(values)
    observed = (
        sum(
            sum((a - b) ** 2 for a, b in itertools.permutations(one, 2)) / (len(one) - 1)
            for one in units
        )
        / n
    )
    expected = sum((a - b) ** 2 for a, b in itertools.permutations(values, 2)) / (n * (n - 1))
    return 1 - observed / expected


def readings(count: int, spread: float, seed: int = 0) -> list[dict[str, float]]:
    """Two or three readers of each answer, whose points scatter around what it is worth."""
    draw = np.random.default_rng(seed)
    found = []
    for n in range(count):
        worth = draw.uniform(0, 4)
        readers = ("ada", "ben", "eve")[: 2 + n % 2]
        found.append({reader: round(2 * draw.normal(worth, spread)) / 2 for reader in readers})
    return found


@pytest.mark.parametrize("spread", [0.1, 0.5, 1.5])
def test_alpha_is_what_its_definition_says_and_lies_in_its_interval(spread: float) -> None:
    read = readings(40, spread)
    found = agreement([*read, {"ada": 2.0}])
    assert found.answers == 40
    assert found.alpha == pytest.approx(by_definition(read))
    assert found.low < found.alpha < found.high


def test_the_interval_is_as_wide_as_that_of_many_classes() -> None:
    classes = [agreement(readings(40, 0.8, seed)).alpha for seed in range(200)]
    found = agreement(readings(40, 0.8, 7))
    wide = np.subtract(*np.percentile(classes, [97.5, 2.5]))
    assert found.high - found.low == pytest.approx(wide, rel=0.5)
    assert found == agreement(readings(40, 0.8, 7))


def test_without_two_readers_or_two_values_there_is_no_agreement() -> None:
    for read in ([], [{"ada": 1.0}], [{"ada": 1.0, "ben": 1.0}] * 5):
        assert agreement(read).alpha is None
    few = agreement([{"ada": 1.0, "ben": 2.0}, {"ada": 2.0, "ben": 2.0}])
    assert (few.alpha is None, few.low) == (False, None)


def differences(draw: np.random.Generator, bias: float, count: int) -> list[float]:
    """What a reader gives beside the gold points, in halves."""
    return [float(one) for one in np.round(2 * draw.normal(bias, 0.3, count)) / 2]


def test_a_harsh_reader_is_flagged_after_at_most_fifteen_gold_answers() -> None:
    draw = np.random.default_rng(3)
    for _ in range(100):
        harsh = severity("eve", differences(draw, -0.5, 15), 2.0)
        assert harsh.flagged_after is not None
        assert harsh.flagged_after <= 15
        assert harsh.mean < 0


def test_of_fair_readers_hardly_any_is_flagged_however_long_one_looks() -> None:
    draw = np.random.default_rng(4)
    flagged = sum(
        severity("ada", differences(draw, 0.0, 80), 2.0).flagged_after is not None
        for _ in range(500)
    )
    # At most two in a hundred, as stated; the bound is what 500 trials of that allow.
    assert flagged <= stats.binom.ppf(0.999, 500, 0.02)


def test_two_gold_answers_flag_nobody_and_none_say_nothing() -> None:
    assert severity("eve", [-2.0, -2.0], 2.0).flagged_after is None
    assert severity("eve", [], 2.0).mean is None
