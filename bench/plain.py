"""The usual training loop: a Dataset of PIL pictures, transforms for each, a DataLoader, Adam.

It is shown once, to see what the same work costs when every picture is handled by itself.
"""

import time
from collections.abc import Iterator

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from cnnkit.data import Images


class PictureDataset(Dataset[tuple[torch.Tensor, int]]):
    """Pictures one by one: made into a PIL picture, mirrored by chance, normalised to [-1, 1]."""

    def __init__(self, data: Images, *, flip: bool) -> None:
        from torchvision import transforms

        self._data = data
        self._transform = transforms.Compose(
            [
                *([transforms.RandomHorizontalFlip()] if flip else []),
                transforms.ToTensor(),
                transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
            ]
        )

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        from PIL import Image

        picture = Image.fromarray(self._data.images[index])
        return self._transform(picture), int(self._data.labels[index])


def plain_loop(
    model: nn.Module,
    train: Images,
    *,
    epochs: int,
    lr: float = 1e-3,
    batch_size: int = 64,
    seed: int = 0,
) -> Iterator[tuple[float, float]]:
    """Train with the usual loop on the CPU, yielding after every epoch.

    Args:
        model: Takes `(N, 3, H, W)` in [-1, 1], gives logits.
        train: Pictures to learn from.
        epochs: Passes over them.
        lr: Adam's learning rate.
        batch_size: Pictures in a step.
        seed: Seed of order and mirroring.

    Yields:
        Mean training loss of the epoch, and the wall seconds that it took.
    """
    torch.manual_seed(seed)
    loader = DataLoader(PictureDataset(train, flip=True), batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(epochs):
        began, total = time.perf_counter(), 0.0
        model.train()
        for pixels, labels in loader:
            loss = loss_fn(model(pixels), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
        yield total / len(train), time.perf_counter() - began
