"""Item statistics: held against SciPy, and against classes whose truth is known."""

import numpy as np
import pytest
from scipy import stats

from autograder.analysis.items import ItemAnswer, fisher, item_statistics, kr20, wilson

LETTERS = "ABCD"


def drawn(n: int, seed: int, key: str = "B", pull: float = 1.5) -> list[ItemAnswer]:
    """A class in which the able find B, and the others spread over the rest."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=n)
    found = rng.random(n) < 1 / (1 + np.exp(-pull * ability))
    wrong = rng.choice(list("ACD"), size=n, p=(0.5, 0.3, 0.2))
    rest = 12 + 4 * ability + rng.normal(size=n)
    return [
        ItemAnswer(str(letter), str(letter), float(points))
        for letter, points in zip(np.where(found, "B", wrong), rest, strict=True)
    ]


def test_figures_are_those_of_scipy() -> None:
    klass = drawn(80, seed=3)
    found = item_statistics(klass, LETTERS, "B")
    rest = [one.rest for one in klass]
    right = [one.first == "B" for one in klass]
    expected = stats.pointbiserialr(right, rest)
    assert found.r == pytest.approx(expected.statistic)
    interval = stats.pearsonr(np.array(right, float), rest).confidence_interval(0.95)
    assert found.r_interval == pytest.approx((interval.low, interval.high))
    share = stats.binomtest(found.right, found.n).proportion_ci(method="wilson")
    assert found.p_interval == pytest.approx((share.low, share.high))
    for option in found.options:
        taken = [one.first == option.letter for one in klass]
        assert option.r == pytest.approx(stats.pointbiserialr(taken, rest).statistic)
        assert option.share == pytest.approx(np.mean(taken))


@pytest.mark.parametrize(("right", "n"), [(0, 1), (1, 1), (0, 30), (30, 30), (7, 1000)])
def test_intervals_at_the_edges_are_those_of_scipy(right: int, n: int) -> None:
    share = stats.binomtest(right, n).proportion_ci(method="wilson")
    assert wilson(right, n) == pytest.approx((share.low, share.high))
    assert fisher(0.5, 3) is None


def test_reliability_is_that_of_covariances() -> None:
    rng = np.random.default_rng(5)
    table = rng.random((6, 90)) < 0.5 + 0.3 * np.sign(rng.normal(size=90))
    names = {f"Q{n}": list(map(bool, row)) for n, row in enumerate(table)}
    whole, without = kr20(names)
    covariance = np.cov(table.astype(float), ddof=0)
    alpha = 6 / 5 * (1 - np.trace(covariance) / covariance.sum())
    assert whole == pytest.approx(alpha)
    assert without["Q0"] == pytest.approx(kr20({k: v for k, v in names.items() if k != "Q0"})[0])
    assert kr20({"Q0": [True, False]}) == (None, {"Q0": None})
    assert kr20({}) == (None, {}), "an assignment without items"


def test_a_wrong_key_is_called_doubtful_and_a_right_one_hardly_ever() -> None:
    caught = [item_statistics(drawn(60, seed), LETTERS, "A").doubtful for seed in range(200)]
    assert np.mean([one == "B" for one in caught]) >= 0.95
    sound = [item_statistics(drawn(60, seed), LETTERS, "B").doubtful for seed in range(200)]
    assert np.mean([one != "" for one in sound]) <= 0.01


def test_a_small_class_throws_no_doubt_on_a_key() -> None:
    assert item_statistics(drawn(60, 1)[:14], LETTERS, "A").doubtful == ""


def test_first_choices_count_and_changes_are_told() -> None:
    klass = [
        ItemAnswer("A", "B", 1.0),
        ItemAnswer("B", "A", 2.0),
        ItemAnswer("C", "D", 3.0),
        ItemAnswer("B", "B", 4.0),
        ItemAnswer(None, None, 0.0),
    ]
    found = item_statistics(klass, LETTERS, "B")
    assert (found.right, found.right_last, found.unanswered) == (2, 2, 1)
    assert (found.changed, found.gained, found.lost) == (3, 1, 1)
    assert [(one.letter, one.first, one.last) for one in found.options] == [
        ("A", 1, 1),
        ("B", 2, 2),
        ("C", 1, 0),
        ("D", 0, 1),
    ]


def test_several_right_options_are_right_together_only() -> None:
    klass = [ItemAnswer("AC", "AC", 3.0), ItemAnswer("A", "A", 2.0), ItemAnswer("CA", "CA", 1.0)]
    found = item_statistics(klass, LETTERS, "AC")
    assert found.right == 2
    assert [one.key for one in found.options] == [True, False, True, False]
    assert found.doubtful == ""


def test_what_does_not_vary_correlates_with_nothing() -> None:
    same = [ItemAnswer("B", "B", float(n)) for n in range(20)]
    assert item_statistics(same, LETTERS, "B").r is None
    flat = [ItemAnswer("AB"[n % 2], "B", 0.1) for n in range(20)]
    assert item_statistics(flat, LETTERS, "B").r is None
    assert item_statistics([], LETTERS, "B").p is None
