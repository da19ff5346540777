"""Random cases that can be made again: every generator is named and seeded."""

import hashlib
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray

seed: ContextVar[str] = ContextVar("gradekit_checks_seed", default="public")
"""Seed of every random case. At grading it is set for each submission and question."""


def rng(*name: object) -> np.random.Generator:
    """A generator for the random cases of a question.

    Args:
        name: The question's id, then whatever tells its generators apart, such as a feature and a
            number: `rng("q0_7", "stride", 3)`.

    Returns:
        The same generator for the same name and `seed`, on every machine.
    """
    text = "|".join(str(part) for part in (seed.get(), *name))
    digest = hashlib.sha256(text.encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))


def integers(
    rng: np.random.Generator, *shape: int, low: int = -9, high: int = 9
) -> NDArray[np.int64]:
    """Small integers from `low` to `high`, both included."""
    return rng.integers(low, high, size=shape, endpoint=True)


def tensor(rng: np.random.Generator, *shape: int) -> Any:
    """Normal numbers as a torch tensor, float64."""
    import torch

    return torch.from_numpy(np.asarray(reals(rng, *shape)))


def reals(rng: np.random.Generator, *shape: int) -> NDArray[np.float64]:
    """Normal numbers, float64."""
    return rng.standard_normal(shape)
