"""One run of training, epoch by epoch."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional

from cnnkit.data import Images
from cnnkit.training_batches import EVALUATION_BATCH, Batches
from cnnkit.training_checkpoint import read_checkpoint, restore, save_checkpoint
from cnnkit.training_device import autocast, half_format, takes_channels_last
from cnnkit.training_progress import Progress

Schedule = Callable[[float], float]


def triangle(done: float, top: float = 0.2) -> float:
    """Factor on the learning rate: up over the first fifth of the steps, then down to 0.

    Args:
        done: Share of the steps done, in [0, 1).
        top: Share at which the factor is 1.

    Returns:
        The factor, in (0, 1].
    """
    return done / top if done < top else (1 - done) / (1 - top)


SCHEDULES: Mapping[str, Schedule] = {"triangle": triangle, "constant": lambda done: 1.0}


@dataclass(frozen=True)
class History:
    """What a run measured, one entry an epoch.

    Invariants: the tuples are equally long, those of validation empty where there was none. Losses
    are means over pictures; the training loss is the one minimised (label smoothing included),
    taken while the weights change. `test_accuracy` is None without a test set or after an
    interrupt. `seconds` is wall time.
    """

    train_loss: tuple[float, ...] = ()
    valid_loss: tuple[float, ...] = ()
    valid_accuracy: tuple[float, ...] = ()
    test_accuracy: float | None = None
    seconds: float = 0.0
    interrupted: bool = False


class Evaluation(NamedTuple):
    """Accuracy in [0, 1] and mean cross-entropy over all pictures."""

    accuracy: float
    loss: float


@dataclass(frozen=True)
class Settings:
    """What decides the course of a run; see `training.train_and_evaluate`."""

    epochs: int
    lr: float
    batch_size: int
    flip: bool
    crop: int
    optimizer: str
    weight_decay: float
    label_smoothing: float
    seed: int


class Run:
    """A model in training: its data on the device, its optimizer, its number format."""

    def __init__(
        self,
        model: nn.Module,
        train: Images,
        valid: Images | None,
        device: torch.device,
        settings: Settings,
        schedule: Schedule,
    ) -> None:
        self.model, self.device, self.settings = model.to(device), device, settings
        self._schedule = schedule
        self._train = Batches(train, device)
        self._valid = Batches(valid, device) if valid is not None else None
        self._set_layout()
        self._half = half_format(device)
        self._optimizer = make_optimizer(model, settings, device)
        # Gradients in float16 would vanish unless they are scaled; disabled it does nothing.
        self._scaler = torch.amp.GradScaler(device.type, enabled=self._half is torch.float16)
        self.steps = self._train.steps(settings.batch_size)

    def _set_layout(self) -> None:
        sample, _ = next(self._train.in_order(2))
        if takes_channels_last(self.model, sample):
            self.model.to(memory_format=torch.channels_last)
            return
        for batches in (self._train, self._valid):
            if batches is not None:
                batches.layout = torch.contiguous_format

    def epoch(self, number: int, shown: Progress) -> float:
        """Train for one epoch.

        Args:
            number: Number of the epoch, from 0.
            shown: Told of every step.

        Returns:
            Mean loss over the pictures.
        """
        settings, model = self.settings, self.model
        batches = self._train.shuffled(
            number, settings.batch_size, seed=settings.seed, flip=settings.flip, crop=settings.crop
        )
        total = torch.zeros((), device=self.device)
        model.train()
        for step, (pixels, labels) in enumerate(batches):
            done = (number * self.steps + step + 0.5) / (settings.epochs * self.steps)
            for group in self._optimizer.param_groups:
                group["lr"] = settings.lr * self._schedule(done)
            with autocast(self.device, self._half):
                logits = model(pixels)
            loss = functional.cross_entropy(
                logits.float(), labels, label_smoothing=settings.label_smoothing
            )
            self._optimizer.zero_grad()
            self._scaler.scale(loss).backward()
            self._scaler.step(self._optimizer)
            self._scaler.update()
            total += loss.detach() * len(labels)
            shown.step(number, step)
        return float(total.item()) / len(self._train)

    def extend(self, history: History, loss: float, seconds: float) -> History:
        """A history with one more epoch, validated if there is a validation set."""
        history = replace(history, train_loss=(*history.train_loss, loss), seconds=seconds)
        if self._valid is None:
            return history
        found = evaluate_batches(self.model, self._valid)
        return replace(
            history,
            valid_loss=(*history.valid_loss, found.loss),
            valid_accuracy=(*history.valid_accuracy, found.accuracy),
        )

    def save(self, path: Path, history: History) -> None:
        """Write a checkpoint."""
        save_checkpoint(
            path,
            self.model,
            self._optimizer,
            epoch=len(history.train_loss),
            settings=self._identity(),
            history=asdict(history),
        )

    def resume(self, path: Path) -> History:
        """Go on from a checkpoint.

        Args:
            path: Its file.

        Returns:
            The history up to there.

        Raises:
            ValueError: If it is damaged or was written with other settings.
        """
        saved = read_checkpoint(path)
        ours = self._identity()
        names = sorted({*ours, *saved.settings})
        other = [name for name in names if ours.get(name) != saved.settings.get(name)]
        if other:
            told = ", ".join(f"{n} {saved.settings.get(n)} (now {ours.get(n)})" for n in other)
            raise ValueError(
                f"{path.name} is of a run with {told}; delete it, or give another file."
            )
        try:
            restore(saved, self.model, self._optimizer)
        except (RuntimeError, ValueError) as error:
            raise ValueError(
                f"{path.name} is of another model ({error}); delete it, or give another file."
            ) from error
        lists: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in saved.history.items()
        }
        return History(**lists)

    def _identity(self) -> dict[str, Any]:
        return {**asdict(self.settings), "images": len(self._train)}


def make_optimizer(
    model: nn.Module, settings: Settings, device: torch.device
) -> torch.optim.Optimizer:
    """The optimizer that the settings name; one fused kernel a step where torch has it.

    Raises:
        ValueError: If there is none of that name.
    """
    fused = device.type in {"cpu", "cuda"}
    rate, decay = settings.lr, settings.weight_decay
    if settings.optimizer == "sgd":
        return torch.optim.SGD(
            model.parameters(), rate, 0.9, nesterov=True, weight_decay=decay, fused=fused
        )
    if settings.optimizer == "adam":
        return torch.optim.Adam(model.parameters(), rate, weight_decay=decay, fused=fused)
    raise ValueError(f'optimizer is "sgd" or "adam", not {settings.optimizer!r}.')


def evaluate_batches(
    model: nn.Module, batches: Batches, batch_size: int = EVALUATION_BATCH
) -> Evaluation:
    """Accuracy and loss in evaluation mode, in full precision; the mode is restored.

    Args:
        model: A model on the batches' device.
        batches: Pictures to judge it by.
        batch_size: Pictures at a time.

    Returns:
        Accuracy and mean loss; nan for no pictures.
    """
    n = len(batches)
    if not n:
        return Evaluation(math.nan, math.nan)
    training = model.training
    model.eval()
    right, loss = [], []
    try:
        with torch.no_grad():
            for pixels, labels in batches.in_order(batch_size):
                logits = model(pixels).float()
                right.append((logits.argmax(1) == labels).sum())
                loss.append(functional.cross_entropy(logits, labels, reduction="sum"))
    finally:
        model.train(training)
    # One wait for the device, at the end.
    return Evaluation(torch.stack(right).sum().item() / n, torch.stack(loss).sum().item() / n)
