"""The small task that every student works out by hand, dealt from the student id."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIDE = 6
KERNEL = 3
COUNT = 6


@dataclass(frozen=True)
class TraceTask:
    """An image, a kernel and the places to work out.

    Invariants: at every place the sum differs from the sums that the kernel's mirror images and its
    transpose give there, and from those of the neighbouring places; so a slip shows.

    Attributes:
        image: (6, 6), small integers.
        kernel: (3, 3), small integers.
        positions: Six places (row, column) of the result; the last is its bottom-right corner.
    """

    image: NDArray[np.int64]
    kernel: NDArray[np.int64]
    positions: tuple[tuple[int, int], ...]


def trace_task(student_id: str | int) -> TraceTask:
    """The task of a student.

    Args:
        student_id: As typed in the notebook, with or without quotes; capitals and spaces around it
            do not matter.

    Returns:
        The same task for the same id, always.
    """
    seed = hashlib.sha256(f"trace|{str(student_id).strip().lower()}".encode()).digest()
    generator = np.random.Generator(np.random.PCG64(int.from_bytes(seed[:16], "little")))
    last = SIDE - KERNEL
    while True:
        image = generator.integers(0, 6, (SIDE, SIDE))
        kernel = generator.integers(-2, 4, (KERNEL, KERNEL))
        places = [(row, column) for row in range(last + 1) for column in range(last + 1)]
        chosen = generator.permutation(len(places) - 1)[: COUNT - 1]
        positions = (*sorted(places[index] for index in chosen), places[-1])
        if _tells_slips_apart(image, kernel, positions):
            return TraceTask(image, kernel, positions)


def _tells_slips_apart(
    image: NDArray[np.int64], kernel: NDArray[np.int64], positions: tuple[tuple[int, int], ...]
) -> bool:
    patches = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    variants = (kernel, kernel[::-1, ::-1], kernel[::-1], kernel[:, ::-1], kernel.T)
    maps = [np.tensordot(patches, variant) for variant in variants]
    for row, column in positions:
        near = [maps[0][place] for place in _neighbours(row, column, maps[0].shape)]
        other = [found[row, column] for found in maps[1:]]
        if maps[0][row, column] in (*near, *other):
            return False
    return True


def _neighbours(row: int, column: int, shape: tuple[int, ...]) -> list[tuple[int, int]]:
    places = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return [(r, c) for r, c in places if 0 <= r < shape[0] and 0 <= c < shape[1]]
