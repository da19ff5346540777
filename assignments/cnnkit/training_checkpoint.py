"""Checkpoints: one safetensors file with the tensors of a run and, in its header, the rest as JSON.

The file is written to the side and moved into place: an interrupt leaves the last whole one.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

_SCHEMA = 1


@dataclass(frozen=True)
class Checkpoint:
    """A run after some whole epochs.

    `settings` are what the run was started with, `history` what it measured, both plain values.
    """

    epoch: int
    settings: dict[str, Any]
    history: dict[str, Any]
    tensors: dict[str, Tensor]
    groups: list[dict[str, Any]]


def save_checkpoint(
    path: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    *,
    epoch: int,
    settings: Mapping[str, Any],
    history: Mapping[str, Any],
) -> None:
    """Write a run's state.

    Args:
        path: File to write or replace.
        model: The model.
        optimizer: Its optimizer.
        epoch: Whole epochs done.
        settings: What the run was started with, as plain values.
        history: What it measured so far, as plain values.
    """
    tensors = {f"model/{name}": value for name, value in model.state_dict().items()}
    state = optimizer.state_dict()
    for index, entries in state["state"].items():
        for name, value in entries.items():
            if value is not None:
                tensors[f"optimizer/{index}/{name}"] = torch.as_tensor(value)
    tensors["random/cpu"] = torch.get_rng_state()
    if torch.cuda.is_available():
        tensors["random/cuda"] = torch.cuda.get_rng_state()
    header = {
        "schema": _SCHEMA,
        "epoch": epoch,
        "settings": dict(settings),
        "history": dict(history),
        "groups": state["param_groups"],
    }
    _write(path, tensors, {"cnnkit": json.dumps(header)})


def save_weights(model: nn.Module, path: str | Path) -> None:
    """Write a network's weights and buffers, and nothing else, to hand them in or to keep them.

    Args:
        model: The network.
        path: File to write or replace, such as `simple_cnn.safetensors`.

    Raises:
        ValueError: If the file is not named so.
    """
    target = Path(path)
    if target.suffix != ".safetensors":
        raise ValueError(f"Name the file {target.stem}.safetensors: that is the form it has.")
    _write(target, model.state_dict(), None)


def _write(path: Path, tensors: Mapping[str, Tensor], metadata: dict[str, str] | None) -> None:
    from safetensors.torch import save_file

    # Copies, as the format has no shared or strided tensors.
    plain = {name: value.detach().cpu().clone().contiguous() for name, value in tensors.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        written = Path(folder) / "checkpoint"
        save_file(plain, str(written), metadata=metadata)
        written.replace(path)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read what `save_checkpoint` wrote; holds no code, so any file may be tried.

    Args:
        path: The file.

    Returns:
        The run's state, on the CPU.

    Raises:
        ValueError: If it is damaged or no checkpoint of a run.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="pt") as file:
            header = json.loads((file.metadata() or {})["cnnkit"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        if header["schema"] != _SCHEMA:
            raise ValueError(f"of schema {header['schema']}")
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{path.name} is not a checkpoint that can be read ({error}); delete it to start anew."
        ) from error
    return Checkpoint(
        header["epoch"], header["settings"], header["history"], tensors, header["groups"]
    )


def restore(saved: Checkpoint, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Put a checkpoint's tensors into a model, its optimizer and the random generators.

    Args:
        saved: The checkpoint.
        model: A model of the same form, on its device.
        optimizer: An optimizer of the same form.

    Raises:
        RuntimeError: If names or shapes of the model differ.
    """
    weights: dict[str, Tensor] = {}
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in saved.tensors.items():
        kind, _, rest = name.partition("/")
        if kind == "model":
            weights[rest] = value
        elif kind == "optimizer":
            index, _, entry = rest.partition("/")
            state.setdefault(int(index), {})[entry] = value
    model.load_state_dict(weights)
    parameters = [value for group in optimizer.param_groups for value in group["params"]]
    laid = {
        number: {name: _laid_as(parameters[number], each) for name, each in entries.items()}
        for number, entries in state.items()
    }
    optimizer.load_state_dict({"state": laid, "param_groups": saved.groups})
    torch.set_rng_state(saved.tensors["random/cpu"])
    if torch.cuda.is_available() and "random/cuda" in saved.tensors:
        torch.cuda.set_rng_state(saved.tensors["random/cuda"])


def _laid_as(parameter: Tensor, value: Tensor) -> Tensor:
    """A buffer in its parameter's memory layout: fused optimizers walk both by address."""
    if value.shape != parameter.shape:
        return value
    return torch.empty_like(parameter, dtype=value.dtype).copy_(value)
