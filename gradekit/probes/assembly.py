"""Builds specs into what they stand for, beside the student's code."""

import builtins
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from gradekit.layers import build
from gradekit.probes.journal import Journal
from gradekit.probes.plain_values import GENERATORS
from gradekit.probes.watched import Stub, make_loader, make_optimizer, watch_loss, watch_model
from gradekit.specs import holds_spec, is_spec


class Constant(nn.Module):
    """Answers every sample with the same row (K,)."""

    def __init__(self, row: torch.Tensor) -> None:
        super().__init__()
        self.row = nn.Parameter(row)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The row, once a sample: (N, K)."""
        return self.row.expand(len(x), *self.row.shape)


class Raising(nn.Module):
    """Raises in its forward pass."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__()
        self.error, self.message = error, message

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Raise."""
        raise getattr(builtins, self.error)(self.message)


class Twice(nn.Module):
    """Applies a module twice, one after the other."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """What the module makes of what it made of x."""
        return self.inner(self.inner(x))


class Assembler:
    """Builds the arguments of one call.

    Args:
        journal: Where the watched things of the call write.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def arguments(
        self, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """All arguments, models first, because optimizers take hold of theirs by name."""
        named: dict[int | str, Any] = dict(enumerate(args))
        named.update(kwargs)
        order = sorted(named, key=lambda key: _is(named[key], "optimizer"))
        built = {key: self.value(named[key]) for key in order}
        return tuple(built[i] for i in range(len(args))), {key: built[key] for key in kwargs}

    def value(self, value: Any) -> Any:
        """A value with its specs built; what holds none is passed on as it is."""
        if is_spec(value):
            # Layers draw their first weights, which are replaced at once.
            with GENERATORS, torch.random.fork_rng(devices=[]):
                return self._watched(self._spec(value))
        if not holds_spec(value):
            return value
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        return type(value)(self.value(item) for item in value)

    def _watched(self, built: Any) -> Any:
        """A bare module among the arguments is watched, too."""
        known = any(built is module for module in self.journal.models.values())
        if isinstance(built, nn.Module) and not known and not isinstance(built, _LOSSES):
            watch_model(built, self.journal.free_name("model"), self.journal)
        return built

    def _spec(self, spec: Mapping[str, Any]) -> Any:
        kind = spec["spec"]
        if kind in _PLAIN:
            return _PLAIN[kind](spec)
        return getattr(self, f"_{kind}")(spec)

    def _layer(self, spec: Mapping[str, Any]) -> nn.Module:
        layer = build(spec["layer"])
        values = {
            name: tensor(value) for name, value in spec["values"].items() if value is not None
        }
        for dtype in {value.dtype for value in values.values()}:
            layer.to(dtype)
        for name, value in values.items():
            buffer = name in dict(layer.named_buffers())
            setattr(layer, name, value if buffer else nn.Parameter(value))
        return layer

    def _sequential(self, spec: Mapping[str, Any]) -> nn.Module:
        model = nn.Sequential()
        for name, layer in spec["layers"]:
            model.add_module(name, self._spec(layer))
        return model

    def _twice(self, spec: Mapping[str, Any]) -> nn.Module:
        return Twice(self._spec(spec["of"]))

    def _model(self, spec: Mapping[str, Any]) -> nn.Module:
        module: nn.Module = self._spec(spec["of"])
        module.train(spec["training"])
        for name in spec["frozen"]:
            module.get_submodule(name).eval()
        if spec["grads"] is not None:
            for value in module.parameters():
                value.grad = torch.full_like(value, spec["grads"])
        return watch_model(module, self.journal.free_name(spec["name"]), self.journal)

    def _loss(self, spec: Mapping[str, Any]) -> nn.Module:
        kinds = {"cross_entropy": nn.CrossEntropyLoss, "mse": nn.MSELoss}
        return watch_loss(kinds[spec["kind"]](), spec["name"], self.journal)

    def _optimizer(self, spec: Mapping[str, Any]) -> torch.optim.Optimizer:
        model = self.journal.models[spec["of"]]
        return make_optimizer(spec["kind"], spec["settings"], model, spec["name"], self.journal)

    def _loader(self, spec: Mapping[str, Any]) -> Any:
        x, y = tensor(spec["x"]), tensor(spec["y"])
        return make_loader(x, y, spec["batch_size"], spec["name"], self.journal)

    def _stub(self, spec: Mapping[str, Any]) -> Stub:
        return Stub(spec["name"], spec["gives"], self.value, self.journal)


def tensor(value: Any) -> torch.Tensor:
    """A tensor of its own memory."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    return torch.from_numpy(np.array(value))


def _is(value: Any, kind: str) -> bool:
    return is_spec(value) and value["spec"] == kind


_LOSSES = (nn.CrossEntropyLoss, nn.MSELoss)
_PLAIN: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "generator": lambda spec: torch.Generator().manual_seed(spec["seed"]),
    "device": lambda spec: torch.device(spec["name"]),
    "dtype": lambda spec: getattr(torch, spec["name"]),
    "constant": lambda spec: Constant(tensor(spec["row"])),
    "raising": lambda spec: Raising(spec["error"], spec["message"]),
}
