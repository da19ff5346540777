"""Coloured shapes, drawn from a seed: ten classes of 32x32 pictures for work without a network.

A picture holds one shape of any colour, place, size and slant before a background of any colour
with a gradient, waves, specks and noise. Colour and brightness say nothing of the class and no
pixel belongs to one, so a linear model stays little above chance while a small network learns it.
"""

from collections.abc import Callable

import numpy as np

SHAPE_CLASSES = (
    *("bars", "checker", "circle", "crescent", "diamond"),
    *("frame", "plus", "ring", "square", "triangle"),
)
SIZE = 32

# Pictures drawn at a time: bounds the memory for any count.
_CHUNK = 1000

# A shape as a function of coordinates (N, SIZE, SIZE): negative inside, in units of its radius.
_Field = Callable[[np.ndarray, np.ndarray], np.ndarray]


def generated_shapes(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw shapes; every class is equally frequent to within one picture in each thousand.

    Args:
        count: Number of pictures.
        seed: Seed of everything random.

    Returns:
        Pictures, uint8 `(count, 32, 32, 3)`, and labels, int64 `(count,)`, in random order.
    """
    rng = np.random.default_rng(seed)
    images = np.empty((count, SIZE, SIZE, 3), np.uint8)
    labels = np.empty(count, np.int64)
    for start in range(0, count, _CHUNK):
        part = slice(start, min(start + _CHUNK, count))
        labels[part] = rng.permutation(np.arange(part.stop - start) % len(SHAPE_CLASSES))
        images[part] = _draw(labels[part], rng)
    return images, labels


def _draw(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    n = len(labels)
    behind, front = _colours(n, rng)
    picture = _background(behind, rng)
    cover = _cover(labels, rng)[..., None]
    picture = picture * (1 - cover) + front[:, None, None] * cover
    picture += _specks(n, rng)
    noise = rng.uniform(0.01, 0.05, (n, 1, 1, 1)).astype(np.float32)
    picture += noise * rng.standard_normal(picture.shape, dtype=np.float32)
    return (255 * np.clip(picture, 0, 1)).astype(np.uint8)


def _colours(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Colours of background and shape, (n, 3) each, in [0, 1], a least distance apart."""
    behind, front = rng.random((2, n, 3), dtype=np.float32)
    gap = front - behind
    distance = np.linalg.norm(gap, axis=1, keepdims=True)
    # Too near: move along the line between them, then back into the cube from its other side.
    pushed = behind + gap / np.maximum(distance, 1e-6) * 0.6
    outside = (pushed < 0) | (pushed > 1)
    pushed = np.where(outside, 2 * behind - pushed, pushed)
    return behind, np.where(distance < 0.6, pushed, front)


def _background(colour: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    n = len(colour)
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32) / SIZE - 0.5
    slope = rng.normal(0, 0.1, (2, n, 1, 1, 3)).astype(np.float32)
    picture = colour[:, None, None] + slope[0] * x[..., None] + slope[1] * y[..., None]
    wave = rng.uniform(-20, 20, (2, n, 1, 1)).astype(np.float32)
    phase = rng.uniform(0, 2 * np.pi, (n, 1, 1)).astype(np.float32)
    strength = rng.uniform(0, 0.05, (n, 1, 1, 1)).astype(np.float32)
    return picture + strength * np.sin(wave[0] * x + wave[1] * y + phase)[..., None]


def _specks(n: int, rng: np.random.Generator) -> np.ndarray:
    """Three small soft spots of any colour a picture, (n, SIZE, SIZE, 3)."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    total = np.zeros((n, SIZE, SIZE, 3), np.float32)
    for _ in range(3):
        row, column = rng.uniform(0, SIZE, (2, n, 1, 1)).astype(np.float32)
        spot = np.exp(-((y - row) ** 2 + (x - column) ** 2) / 3)
        total += spot[..., None] * rng.normal(0, 0.2, (n, 1, 1, 3)).astype(np.float32)
    return total


def _cover(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """How much of each pixel the shape covers, (N, SIZE, SIZE) in [0, 1]."""
    n = len(labels)
    radius = rng.uniform(8, 12, (n, 1, 1)).astype(np.float32)
    room = SIZE / 2 - 0.95 * radius
    centre = (SIZE - 1) / 2 + rng.uniform(-1, 1, (2, n, 1, 1)).astype(np.float32) * room
    slant = rng.uniform(-0.2, 0.2, (n, 1, 1)).astype(np.float32)
    stretch = rng.uniform(0.85, 1.15, (n, 1, 1)).astype(np.float32)
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    x, y = (x - centre[0]) / radius, (y - centre[1]) / radius
    u = (x * np.cos(slant) + y * np.sin(slant)) * stretch
    v = (y * np.cos(slant) - x * np.sin(slant)) / stretch
    field = np.empty((n, SIZE, SIZE), np.float32)
    for number, name in enumerate(SHAPE_CLASSES):
        ours = labels == number
        field[ours] = _FIELDS[name](u[ours], v[ours])
    return np.clip(0.5 - field * radius, 0, 1)


def _box(u: np.ndarray, v: np.ndarray, width: float, height: float) -> np.ndarray:
    return np.maximum(np.abs(u) - width, np.abs(v) - height)


def _bars(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    bars = [_box(u, v - middle, 0.9, 0.19) for middle in (-0.7, 0.0, 0.7)]
    return np.minimum.reduce(bars)


def _checker(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.minimum(_box(u - 0.45, v - 0.45, 0.44, 0.44), _box(u + 0.45, v + 0.45, 0.44, 0.44))


def _crescent(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.maximum(np.hypot(u, v) - 1, 0.75 - np.hypot(u - 0.5, v))


def _triangle(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    sides = np.maximum(0.87 * u, -0.87 * u) - 0.5 * v
    return np.maximum(sides - 0.5, v - 0.6)


_FIELDS: dict[str, _Field] = {
    "bars": _bars,
    "checker": _checker,
    "circle": lambda u, v: np.hypot(u, v) - 0.95,
    "crescent": _crescent,
    "diamond": lambda u, v: (np.abs(u) + np.abs(v)) / 1.4 - 0.75,
    "frame": lambda u, v: np.abs(np.maximum(np.abs(u), np.abs(v)) - 0.68) - 0.2,
    "plus": lambda u, v: np.minimum(_box(u, v, 0.28, 0.95), _box(u, v, 0.95, 0.28)),
    "ring": lambda u, v: np.abs(np.hypot(u, v) - 0.75) - 0.22,
    "square": lambda u, v: _box(u, v, 0.85, 0.85),
    "triangle": _triangle,
}
