"""Builds parts into what they stand for, beside the student's code."""

import builtins
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from gradekit.probes.journal import Journal
from gradekit.probes.plain import GENERATORS
from gradekit.probes.watched import Stub, make_loader, make_optimizer, watch_loss, watch_model
from gradekit.specs import holds_part, is_part


class GlobalAverage(nn.Module):
    """Mean over the pixels: (N, C, H, W) becomes (N, C)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Average over the last two axes."""
        return x.mean((-2, -1))


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


class Assembler:
    """Builds the arguments of one call.

    Args:
        journal: Where the watched things of the call write.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._watching = False

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
        """A value with its parts built; what holds no part is passed on as it is."""
        if is_part(value):
            # Layers draw their first weights, which are replaced at once.
            with GENERATORS, torch.random.fork_rng(devices=[]):
                return self._watched(self._part(value))
        if not holds_part(value):
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

    def _part(self, part: Mapping[str, Any]) -> Any:
        kind = part["part"]
        if kind in _PLAIN:
            return _PLAIN[kind](part)
        if kind in _LAYERS:
            return _LAYERS[kind](part)
        if kind == "sequential":
            model = nn.Sequential()
            for name, layer in part["layers"]:
                model.add_module(name, self._part(layer))
            return model
        return getattr(self, f"_{kind}")(part)

    def _model(self, part: Mapping[str, Any]) -> nn.Module:
        module: nn.Module = self._part(part["of"])
        module.train(part["training"])
        for name in part["frozen"]:
            module.get_submodule(name).eval()
        if part["grads"] is not None:
            for value in module.parameters():
                value.grad = torch.full_like(value, part["grads"])
        return watch_model(module, self.journal.free_name(part["name"]), self.journal)

    def _loss(self, part: Mapping[str, Any]) -> nn.Module:
        kinds = {"cross_entropy": nn.CrossEntropyLoss, "mse": nn.MSELoss}
        return watch_loss(kinds[part["kind"]](), part["name"], self.journal)

    def _optimizer(self, part: Mapping[str, Any]) -> torch.optim.Optimizer:
        model = self.journal.models[part["of"]]
        return make_optimizer(part["kind"], part["settings"], model, part["name"], self.journal)

    def _loader(self, part: Mapping[str, Any]) -> Any:
        x, y = tensor(part["x"]), tensor(part["y"])
        return make_loader(x, y, part["batch_size"], part["name"], self.journal)

    def _stub(self, part: Mapping[str, Any]) -> Stub:
        return Stub(part["name"], part["gives"], self.value, self.journal)


def tensor(value: Any) -> torch.Tensor:
    """A tensor of its own memory."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    return torch.from_numpy(np.array(value))


def _is(value: Any, kind: str) -> bool:
    return is_part(value) and value["part"] == kind


def _conv(part: Mapping[str, Any]) -> nn.Conv2d:
    weight = tensor(part["weight"])
    filters, channels, *size = weight.shape
    layer = nn.Conv2d(
        channels * part["groups"],
        filters,
        (size[0], size[1]),
        part["stride"],
        part["padding"],
        part["dilation"],
        part["groups"],
        bias=part["bias"] is not None,
    )
    _give(layer, weight=weight, bias=part["bias"])
    return layer


def _linear(part: Mapping[str, Any]) -> nn.Linear:
    weight = tensor(part["weight"])
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=part["bias"] is not None)
    _give(layer, weight=weight, bias=part["bias"])
    return layer


def _batch_norm(part: Mapping[str, Any]) -> nn.BatchNorm2d:
    mean = tensor(part["mean"])
    layer = nn.BatchNorm2d(len(mean), part["eps"], part["momentum"]).to(mean.dtype)
    layer.running_mean, layer.running_var = mean, tensor(part["var"])
    _give(layer, weight=part["weight"], bias=part["bias"])
    return layer


def _give(layer: nn.Module, **values: Any) -> None:
    """Put values in the place of parameters; None leaves one as it is."""
    for name, value in values.items():
        if value is not None:
            setattr(layer, name, nn.Parameter(tensor(value)))


_LOSSES = (nn.CrossEntropyLoss, nn.MSELoss)
_PLAIN: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "generator": lambda part: torch.Generator().manual_seed(part["seed"]),
    "device": lambda part: torch.device(part["name"]),
    "dtype": lambda part: getattr(torch, part["name"]),
}
_LAYERS: dict[str, Callable[[Mapping[str, Any]], nn.Module]] = {
    "conv": _conv,
    "linear": _linear,
    "batch_norm": _batch_norm,
    "relu": lambda part: nn.ReLU(part["inplace"]),
    "max_pool": lambda part: nn.MaxPool2d(part["size"], part["stride"], part["padding"]),
    "avg_pool": lambda part: nn.AvgPool2d(part["size"], part["stride"], part["padding"]),
    "dropout": lambda part: nn.Dropout(part["p"]),
    "flatten": lambda part: nn.Flatten(),
    "unflatten": lambda part: nn.Unflatten(1, tuple(part["shape"])),
    "global_average": lambda part: GlobalAverage(),
    "identity": lambda part: nn.Identity(),
    "softmax": lambda part: nn.Softmax(1),
    "constant": lambda part: Constant(tensor(part["row"])),
    "raising": lambda part: Raising(part["error"], part["message"]),
}
