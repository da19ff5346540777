"""The work of `probes.model`, with torch at hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.nn.modules import module as hooks
from torch.utils._python_dispatch import TorchDispatchMode

from gradekit.probes.assembly import tensor
from gradekit.probes.calls import assemble
from gradekit.probes.fill import filled
from gradekit.probes.plain_values import failure, plain

SETTINGS = (
    "in_channels", "out_channels", "kernel_size", "stride", "padding", "padding_mode", "dilation",
    "groups", "ceil_mode", "count_include_pad", "output_size", "in_features", "out_features",
    "num_features", "eps", "momentum", "affine", "track_running_stats", "p", "inplace",
    "start_dim", "end_dim", "negative_slope", "dim",
)  # fmt: skip
"""Attributes of PyTorch's layers that a report tells."""

MOST = 2000
"""Names in a list of calls or operations; what comes after is left out."""


class _Stopped(Exception):  # noqa: N818  (no error: the way out)
    """Student code raised, and the report already says so."""


class OperationNames(TorchDispatchMode):
    """Writes down the ATen operations, whichever name they were called by.

    Attributes:
        names: Their names, in order.
        draws: For each one that draws zeros and ones: shape of what is drawn, and the share of ones
            if it is a number.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.draws: list[tuple[tuple[int, ...], float | None]] = []

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Else the first operation imports the whole compiler, which takes a second or two.
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.name().removeprefix("aten::").split(".")[0]
        if len(self.names) < MOST and name not in ("detach", "alias"):
            self.names.append(name)
        if len(self.draws) < MOST and name in ("bernoulli", "bernoulli_"):
            share = (*args[1:2], (kwargs or {}).get("p"))[0]
            known = float(share) if isinstance(share, int | float) else None
            self.draws.append((tuple(args[0].shape), known))
        return func(*args, **(kwargs or {}))


def examine(
    factory: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    steps: Sequence[tuple[Any, ...]],
    state: Mapping[str, Any] | None,
    fill: int | None,
    dtype: str,
    initial: bool,
    catch: bool,
) -> dict[str, Any]:
    """The report of `gradekit.probes.model`; the caller seeds the global generators."""
    report: dict[str, Any] = {"class": "", "is_module": False, "raised": None, "steps": []}
    try:
        with _reported(report, "building", catch):
            positional, named = assemble(args, kwargs)
            model = factory(*positional, **named)
            report["class"] = type(model).__name__
            if not isinstance(model, nn.Module):
                return report
            _describe(model, report, initial)
            model.to(getattr(torch, dtype))
        with _reported(report, "loading", catch):
            _load(model, state, fill)
    except _Stopped:
        return report
    for number, step in enumerate(steps, start=1):
        taken: dict[str, Any] = {"mode": step[0], "output": None, "raised": None}
        report["steps"].append(taken)
        try:
            with _reported(taken, f"step {number} ({step[0]})", catch):
                _take(model, step, getattr(torch, dtype), taken)
        except _Stopped:
            report["raised"] = report["raised"] or taken["raised"]
    return report


@contextmanager
def _reported(report: dict[str, Any], at: str, catch: bool) -> Iterator[None]:
    try:
        yield
    except (Exception, SystemExit) as error:
        if not catch:
            raise
        report["raised"] = failure(at, error)
        raise _Stopped from None


def _describe(model: nn.Module, report: dict[str, Any], initial: bool) -> None:
    parameters = dict(model.named_parameters())
    report["is_module"] = True
    report["parameters"] = {name: tuple(value.shape) for name, value in parameters.items()}
    report["trainable"] = {name: value.requires_grad for name, value in parameters.items()}
    report["count"] = sum(value.numel() for value in parameters.values())
    report["buffers"] = {name: tuple(value.shape) for name, value in model.named_buffers()}
    report["modules"] = {name: _settings(item) for name, item in model.named_modules() if name}
    if initial:
        report["initial"] = {name: plain(value.detach()) for name, value in parameters.items()}


def _settings(module: nn.Module) -> dict[str, Any]:
    found = {"type": type(module).__name__}
    if type(module).__module__.startswith("torch.nn"):
        held = vars(module)
        found |= {name: plain(held[name]) for name in SETTINGS if name in held}
    return found


def _load(model: nn.Module, state: Mapping[str, Any] | None, fill: int | None) -> None:
    if state is not None:
        model.load_state_dict({name: tensor(value) for name, value in state.items()}, strict=True)
    elif fill is not None:
        with torch.no_grad():
            for name, value in (*model.named_parameters(), *model.named_buffers()):
                if value.is_floating_point():
                    value.copy_(torch.from_numpy(filled(name, value.shape, fill)))


def _take(
    model: nn.Module, step: tuple[Any, ...], dtype: torch.dtype, taken: dict[str, Any]
) -> None:
    """One step; what is known is written into `taken` as soon as it is."""
    model.train(step[0] == "train")
    backward = len(step) > 2
    x = _cast(step[1], dtype).requires_grad_(backward and torch.is_floating_point(step[1]))
    model.zero_grad()
    taken["calls"], taken["made"] = [], []
    watch = OperationNames()
    taken["operations"], taken["draws"] = watch.names, watch.draws
    with _watched_modules(model, taken), watch, torch.set_grad_enabled(backward):
        output = model(x)
    taken["output"] = plain(output)
    taken["buffers"] = {name: plain(value) for name, value in model.named_buffers()}
    # An answer that is not there yet has no gradient; the report says that it is None.
    if backward and output is not None and output is not Ellipsis:
        (output * _cast(step[2], dtype)).sum().backward()
        taken["grads"] = {name: plain(value.grad) for name, value in model.named_parameters()}
        taken["input_grad"] = plain(x.grad)


def _cast(value: Any, dtype: torch.dtype) -> torch.Tensor:
    own = tensor(value)
    return own.to(dtype) if own.is_floating_point() else own


@contextmanager
def _watched_modules(model: nn.Module, taken: dict[str, Any]) -> Iterator[None]:
    """Note which innermost modules are called, and which parameters are registered meanwhile."""

    def called(name: str) -> Callable[..., None]:
        def note(*_: Any) -> None:
            if len(taken["calls"]) < MOST:
                taken["calls"].append(name)

        return note

    def registered(_: nn.Module, name: str, parameter: Any) -> None:
        if parameter is not None and len(taken["made"]) < MOST:
            taken["made"].append(name)

    innermost = [item for item in model.named_modules() if not any(item[1].children())]
    handles = [module.register_forward_pre_hook(called(name)) for name, module in innermost if name]
    handles.append(hooks.register_module_parameter_registration_hook(registered))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
