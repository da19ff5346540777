"""Batches from pictures that stay in memory as bytes.

One step of work for a whole batch instead of one for each picture: gather bytes, mirror and move
them, and only then make floats of them.
"""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from cnnkit.data import Images
from gradekit.training.loop import to_unit

# Batches without training, small enough for the activations to stay in a processor's cache.
EVALUATION_BATCH = 500


class Batches:
    """Labelled pictures on a device, dealt in batches.

    The order, mirroring and moves of an epoch follow from the seed and the epoch's number alone.
    """

    def __init__(
        self,
        data: Images,
        device: torch.device,
        *,
        layout: torch.memory_format = torch.channels_last,
    ) -> None:
        # A copy: memory-mapped pages cannot be shared with torch, which has no read-only tensors.
        self.pixels = torch.from_numpy(np.array(data.images)).to(device)
        self.labels = torch.from_numpy(np.array(data.labels)).to(device)
        self.layout = layout
        self._padded: tuple[int, Tensor] | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def steps(self, batch_size: int) -> int:
        """Batches in an epoch."""
        return len(_parts(torch.empty(len(self)), batch_size))

    def in_order(self, batch_size: int = EVALUATION_BATCH) -> Iterator[tuple[Tensor, Tensor]]:
        """All pictures once, as they lie.

        Args:
            batch_size: Pictures in a batch.

        Yields:
            Pictures `(n, 3, H, W)` in [-1, 1] and labels `(n,)`.
        """
        for pixels, labels in zip(
            self.pixels.split(batch_size), self.labels.split(batch_size), strict=True
        ):
            yield to_unit(pixels).contiguous(memory_format=self.layout), labels

    def shuffled(
        self, epoch: int, batch_size: int, *, seed: int = 0, flip: bool = True, crop: int = 0
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """All pictures once, in an order of this epoch.

        Args:
            epoch: Number of the epoch, from 0.
            batch_size: Pictures in a batch; a last one of a single picture joins the one before,
                as batch normalisation needs two.
            seed: Seed of the run.
            flip: Mirror half of the pictures, the other half in the next epoch: in two epochs the
                network sees both forms of each (K. Jordan, "94% on CIFAR-10", alternating flip).
            crop: Largest move in pixels, up, down, left and right; the border is mirrored.

        Yields:
            Pictures `(n, 3, H, W)` in [-1, 1] and labels `(n,)`.
        """
        n = len(self)
        mirrored = _rng(seed).permutation(n) < n // 2
        rng = _rng(seed, epoch + 1)
        order = torch.from_numpy(rng.permutation(n)).to(self.pixels.device)
        mirror = torch.from_numpy(mirrored != bool(epoch % 2)).to(self.pixels.device)
        moves = torch.from_numpy(rng.integers(0, 2 * crop + 1, (n, 2))).to(self.pixels.device)
        for chosen in _parts(order, batch_size):
            pixels = self._moved(chosen, moves[chosen], crop) if crop else self.pixels[chosen]
            if flip:
                across = mirror[chosen].view(-1, 1, 1, 1)
                pixels = torch.where(across, pixels.flip(2), pixels)
            yield to_unit(pixels).contiguous(memory_format=self.layout), self.labels[chosen]

    def _moved(self, chosen: Tensor, moves: Tensor, crop: int) -> Tensor:
        """Windows of the padded pictures, each at a place of its own."""
        if self._padded is None or self._padded[0] != crop:
            self._padded = crop, _pad(self.pixels, crop)
        height, width = self.pixels.shape[1:3]
        steps = torch.arange(max(height, width), device=moves.device)
        rows = (moves[:, :1] + steps[:height])[:, :, None]  # (n, H, 1)
        columns = (moves[:, 1:] + steps[:width])[:, None, :]  # (n, 1, W)
        return self._padded[1][chosen[:, None, None], rows, columns]


def _pad(pixels: Tensor, width: int) -> Tensor:
    """Mirrored borders; torch pads no bytes, and floats of all pictures would fill the memory."""
    sides = [width] * 4
    parts = [
        functional.pad(part.permute(0, 3, 1, 2).float(), sides, mode="reflect")
        for part in pixels.split(1000)
    ]
    bytes_ = [part.to(torch.uint8).permute(0, 2, 3, 1) for part in parts]
    return torch.cat(bytes_).contiguous()


def _parts(order: Tensor, batch_size: int) -> list[Tensor]:
    parts = list(order.split(batch_size))
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-2:] = [torch.cat(parts[-2:])]
    return parts


def _rng(*seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)
