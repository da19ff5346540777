"""The global generators that probes seed: put back afterwards, and one thread's at a time."""

from concurrent.futures import ThreadPoolExecutor

import torch

from gradekit.probes.plain_values import global_seed


def drawn(seed: int) -> list[float]:
    with global_seed(seed):
        return [torch.rand(1).item() for _ in range(200)]


def test_threads_that_seed_do_not_disturb_each_other() -> None:
    alone = {seed: drawn(seed) for seed in range(4)}
    seeds = list(range(4)) * 25
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(drawn, seeds))
    assert beside == [alone[seed] for seed in seeds]


def test_the_generators_are_put_back_after_an_exception() -> None:
    before = torch.get_rng_state()
    try:
        with global_seed(1):
            torch.rand(3)
            raise ValueError
    except ValueError:
        assert torch.equal(torch.get_rng_state(), before)
