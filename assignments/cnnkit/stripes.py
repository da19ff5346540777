"""Stripes: the toy task of the first CNN, as pictures and graders deal it.

An image shows a bright stripe two pixels wide on noise. In class 0 it stands, in class 1 it lies.
`shift` moves it to the right or down from the middle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CLASSES = ("vertical", "horizontal")


@dataclass(frozen=True)
class Stripes:
    """Images with their labels.

    Attributes:
        images: (N, 1, size, size), float32: noise around 0, the stripe around 1.
        labels: (N,), int64: 0 for a vertical stripe, 1 for a horizontal one.
    """

    images: NDArray[np.float32]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)


def stripes(n: int, shift: int = 0, *, seed: int, size: int = 8, noise: float = 0.2) -> Stripes:
    """Deal a balanced set.

    Args:
        n: Number of images; the classes differ by one image at most.
        shift: Pixels that every stripe is off the middle, to the right or down.
        seed: The same seed deals the same set.
        size: Height and width of an image; its middle is columns `size // 2 - 1` and `size // 2`.
        noise: Standard deviation of the noise.

    Raises:
        ValueError: If a stripe would not lie inside the image.
    """
    middle = size // 2 - 0.5 + shift
    if not 0.5 <= middle <= size - 1.5:
        raise ValueError(f"a stripe moved by {shift} does not fit into {size} pixels")
    dealer = np.random.default_rng(seed)
    labels = dealer.permutation(np.arange(n, dtype=np.int64) % len(CLASSES))
    profile = (np.abs(np.arange(size) - middle) < 1).astype(np.float32)  # 1 on the stripe
    standing = np.tile(profile, (size, 1))
    patterns = np.stack([standing, standing.T])[:, None]  # (class, 1, size, size)
    grain = noise * dealer.standard_normal((n, 1, size, size), dtype=np.float32)
    return Stripes(patterns[labels] + grain.astype(np.float32), labels)
