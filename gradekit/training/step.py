"""One step of training: what every loop of notebooks, probes and graders is made of."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import torch
from torch.nn import functional

from gradekit.training.experiment import Schedule


class Stepper:
    """Gradient steps on the cross-entropy of a network's outputs.

    Args:
        model: The network; called with a batch of inputs, it gives logits (N, classes).
        optimizer: Optimizer over its parameters; its rates now are the highest ones.
        steps: How many steps there will be, for the schedule.
        schedule: Factor of the rates over the progress; None keeps them.
        label_smoothing: Share of the target that is spread over all classes.
        half: 16-bit format that layers compute in; None for full precision.
        device: Type of the device that the network is on, where `half` is given.
    """

    def __init__(
        self,
        model: Callable[[torch.Tensor], Any],
        optimizer: torch.optim.Optimizer,
        steps: int = 1,
        schedule: Schedule | None = None,
        *,
        label_smoothing: float = 0.0,
        half: torch.dtype | None = None,
        device: str = "cpu",
    ) -> None:
        self._model = model
        self._optimizer = optimizer
        self._steps = steps
        self._schedule = schedule
        self._smoothing = label_smoothing
        self._half = half
        self._device = device
        # Gradients in float16 would vanish unless they are scaled; disabled it does nothing.
        self._scaler = torch.amp.GradScaler(device, enabled=half is torch.float16)
        self._rates = [group["lr"] for group in optimizer.param_groups]
        self._done = 0

    def step(self, inputs: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Take one step.

        Args:
            inputs: (N, ...).
            labels: (N,), int64.

        Returns:
            Loss before the step, a scalar, and the outputs (N, classes), both without gradients.
        """
        if self._schedule is not None:
            factor = self._schedule((self._done + 0.5) / self._steps)
            for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
                group["lr"] = rate * factor
        with torch.autocast(self._device, self._half) if self._half else nullcontext():
            outputs = self._model(inputs)
        logits = outputs.float() if self._half else outputs
        loss = functional.cross_entropy(logits, labels, label_smoothing=self._smoothing)
        self._optimizer.zero_grad()
        torch.autograd.backward(self._scaler.scale(loss))
        self._scaler.step(self._optimizer)
        self._scaler.update()
        self._done += 1
        return loss.detach(), outputs.detach()
