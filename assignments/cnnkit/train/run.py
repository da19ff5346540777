"""A run of training from the first epoch to the test."""

import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from safetensors.torch import save_model
from torch import nn
from torch.nn import functional

from cnnkit.data import Images
from cnnkit.train.batches import EVALUATION_BATCH, Batches
from cnnkit.train.machine import choose_device, half_format, takes_channels_last
from gradekit.training.experiment import Schedule, triangle
from gradekit.training.step import Stepper


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
        progress: Print a line for each epoch, and show a bar where somebody watches.

    Returns:
        What was measured; after an interrupt, up to the last whole epoch.

    Raises:
        ValueError: If a name is unknown.
    """
    place = choose_device(device)
    torch.manual_seed(seed)
    model.to(place)
    given = Batches(train, place, layout=_layout(model, train, place))
    steps = given.steps(batch_size)
    stepper = Stepper(
        model,
        _optimizer(model, optimizer, lr, weight_decay, place),
        epochs * steps,
        _schedule(schedule),
        label_smoothing=label_smoothing,
        half=half_format(place),
        device=place.type,
    )
    history, began = History(), time.perf_counter()
    with _bar(progress) as bar:
        shown = bar.add_task("", total=epochs * steps)
        try:
            for epoch in range(epochs):
                bar.update(shown, description=f"epoch {epoch + 1}", refresh=True)
                total = torch.zeros((), device=place)
                model.train()
                for pixels, labels in given.shuffled(
                    epoch, batch_size, seed=seed, flip=flip, crop=crop
                ):
                    loss, _ = stepper.step(pixels, labels)
                    total += loss * len(labels)
                    bar.advance(shown)
                measured = None if valid is None else evaluate(model, valid, device=place)
                seconds = time.perf_counter() - began
                history = _extended(history, float(total) / len(train), measured, seconds)
                _say(progress, _line(history, epochs))
        except KeyboardInterrupt:
            done = len(history.train_loss)
            _say(progress, f"Interrupted: {done} of {epochs} epochs are done and kept.")
            return replace(history, interrupted=True)
    if test is not None:
        found = evaluate(model, test, device=place)
        _say(progress, f"test accuracy {found.accuracy:.2%} on {len(test):,} images")
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
    if not len(data):
        return Evaluation(math.nan, math.nan)
    own = next(model.parameters(), torch.zeros(())).device
    place = own if device is None else torch.device(device)
    model.to(place)
    batches = Batches(data, place, layout=_layout(model, data, place))
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
    return Evaluation(*(float(torch.stack(each).sum()) / len(data) for each in (right, loss)))


def save_weights(model: nn.Module, path: str | Path) -> None:
    """Write a network's weights and buffers, and nothing else, to hand them in or to keep them.

    Args:
        model: The network.
        path: File to write or replace, such as `simple_cnn.safetensors`.

    Raises:
        ValueError: If the name has another ending.
    """
    file = Path(path)
    if file.suffix != ".safetensors":
        raise ValueError(f"Name the file {file.stem}.safetensors.")
    file.parent.mkdir(parents=True, exist_ok=True)
    save_model(model, str(file))


def _layout(model: nn.Module, data: Images, place: torch.device) -> torch.memory_format:
    """Channels last where the model takes it; the model is laid out alike."""
    sample, _ = next(Batches(data.take(slice(2)), place).in_order())
    if not takes_channels_last(model, sample):
        return torch.contiguous_format
    model.to(memory_format=torch.channels_last)
    return torch.channels_last


def _optimizer(
    model: nn.Module, name: str, lr: float, decay: float, place: torch.device
) -> torch.optim.Optimizer:
    """One fused kernel a step where torch has it."""
    fused = place.type in {"cpu", "cuda"}
    if name == "sgd":
        return torch.optim.SGD(
            model.parameters(), lr, 0.9, nesterov=True, weight_decay=decay, fused=fused
        )
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr, weight_decay=decay, fused=fused)
    raise ValueError(f'optimizer is "sgd" or "adam", not {name!r}.')


def _schedule(schedule: str | Schedule) -> Schedule | None:
    named: dict[str, Callable[[], Schedule | None]] = {
        "triangle": triangle,
        "constant": lambda: None,
    }
    if not isinstance(schedule, str):
        return schedule
    if schedule not in named:
        raise ValueError(f"schedule is one of {', '.join(named)}, or a function.")
    return named[schedule]()


def _extended(
    history: History, loss: float, measured: Evaluation | None, seconds: float
) -> History:
    history = replace(history, train_loss=(*history.train_loss, loss), seconds=seconds)
    if measured is None:
        return history
    return replace(
        history,
        valid_loss=(*history.valid_loss, measured.loss),
        valid_accuracy=(*history.valid_accuracy, measured.accuracy),
    )


def _line(history: History, epochs: int) -> str:
    done = len(history.train_loss)
    text = f"epoch {done:2}/{epochs}  train loss {history.train_loss[-1]:.4f}"
    if history.valid_loss:
        text += f"  valid loss {history.valid_loss[-1]:.4f}"
        text += f"  valid accuracy {history.valid_accuracy[-1]:.2%}"
    return f"{text}  {history.seconds:.0f} s"


def _say(shown: bool, text: str) -> None:
    if shown:
        print(text, flush=True)


def _bar(shown: bool) -> Progress:
    """A bar with the time left where somebody watches: a terminal, or a notebook in a browser."""
    console = Console(stderr=True)
    watched = console.is_terminal or console.is_jupyter
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("time left"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not (shown and watched) or bool(os.environ.get("GRADEKIT_STATIC")),
        # Lines of a terminal are printed above the bar; elsewhere they are left alone.
        redirect_stdout=sys.stdout.isatty(),
        redirect_stderr=False,
    )
