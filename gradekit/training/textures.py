"""Ten classes of colour textures that are made up anew from a seed.

A class is a few waves, each with a direction, a width and a colour of its own. A picture shows the
waves of its class at phases of its own under noise, so that no pixel belongs to a class and the
mean picture of every class is grey: a linear model stays at chance. With a secret seed the classes
themselves are secret, and no weights can have been trained for them.
"""

import numpy as np
from numpy.typing import NDArray

from gradekit.training.sources import Batch, SourceRequest

CLASSES = 10
SIZE = 32
WAVES = 2
NOISE = 0.25


def textures(wanted: SourceRequest) -> Batch:
    """Textures as a source of training data; see `sources`."""
    return Batch(*draw(wanted.count, wanted.world, wanted.rng))


def draw(
    count: int, world: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Draw textures; every class is equally frequent to within one picture.

    Args:
        count: Number of pictures.
        world: Seed of the classes: the same number means the same classes.
        rng: Draws the pictures.

    Returns:
        Pictures, uint8 (count, 32, 32, 3), and labels, int64 (count,), in random order.
    """
    waves, colours = _classes(world)
    labels = rng.permutation(np.arange(count, dtype=np.int64) % CLASSES)
    phase = rng.uniform(0, 2 * np.pi, (count, WAVES)).astype(np.float32)
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32) / SIZE
    picture = np.full((count, SIZE, SIZE, 3), 0.5, np.float32)
    for wave in range(WAVES):
        along = waves[labels, wave]  # (count, 2): cycles down and across
        angle = 2 * np.pi * (along[:, :1, None] * y + along[:, 1:, None] * x)
        swing = np.sin(angle + phase[:, wave, None, None])[..., None]
        picture += swing * colours[labels, wave][:, None, None]
    picture += NOISE * rng.standard_normal(picture.shape, dtype=np.float32)
    return (255 * np.clip(picture, 0, 1)).astype(np.uint8), labels


def _classes(world: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Waves (classes, waves, 2) in cycles a picture, and their colours (classes, waves, 3)."""
    rng = np.random.default_rng(world)
    start = rng.uniform(0, np.pi)
    # Directions of the first waves are spread over the half circle: no two classes look alike.
    turn = start + np.pi * (rng.permutation(CLASSES)[:, None] + 3.3 * np.arange(WAVES)) / CLASSES
    speed = rng.uniform(3.5, 7, (CLASSES, WAVES))
    waves = np.stack([speed * np.sin(turn), speed * np.cos(turn)], axis=-1)
    colours = rng.standard_normal((CLASSES, WAVES, 3))
    colours *= 0.22 / np.linalg.norm(colours, axis=-1, keepdims=True)
    return waves.astype(np.float32), colours.astype(np.float32)
