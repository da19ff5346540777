"""The leaderboard: luck does not climb it, and its ranges hold the true ranks."""

import numpy as np
import pytest

from autograder.analysis.board import Measured, measured, rank_ranges, shown_of

INPUTS, TRIES, BOARDS = 1000, 1000, 20
CHANCE = 0.1
ERROR = (CHANCE * (1 - CHANCE) / INPUTS) ** 0.5


def test_a_thousand_tries_of_a_random_model_lift_a_board_by_less_than_an_error() -> None:
    naive, lifts = [], []
    for board in range(BOARDS):
        rng = np.random.default_rng(board)
        tries = [measured(int(n), INPUTS, 1, None) for n in rng.binomial(INPUTS, CHANCE, TRIES)]
        at = shown_of(tries, TRIES).at
        lifts.append((tries[at].mean - tries[0].mean) / ERROR)
        naive.append((max(one.mean for one in tries) - CHANCE) / ERROR)
    assert max(lifts) <= 1
    assert np.mean(naive) > 3


def climbed(gated: bool, seed: int) -> float:
    """How far somebody gets who keeps whatever the board says is better, in standard errors."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(10, size=INPUTS)
    best = rng.integers(10, size=INPUTS)
    tries = [measured(int((best == labels).sum()), INPUTS, 1, None)]
    shown = tries[0].mean
    for _ in range(TRIES - 1):
        guess = np.where(rng.random(INPUTS) < 0.02, rng.integers(10, size=INPUTS), best)
        tries.append(measured(int((guess == labels).sum()), INPUTS, 1, None))
        now = tries[shown_of(tries, TRIES).at].mean if gated else max(shown, tries[-1].mean)
        if now > shown:
            shown, best = now, guess
    return (shown - tries[0].mean) / ERROR


def test_who_adapts_to_what_the_board_says_gets_no_further() -> None:
    assert climbed(True, seed=0) <= 1
    assert climbed(False, seed=0) > 3


def test_a_try_that_is_truly_better_is_shown() -> None:
    tries = [measured(right, 1000, 1, None) for right in (600, 610, 720)]
    assert shown_of(tries, 20).at == 2
    assert shown_of(tries, 2).at == 0
    assert shown_of(tries, 2).counted == 2


def test_ranges_hold_the_true_ranks_of_thirty_models() -> None:
    rng = np.random.default_rng(11)
    truth = np.sort(rng.uniform(0.5, 0.8, 30))[::-1]
    held = 0
    for _ in range(200):
        right = rng.binomial(INPUTS, truth)
        ranges = rank_ranges([measured(int(n), INPUTS, 1, None) for n in right])
        held += all(low <= rank <= high for rank, (low, high) in enumerate(ranges, 1))
    assert held / 200 >= 0.95


def test_what_cannot_be_told_apart_shares_a_range() -> None:
    close = [Measured(0.80, 0.01), Measured(0.79, 0.01), Measured(0.50, 0.01)]
    assert rank_ranges(close) == [(1, 2), (1, 2), (3, 3)]
    assert rank_ranges([]) == []


@pytest.mark.parametrize("right", [0, 1000])
def test_nothing_is_certain_however_the_answers_fell(right: int) -> None:
    assert measured(right, 1000, 1, None).error > 0


def test_the_spread_of_seeds_makes_a_mean_less_sure() -> None:
    assert measured(1800, 3000, 3, 0.05).error > measured(1800, 3000, 3, 0.0).error
