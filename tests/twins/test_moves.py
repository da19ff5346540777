"""Smaller forms of a call."""

import numpy as np

from autograder.twins.moves import smaller


def test_a_huge_whole_number_is_halved_and_not_counted_through() -> None:
    smaller_ones = [args for args, _ in smaller(((10**12,), {}))]
    assert (1,) in smaller_ones
    assert all(number < 10**12 for (number,) in smaller_ones)


def test_a_step_of_a_probe_goes_whole_or_not_at_all() -> None:
    steps = [("train", np.ones((2, 2))), ("eval", np.ones((2, 2)))]
    made = [named["steps"] for _, named in smaller(((), {"steps": steps})) if named]
    assert any(len(kept) == 1 for kept in made)
    assert all(len(step) == 2 for kept in made for step in kept)


def test_a_kernel_does_not_become_nothing() -> None:
    layers = [{"kind": "conv", "kernel": 1}]
    made = [args[0] for args, _ in smaller(((layers, 1), {}))]
    assert all(layer.get("kernel", 1) for kept in made for layer in kept)
    assert any(number == 0 for (_, number), _ in smaller(((layers, 1), {})))
