"""Rungs 4 and 5 beside the student's code: the grader's loop, an epoch at a time."""

import builtins
import io
import json
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from gradekit.training.making import Made, make, reseed

FOLDER = "training"
"""Folder beside the notebook in which a worker finds job, images and labels."""

MOMENTUM = 0.9
DECAY = 5e-4
WARM = 0.2

WEIGHTS_ONLY = "TORCH_FORCE_WEIGHTS_ONLY_LOAD"
"""PyTorch reads it at every `torch.load`."""

STEPS_AN_EPOCH = 16
"""An experiment's batches are made smaller where an epoch would have fewer steps."""


class Trainer:
    """A student's network in training.

    Args:
        factory: The student's class or function.
        job: Plain data: kind, seed, device, epochs, flip; batch_size, optimizer and rate, which an
            experiment brings itself; on a GPU gpu_share, the part of its memory that may be used.
        images: (N, C, H, W) float32, or (N, H, W, C) uint8.
        labels: (N,), int64.
    """

    def __init__(
        self,
        factory: Callable[..., Any],
        job: Mapping[str, Any],
        images: NDArray[Any],
        labels: NDArray[np.int64],
    ) -> None:
        _exact(job["device"])
        self._share = job.get("gpu_share", 0.0)
        self._job = job
        self._device = torch.device(job["device"])
        example = normalised(torch.from_numpy(np.array(images[:2])))
        made = make(factory, job["kind"], job["seed"], job["device"], example)
        self._model = made.model
        if next(self._model.parameters(), None) is None:
            # The class as it was handed out: nothing is there that could learn.
            raise NotImplementedError
        self._images = torch.from_numpy(np.array(images))
        self._labels = torch.from_numpy(np.array(labels)).to(self._device)
        self._epochs, self._batch, self._steps = plan(
            made, len(images), job["epochs"], job.get("batch_size", 0)
        )
        self._optimizer = made.optimizer or _optimizer(self._model, job)
        self._schedule = made.schedule if made.optimizer is not None else _triangle
        self._rates = [group["lr"] for group in self._optimizer.param_groups]
        self._generator = torch.Generator().manual_seed(job["seed"])
        self._layout = self._layout_of(self._model)
        # What was drawn to make it does not matter to dropout, so that a network that is made anew
        # elsewhere trains in the same way.
        reseed(job["seed"])
        self._step = 0

    @property
    def epochs(self) -> int:
        """How many epochs there are to train."""
        return int(self._epochs)

    def epoch(self) -> dict[str, float]:
        """Train one epoch.

        Returns:
            loss: mean over the images; accuracy: on the training batches; seconds: CPU time.

        Raises:
            torch.OutOfMemoryError: If more of the GPU is used than this training's share.
        """
        _hold(self._share)
        began = time.process_time()
        count = len(self._images)
        order = torch.randperm(count, generator=self._generator)
        total, right = 0.0, 0
        self._model.train()
        for chosen in torch.split(order, self._batch):
            factor = self._schedule((self._step + 0.5) / (self._steps * self._epochs))
            for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
                group["lr"] = rate * factor
            labels = self._labels[chosen.to(self._device)]
            outputs = self._model(self._batch_of(chosen))
            loss = functional.cross_entropy(outputs, labels)
            self._optimizer.zero_grad()
            torch.autograd.backward(loss)
            self._optimizer.step()
            total += float(loss.detach()) * len(chosen)
            right += int((outputs.detach().argmax(1) == labels).sum())
            self._step += 1
        return {
            "loss": total / count,
            "accuracy": right / count,
            "seconds": time.process_time() - began,
        }

    def export(self) -> bytes:
        """The trained network as an exported program.

        Raises:
            Exception: Whatever keeps it from being exported.
        """
        return program_of(self._plain(), normalised(self._images[:2]))

    def state(self) -> dict[str, torch.Tensor]:
        """The trained network's weights and buffers, on the CPU."""
        return {name: value.detach() for name, value in self._plain().state_dict().items()}

    def outputs(self, images: NDArray[Any], size: int) -> NDArray[np.float32]:
        """Outputs of the trained network, eval mode, in batches of `size`."""
        return outputs(self._plain(), torch.from_numpy(np.ascontiguousarray(images)), size)

    def _plain(self) -> nn.Module:
        """The network on the CPU, in eval mode."""
        model = self._model.to("cpu").to(memory_format=torch.contiguous_format)
        return model.eval()

    def _batch_of(self, chosen: torch.Tensor) -> torch.Tensor:
        images = normalised(self._images[chosen])
        if self._job["flip"]:
            flipped = torch.rand(len(chosen), generator=self._generator) < 0.5
            images = torch.where(flipped[:, None, None, None], images.flip(-1), images)
        return images.to(self._device, memory_format=self._layout)

    def _layout_of(self, model: nn.Module) -> torch.memory_format:
        """Channels last where the network takes it: a third faster, but `view` refuses it."""
        wanted = torch.channels_last
        example = normalised(self._images[:2]).to(self._device, memory_format=wanted)
        state = {name: value.clone() for name, value in model.state_dict().items()}
        model.to(memory_format=wanted)
        model.eval()
        try:
            with torch.no_grad():
                model(example)
        except RuntimeError:
            model.to(memory_format=torch.contiguous_format)
            wanted = torch.contiguous_format
        with torch.no_grad():
            for name, value in model.state_dict().items():
                value.copy_(state[name])
        return wanted


def plan(made: Made, count: int, epochs: int, batch_size: int) -> tuple[int, int, int]:
    """How a network is trained on `count` images.

    Args:
        made: The network; of an experiment with what it asks for.
        count: Of images.
        epochs: Of the budget.
        batch_size: Of the budget; an experiment has its own.

    Returns:
        Epochs, batch size, steps an epoch.
    """
    # On a part of the images a large batch would leave next to no steps.
    most = max(1, count // STEPS_AN_EPOCH)
    batch = min(made.batch_size, most) if made.batch_size else batch_size
    return min(epochs, made.epochs) if made.epochs else epochs, batch, math.ceil(count / batch)


def from_folder(factory: Callable[..., Any], folder: str = FOLDER) -> Trainer:
    """A trainer for what lies in a folder: `job.json`, `images-<n>.npy`, `labels.npy`."""
    place = Path(folder)
    job = json.loads((place / "job.json").read_text(encoding="utf-8"))
    parts = [np.load(place / f"images-{number}.npy") for number in range(job["parts"])]
    return Trainer(factory, job, np.concatenate(parts), np.load(place / "labels.npy"))


def program_of(model: nn.Module, example: torch.Tensor, any_size: bool = True) -> bytes:
    """A network, in the mode that it is in, as an exported program.

    Args:
        model: On the CPU.
        example: A batch of at least two inputs.
        any_size: Whether it has to take batches of any size, or only such as the example.

    Raises:
        Exception: Whatever keeps it from being exported.
    """
    sizes = ({0: torch.export.Dim("batch", min=1, max=4096)},) if any_size else None
    # A copy: a program is saved with the whole storage of its example, which may be all images.
    with _length_of_any_batch():
        program = torch.export.export(model, (example.clone(),), dynamic_shapes=sizes)
    buffer = io.BytesIO()
    torch.export.save(program, buffer)
    return buffer.getvalue()


def open_program(program: bytes) -> torch.export.ExportedProgram:
    """Open an exported program; what is pickled in it is opened as tensors only.

    Args:
        program: What `program_of` gave.

    Raises:
        Exception: Whatever keeps it from being opened.
    """
    # Where weights alone do not load, torch.export tries again with whatever is pickled there.
    before = os.environ.get(WEIGHTS_ONLY)
    os.environ[WEIGHTS_ONLY] = "1"
    try:
        return torch.export.load(io.BytesIO(program))
    finally:
        if before is None:
            del os.environ[WEIGHTS_ONLY]
        else:
            os.environ[WEIGHTS_ONLY] = before


@contextmanager
def _length_of_any_batch() -> Iterator[None]:
    """Let `len(x)` be the size of whatever batch comes; Python's own makes it the example's."""
    own = builtins.len

    def length(thing: Any) -> Any:
        return thing.shape[0] if isinstance(thing, torch.Tensor) and thing.dim() else own(thing)

    builtins.len = length
    try:
        yield
    finally:
        builtins.len = own


def normalised(images: torch.Tensor) -> torch.Tensor:
    """Network inputs, float32 (N, C, H, W); bytes (N, H, W, C) are mapped to [-1, 1]."""
    if images.dtype != torch.uint8:
        return images
    return images.permute(0, 3, 1, 2).float().mul_(2 / 255).sub_(1).contiguous()


def outputs(model: Callable[..., Any], images: torch.Tensor, size: int) -> NDArray[np.float32]:
    """Outputs in batches of `size`, float32 (N, classes)."""
    with torch.no_grad():
        parts = [model(normalised(part)).detach().float() for part in torch.split(images, size)]
    found: NDArray[np.float32] = torch.cat(parts).numpy()
    return found


def _optimizer(model: nn.Module, job: Mapping[str, Any]) -> torch.optim.Optimizer:
    """The grader's own, where an experiment does not bring one."""
    weights, rate = model.parameters(), job["rate"]
    if job["optimizer"] == "adam":
        return torch.optim.Adam(weights, lr=rate, weight_decay=DECAY)
    return torch.optim.SGD(weights, lr=rate, momentum=MOMENTUM, nesterov=True, weight_decay=DECAY)


def _triangle(progress: float) -> float:
    return min(progress / WARM, (1 - progress) / (1 - WARM))


def _exact(device: str) -> None:
    """The same seed gives the same training: no choice of algorithm by stopwatch, no TF32."""
    if device == "cpu":
        torch.set_num_threads(1)
        return
    # cuBLAS gives the same sums each time only with a workspace of fixed size, and reads this once.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    # An operation without a deterministic form is no student's fault: it warns, and is used.
    torch.use_deterministic_algorithms(True, warn_only=True)


def _hold(share: float) -> None:
    """Bound this process's memory on the GPU, anew: student code may have lifted the bound."""
    if not share:
        return
    torch.cuda.set_per_process_memory_fraction(share)
    most = share * torch.cuda.get_device_properties(0).total_memory
    if torch.cuda.max_memory_reserved() > most:
        raise torch.OutOfMemoryError("out of memory: more of the GPU was used than this share")


__all__ = ["FOLDER", "Made", "Trainer", "from_folder", "normalised", "outputs", "program_of"]
