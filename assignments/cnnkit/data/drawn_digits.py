"""Pictures made by a program, for work without a network and for tests."""

import numpy as np

# Segments of a seven-segment display that are lit for each digit, as on a pocket calculator:
# top, upper left, upper right, middle, lower left, lower right, bottom.
_LIT = (
    "1110111", "0010010", "1011101", "1011011", "0111010",
    "1101011", "1101111", "1010010", "1111111", "1111011",
)  # fmt: skip

# End points (x, y) of the segments in a box of 1 wide and 2 high.
_SEGMENTS = (
    ((0, 0), (1, 0)),
    ((0, 0), (0, 1)),
    ((1, 0), (1, 1)),
    ((0, 1), (1, 1)),
    ((0, 1), (0, 2)),
    ((1, 1), (1, 2)),
    ((0, 2), (1, 2)),
)


def generated_digits(count: int, seed: int, size: int = 28) -> tuple[np.ndarray, np.ndarray]:
    """Digits drawn with a soft pen, each a little slanted, stretched and moved.

    Args:
        count: Number of pictures.
        seed: Seed of everything random.
        size: Height and width in pixels.

    Returns:
        Pictures, uint8 `(count, size, size)`, and labels, uint8 `(count,)`.
    """
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, count).astype(np.uint8)
    images = np.stack([_draw(int(label), rng, size) for label in labels])
    return images, labels


def _draw(digit: int, rng: np.random.Generator, size: int) -> np.ndarray:
    unit = size / 28
    width, height = rng.uniform(7, 10) * unit, rng.uniform(7.5, 9) * unit
    slant = rng.uniform(-0.1, 0.35)
    pen = rng.uniform(1.3, 2.1) * unit
    centre = size / 2 + rng.uniform(-1.5, 1.5, 2) * unit
    rows, columns = np.mgrid[:size, :size].astype(float)
    distance = np.full((size, size), np.inf)
    for lit, ends in zip(_LIT[digit], _SEGMENTS, strict=True):
        if lit == "0":
            continue
        (x0, y0), (x1, y1) = (
            (
                centre[0] + (x - 0.5) * width - (y - 1) * slant * height,
                centre[1] + (y - 1) * height,
            )
            for x, y in ends
        )
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        along = ((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / length
        along = np.clip(along, 0, 1)
        gap = np.hypot(columns - x0 - along * (x1 - x0), rows - y0 - along * (y1 - y0))
        distance = np.minimum(distance, gap)
    return (255 * np.clip(pen + 0.5 * unit - distance, 0, 1)).astype(np.uint8)
