"""Modules, losses, optimizers, loaders and stubs that write down what is done with them."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from gradekit.probes.journal import Journal, append
from gradekit.probes.plain_values import fingerprints, is_tensor, plain


class _Moded:
    """Mixed into the class of one module: notes when it is put in a mode."""

    _journal: Journal
    _named: str
    _own = 0

    def train(self, mode: bool = True) -> Any:
        """Note the mode and set it."""
        # A copy that the student makes carries the same class; it is not the watched one.
        if self._own == id(self):
            self._journal.note("train" if mode else "eval", self._named)
        return super().train(mode)  # type: ignore[misc]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Note it and clear the gradients."""
        if self._own == id(self):
            self._journal.note("zero_grad", self._named)
        super().zero_grad(set_to_none)  # type: ignore[misc]


def watch_model(module: nn.Module, name: str, journal: Journal) -> nn.Module:
    """Note modes, forward passes and what they were given."""
    journal.models[name] = module
    journal.inputs[name], journal.outputs[name] = [], []
    kind = type(module)
    module.__class__ = type(kind.__name__, (_Moded, kind), {"__doc__": kind.__doc__})
    for key, value in (("_journal", journal), ("_named", name), ("_own", id(module))):
        object.__setattr__(module, key, value)

    def before(called: nn.Module, args: tuple[Any, ...]) -> None:
        if called is module:
            grad = "grad" if torch.is_grad_enabled() else "no grad"
            journal.note("forward", name, "train" if called.training else "eval", grad)
            append(journal.inputs[name], plain(args[0] if len(args) == 1 else args))

    def after(called: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        if called is module:
            append(journal.outputs[name], plain(output))

    module.register_forward_pre_hook(before)
    module.register_forward_hook(after)
    return module


def watch_loss(module: nn.Module, name: str, journal: Journal) -> nn.Module:
    """Note when the loss is worked out and when the backward pass goes through it."""

    def after(called: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        journal.note("loss", name)
        if output.requires_grad:
            output.register_hook(lambda _: journal.note("backward", name))

    module.register_forward_hook(after)
    return module


def make_optimizer(
    kind: str, settings: Mapping[str, float], model: nn.Module, name: str, journal: Journal
) -> torch.optim.Optimizer:
    """An optimizer that notes `zero_grad` and `step`, with the gradients at each step."""
    base = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}[kind]
    names = {id(value): key for key, value in model.named_parameters()}

    class WatchedOptimizer(base):  # type: ignore[misc, valid-type]
        def zero_grad(self, set_to_none: bool = True) -> None:
            journal.note("zero_grad", name)
            super().zero_grad(set_to_none)

    def after(optimizer: Any, args: Any, kwargs: Any) -> None:
        # Afterwards, since a closure handed to `step` makes the gradients in there.
        journal.note("step", name)
        held = [value for group in optimizer.param_groups for value in group["params"]]
        append(journal.steps, {names[id(value)]: plain(value.grad) for value in held})

    WatchedOptimizer.__name__ = WatchedOptimizer.__qualname__ = base.__name__
    optimizer: torch.optim.Optimizer = WatchedOptimizer(model.parameters(), **settings)
    optimizer.register_step_post_hook(after)
    return optimizer


def make_loader(
    x: torch.Tensor, y: torch.Tensor, batch_size: int, name: str, journal: Journal
) -> DataLoader[Any]:
    """A loader that notes which batch it hands out."""

    class WatchedLoader(DataLoader[Any]):
        def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
            for index, batch in enumerate(super().__iter__()):
                journal.note("batch", name, index)
                append(journal.batches, index)
                yield batch

    # A generator of its own: a loader would else draw from the global one.
    generator = torch.Generator().manual_seed(0)
    return WatchedLoader(TensorDataset(x, y), batch_size=batch_size, generator=generator)


class Token:
    """What a stub made: known by the call that it came from."""

    def __init__(self, made: dict[str, Any]) -> None:
        self.made = made


class Stub:
    """A function that writes down its calls.

    Args:
        name: What the report calls it.
        gives: Says what a call returns; see `gradekit.specs.stub`.
        build: Builds a spec.
        journal: Where the calls are written down.
    """

    def __init__(
        self, name: str, gives: Any, build: Callable[[Any], Any], journal: Journal
    ) -> None:
        self.__name__ = name
        self._gives = gives
        self._build = build
        self._calls = journal.stubs.setdefault(name, [])
        self._journal = journal

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Write the call down and return what the stub gives."""
        call = {"args": _described(args), "kwargs": _described(kwargs)}
        number = len(self._calls)
        append(self._calls, {**call, "random": fingerprints()["torch"]})
        self._journal.note("call", self.__name__)
        if self._gives == "number":
            digest = hashlib.sha256(f"{self.__name__}{_text(call)}".encode()).digest()
            return int.from_bytes(digest[:6], "little") / 2**48
        if self._gives == "token":
            return Token({"stub": self.__name__, **call})
        if isinstance(self._gives, list):
            return plain(self._gives[number % len(self._gives)])
        return self._build(self._gives)


def _described(value: Any) -> Any:
    """Arguments as a report shows them: tokens by their making, the rest in plain data."""
    if isinstance(value, Token):
        return value.made
    if isinstance(value, list | tuple):
        return tuple(_described(item) for item in value)
    if isinstance(value, dict):
        return {str(key): _described(item) for key, item in value.items()}
    return plain(value)


def _text(value: Any) -> str:
    """Plain data as text, the same for the same values."""
    if is_tensor(value):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.shape}{value.tobytes().hex()}"
    if isinstance(value, tuple):
        return f"({','.join(map(_text, value))})"
    if isinstance(value, dict):
        return f"{{{','.join(f'{key}:{_text(value[key])}' for key in sorted(value))}}}"
    return repr(value.item() if isinstance(value, np.generic) else value)
