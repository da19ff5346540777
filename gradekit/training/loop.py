"""The training loop of the levels `learns` and `accuracy`, an epoch at a time."""

import json
import math
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from gradekit.training.construct import Built, build, reseed
from gradekit.training.experiment import triangle
from gradekit.training.hand_over import program_of
from gradekit.training.step import Stepper

FOLDER = "training"
"""Folder beside the notebook in which a worker finds job, inputs and labels."""

MOMENTUM = 0.9
DECAY = 5e-4

STEPS_PER_EPOCH = 16
"""An experiment's batches are made smaller where an epoch would have fewer steps."""


class TrainingLoop:
    """A student's network in training.

    Args:
        factory: The student's class or function.
        job: Plain data: kind, seed, device, epochs, flip; batch_size, optimizer and rate, which an
            experiment brings itself; on a GPU gpu_share, the part of its memory that may be used.
        inputs: (N, ...); see `sources.Batch`.
        labels: (N,), int64.
    """

    def __init__(
        self,
        factory: Callable[..., Any],
        job: Mapping[str, Any],
        inputs: NDArray[Any],
        labels: NDArray[np.int64],
    ) -> None:
        _exact(job["device"])
        self._share = job.get("gpu_share", 0.0)
        self._flip = job["flip"]
        self._device = torch.device(job["device"])
        example = as_inputs(torch.from_numpy(np.array(inputs[:2])))
        built = build(factory, job["kind"], job["seed"], job["device"], example)
        self._model = built.model
        if next(self._model.parameters(), None) is None:
            # The class as it was handed out: nothing is there that could learn.
            raise NotImplementedError
        self._inputs = torch.from_numpy(np.array(inputs))
        self._labels = torch.from_numpy(np.array(labels)).to(self._device)
        self._epochs, self._batch, steps = plan(
            built, len(inputs), job["epochs"], job.get("batch_size", 0)
        )
        optimizer = built.optimizer or _optimizer(self._model, job)
        schedule = triangle() if built.optimizer is None else built.schedule
        self._stepper = Stepper(self._model, optimizer, steps * self._epochs, schedule)
        self._generator = torch.Generator().manual_seed(job["seed"])
        self._layout = self._layout_of(self._model, example)
        # What was drawn to make it does not matter to dropout, so that a network that is made anew
        # elsewhere trains in the same way.
        reseed(job["seed"])

    @property
    def epochs(self) -> int:
        """How many epochs there are to train."""
        return int(self._epochs)

    def epoch(self) -> dict[str, float]:
        """Train one epoch.

        Returns:
            loss: mean over the examples; accuracy: on the training batches; seconds: CPU time.

        Raises:
            torch.OutOfMemoryError: If more of the GPU is used than this training's share.
        """
        _hold(self._share)
        began = time.process_time()
        count = len(self._inputs)
        order = torch.randperm(count, generator=self._generator)
        total, right = 0.0, 0
        self._model.train()
        for chosen in torch.split(order, self._batch):
            labels = self._labels[chosen.to(self._device)]
            loss, outputs = self._stepper.step(self._batch_of(chosen), labels)
            total += float(loss) * len(chosen)
            right += int((outputs.argmax(1) == labels).sum())
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
        return program_of(self._plain(), as_inputs(self._inputs[:2]))

    def state(self) -> dict[str, torch.Tensor]:
        """The trained network's weights and buffers, on the CPU."""
        return {name: value.detach() for name, value in self._plain().state_dict().items()}

    def outputs(self, inputs: NDArray[Any], size: int) -> NDArray[np.float32]:
        """Outputs of the trained network, eval mode, in batches of `size`."""
        return outputs(self._plain(), torch.from_numpy(np.ascontiguousarray(inputs)), size)

    def _plain(self) -> nn.Module:
        """The network on the CPU, in eval mode."""
        model = self._model.to("cpu").to(memory_format=torch.contiguous_format)
        return model.eval()

    def _batch_of(self, chosen: torch.Tensor) -> torch.Tensor:
        inputs = as_inputs(self._inputs[chosen])
        if self._flip:
            flipped = torch.rand(len(chosen), generator=self._generator) < 0.5
            inputs = torch.where(flipped[:, None, None, None], inputs.flip(-1), inputs)
        return inputs.to(self._device, memory_format=self._layout)

    def _layout_of(self, model: nn.Module, example: torch.Tensor) -> torch.memory_format:
        """Channels last where the network takes it: a third faster, but `view` refuses it."""
        if example.dim() != 4:
            return torch.contiguous_format
        wanted = torch.channels_last
        example = example.to(self._device, memory_format=wanted)
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


def plan(built: Built, count: int, epochs: int, batch_size: int) -> tuple[int, int, int]:
    """How a network is trained on `count` examples.

    Args:
        built: The network; of an experiment with what it asks for.
        count: Number of examples.
        epochs: Epochs of the budget.
        batch_size: Batch size of the budget; an experiment has its own.

    Returns:
        Epochs, batch size, steps per epoch.
    """
    # On a part of the examples a large batch would leave next to no steps.
    most = max(1, count // STEPS_PER_EPOCH)
    batch = min(built.batch_size, most) if built.batch_size else batch_size
    return min(epochs, built.epochs) if built.epochs else epochs, batch, math.ceil(count / batch)


def from_folder(factory: Callable[..., Any], folder: str = FOLDER) -> TrainingLoop:
    """A loop for what lies in a folder: `job.json`, `inputs-<n>.npy`, `labels.npy`."""
    place = Path(folder)
    job = json.loads((place / "job.json").read_text(encoding="utf-8"))
    parts = [np.load(place / f"inputs-{number}.npy") for number in range(job["parts"])]
    return TrainingLoop(factory, job, np.concatenate(parts), np.load(place / "labels.npy"))


def as_inputs(examples: torch.Tensor) -> torch.Tensor:
    """What a network is given of the examples of a `sources.Batch`.

    Images as bytes, (N, H, W, C), are mapped to [-1, 1] as float32, (N, C, H, W); float64 becomes
    float32; everything else stays as it is.
    """
    if examples.dtype == torch.uint8 and examples.dim() == 4:
        return to_unit(examples).contiguous()
    return examples.float() if examples.dtype == torch.float64 else examples


def to_unit(pixels: torch.Tensor) -> torch.Tensor:
    """Bytes to floats in [-1, 1], as mean 0.5 and standard deviation 0.5 normalise them.

    Args:
        pixels: uint8 (N, H, W, C).

    Returns:
        float32 (N, C, H, W), channels last in memory, so nothing is moved.
    """
    return pixels.permute(0, 3, 1, 2).float().mul_(2 / 255).sub_(1)


def outputs(model: Callable[..., Any], inputs: torch.Tensor, size: int) -> NDArray[np.float32]:
    """Outputs in batches of `size`, float32 (N, classes)."""
    with torch.no_grad():
        parts = [model(as_inputs(part)).detach().float() for part in torch.split(inputs, size)]
    found: NDArray[np.float32] = torch.cat(parts).numpy()
    return found


def _optimizer(model: nn.Module, job: Mapping[str, Any]) -> torch.optim.Optimizer:
    """The grader's own, where an experiment does not bring one."""
    weights, rate = model.parameters(), job["rate"]
    if job["optimizer"] == "adam":
        return torch.optim.Adam(weights, lr=rate, weight_decay=DECAY)
    return torch.optim.SGD(weights, lr=rate, momentum=MOMENTUM, nesterov=True, weight_decay=DECAY)


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
    # An operation without a deterministic form is not the student's fault: it warns, and is used.
    torch.use_deterministic_algorithms(True, warn_only=True)


def _hold(share: float) -> None:
    """Bound this process's memory on the GPU, anew: student code may have lifted the bound."""
    if not share:
        return
    torch.cuda.set_per_process_memory_fraction(share)
    most = share * torch.cuda.get_device_properties(0).total_memory
    if torch.cuda.max_memory_reserved() > most:
        raise torch.OutOfMemoryError("out of memory: more of the GPU was used than this share")
