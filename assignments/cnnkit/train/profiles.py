"""How much the notebooks train."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """How much the notebooks train: numbers of pictures and epochs."""

    name: str
    train_images: int
    valid_images: int
    test_images: int
    simple_epochs: int
    improved_epochs: int


_PROFILES = {
    "tiny": Profile("tiny", 256, 128, 128, 1, 1),
    "small": Profile("small", 10_000, 2_000, 2_000, 5, 3),
    "full": Profile("full", 45_000, 5_000, 10_000, 10, 20),
}


def profile(name: str | None = None) -> Profile:
    """How much to train: the environment's `GRADEKIT_PROFILE`, `small` where it is not set.

    Args:
        name: `tiny` (seconds), `small` (minutes on a CPU) or `full`; None asks the environment.

    Returns:
        The profile.

    Raises:
        ValueError: If there is none of that name.
    """
    name = name or os.environ.get("GRADEKIT_PROFILE") or "small"
    if name not in _PROFILES:
        raise ValueError(f"GRADEKIT_PROFILE is {name!r}; it is one of {', '.join(_PROFILES)}.")
    return _PROFILES[name]
