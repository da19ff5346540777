"""A training that stays in a worker: begun once, then asked an epoch at a time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gradekit.training.isolated import factory_of
from gradekit.training.loop import FOLDER, TrainingLoop, from_folder

LEARNING, JUDGING = f"{FOLDER}/learning.pt2", f"{FOLDER}/judging.pt2"
"""A network that was handed over, in training mode and in eval mode, beside the job."""

CELL = """from gradekit.training.resident import Resident as _Resident
_resident = _Resident()
_begin, _epoch, _state = _resident.begin, _resident.epoch, _resident.state
_export, _outputs = _resident.export, _resident.outputs
"""
"""The cell that a grader runs in the worker, to call these names afterwards."""


class Resident:
    """One training, by calls that take and give plain values."""

    _loop: TrainingLoop

    def begin(self, factory: Callable[..., Any] | None = None) -> int:
        """Begin what lies in the folder; see `loop.from_folder`.

        Args:
            factory: The student's class or function; None for a network that was handed over.

        Returns:
            Number of epochs.
        """
        self._loop = from_folder(_handed_over() if factory is None else factory)
        return self._loop.epochs

    def epoch(self) -> dict[str, float]:
        """Train one epoch; see `TrainingLoop.epoch`."""
        return self._loop.epoch()

    def state(self) -> dict[str, torch.Tensor]:
        """Weights and buffers; see `TrainingLoop.state`."""
        return self._loop.state()

    def export(self) -> bytes:
        """The trained network; see `TrainingLoop.export`."""
        return self._loop.export()

    def outputs(self, inputs: NDArray[Any], size: int) -> NDArray[np.float32]:
        """Outputs of the trained network; see `TrainingLoop.outputs`."""
        return self._loop.outputs(inputs, size)


def _handed_over() -> Callable[..., Any]:
    place = Path(FOLDER)
    job = json.loads((place / "job.json").read_text(encoding="utf-8"))
    learning, judging = (Path(name).read_bytes() for name in (LEARNING, JUDGING))
    return factory_of(learning, judging, job["recipe"], job["device"])
