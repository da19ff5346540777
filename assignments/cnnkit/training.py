"""Training and evaluating a classifier of pictures: the loop of the course.

Pictures stay in memory as bytes, batches are mirrored and normalised as a whole, and layers compute
in 16 bits where the machine gains by it. `plain_loop` is the usual loop, for comparison.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from cnnkit.data import Images
from cnnkit.training_batches import EVALUATION_BATCH, Batches
from cnnkit.training_checkpoint import save_weights
from cnnkit.training_device import choose_device, takes_channels_last
from cnnkit.training_plain import plain_loop
from cnnkit.training_progress import Progress
from cnnkit.training_run import (
    SCHEDULES,
    Evaluation,
    History,
    Run,
    Schedule,
    Settings,
    evaluate_batches,
)
from cnnkit.training_start import whiten_first_layer

__all__ = [
    "RECIPES",
    "SCHEDULES",
    "Evaluation",
    "History",
    "Profile",
    "choose_device",
    "evaluate",
    "plain_loop",
    "profile",
    "save_weights",
    "train_and_evaluate",
    "whiten_first_layer",
]

# What reaches the accuracies in docs/benchmarks.md: arguments of `train_and_evaluate`.
RECIPES: Mapping[str, Mapping[str, Any]] = {
    "simple_cnn": {"epochs": 8, "lr": 0.1, "label_smoothing": 0.05},
    "improved_cnn": {"epochs": 20, "lr": 0.1, "label_smoothing": 0.1, "crop": 2},
}


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


def train_and_evaluate(
    model: nn.Module,
    train: Images,
    valid: Images | None = None,
    *,
    epochs: int,
    lr: float = 0.1,
    batch_size: int = 128,
    device: str | torch.device | None = None,
    test: Images | None = None,
    flip: bool = True,
    crop: int = 0,
    optimizer: str = "sgd",
    weight_decay: float = 5e-4,
    label_smoothing: float = 0.0,
    schedule: str | Schedule = "triangle",
    seed: int = 0,
    checkpoint: str | Path | None = None,
    progress: bool = True,
) -> History:
    """Train a classifier, validate it after every epoch, and test it once at the end.

    The weights that the model comes with are the caller's: seed before making it. Order of the
    pictures, mirroring, moves and dropout follow from `seed`.

    Args:
        model: Takes `(N, 3, H, W)` in [-1, 1], gives logits `(N, classes)`; trained in place.
        train: Pictures to learn from.
        valid: Pictures to validate with, None for no validation.
        epochs: Passes over the training pictures.
        lr: Largest learning rate.
        batch_size: Pictures in a step.
        device: Where to train; None chooses CUDA, MPS or the CPU.
        test: Pictures for the one test at the end.
        flip: Mirror pictures at random.
        crop: Move pictures at random by up to so many pixels.
        optimizer: `sgd` (Nesterov momentum 0.9) or `adam`.
        weight_decay: Factor of the weights that is added to their gradients.
        label_smoothing: Share of the target that is spread over all classes.
        schedule: `triangle` (a fifth of the steps up, then down to 0), `constant`, or a function
            of the share of steps done, in [0, 1), that gives the factor on `lr`.
        seed: Seed of the run.
        checkpoint: File to write after every epoch and to go on from if it is there.
        progress: Print a line for each epoch, and show a bar where somebody watches.

    Returns:
        What was measured; after an interrupt, up to the last whole epoch.

    Raises:
        ValueError: If a name is unknown, or the checkpoint is damaged or of another run.
    """
    settings = Settings(
        epochs, lr, batch_size, flip, crop, optimizer, weight_decay, label_smoothing, seed
    )
    place = choose_device(device)
    torch.manual_seed(seed)
    run = Run(model, train, valid, place, settings, _schedule(schedule))
    file = Path(checkpoint) if checkpoint is not None else None
    shown = Progress(epochs, run.steps, shown=progress)
    history = History()
    if file is not None and file.is_file():
        history = run.resume(file)
        shown.line(f"going on after epoch {len(history.train_loss)} of {file.name}")
    began = time.perf_counter() - history.seconds
    try:
        for epoch in range(len(history.train_loss), epochs):
            loss = run.epoch(epoch, shown)
            history = run.extend(history, loss, time.perf_counter() - began)
            if file is not None:
                run.save(file, history)
            shown.line(_line(history, epochs))
    except KeyboardInterrupt:
        shown.line(f"Interrupted: {len(history.train_loss)} of {epochs} epochs are done and kept.")
        return replace(history, interrupted=True)
    finally:
        shown.close()
    if test is not None:
        found = evaluate(model, test, device=place)
        shown.line(f"test accuracy {found.accuracy:.2%} on {len(test):,} pictures")
        history = replace(history, test_accuracy=found.accuracy)
    return history


def evaluate(
    model: nn.Module,
    data: Images,
    *,
    device: str | torch.device | None = None,
    batch_size: int = EVALUATION_BATCH,
) -> Evaluation:
    """Accuracy and loss of a model in evaluation mode, in full precision; its mode is restored.

    Args:
        model: As for `train_and_evaluate`.
        data: Pictures to judge it by.
        device: Where to run; None takes the model's own device.
        batch_size: Pictures at a time; changes the speed alone.

    Returns:
        Accuracy and mean loss; nan for no pictures.
    """
    first = next(model.parameters(), None)
    own = first.device if first is not None else torch.device("cpu")
    place = own if device is None else torch.device(device)
    batches = Batches(data, place)
    model.to(place)
    if len(data) and not takes_channels_last(model, next(batches.in_order(2))[0]):
        batches.layout = torch.contiguous_format
    return evaluate_batches(model, batches, batch_size)


def _schedule(schedule: str | Schedule) -> Schedule:
    if callable(schedule):
        return schedule
    if schedule not in SCHEDULES:
        raise ValueError(f"schedule is one of {', '.join(SCHEDULES)}, or a function.")
    return SCHEDULES[schedule]


def _line(history: History, epochs: int) -> str:
    done = len(history.train_loss)
    text = f"epoch {done:2}/{epochs}  train loss {history.train_loss[-1]:.4f}"
    if history.valid_loss:
        text += f"  valid loss {history.valid_loss[-1]:.4f}"
        text += f"  valid accuracy {history.valid_accuracy[-1]:.2%}"
    return f"{text}  {history.seconds:.0f} s"
