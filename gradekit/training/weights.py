"""Submitted checkpoints: opened where nothing else is, loaded beside the student's code.

`read` runs in a worker without student code, `load` in one with it; neither is believed.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pickle import UnpicklingError
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from gradekit.training.construct import build
from gradekit.training.hand_over import open_program, program_of
from gradekit.training.prescribed import example_inputs
from gradekit.training.tasks import Form

MAX_TENSORS = 1000
MAX_NAME = 200
MAX_RANK = 8

Arrays = dict[str, NDArray[Any]]

_FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
_INTEGERS = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)
_SAVE = 'write it with train.save_weights(model, "NAME.safetensors")'


class NotJudged(ValueError):  # noqa: N818  (says what happened)
    """A checkpoint that is not judged; the message completes "the file ..."."""


def read(data: bytes, suffix: str, most: int) -> dict[str, Any]:
    """Open a checkpoint.

    Args:
        data: Content of the file.
        suffix: `.safetensors`, `.pt` or `.pth`.
        most: How many numbers it may hold.

    Returns:
        `arrays`: float32 and int64 arrays by name; or `refused`: why there are none.
    """
    try:
        opened = _safetensors(data) if suffix == ".safetensors" else _state_dict(data)
        _check_size(opened, len(data), most)
        return {"arrays": {name: _array(name, tensor) for name, tensor in opened.items()}}
    except NotJudged as error:
        return {"refused": str(error)}


def load(
    factory: Callable[..., Any],
    form: Form,
    names: list[str],
    arrays: list[NDArray[Any]],
) -> dict[str, Any]:
    """Put a checkpoint's numbers into the student's network and export it.

    Args:
        factory: The student's class or function.
        form: What the network takes and gives.
        names: Names of the checkpoint's tensors.
        arrays: The tensors, in the same order.

    Returns:
        `program`: the exported program; or `refused`: why there is none.

    Raises:
        Exception: Whatever the student's code raises.
    """
    torch.set_num_threads(1)
    model = build(factory, form["kind"], 0).model.eval()
    example = example_inputs(2, form, 0)
    with torch.no_grad():
        # Lazy layers have no weights before the first batch.
        model(example)
    try:
        _check_names(model, dict(zip(names, arrays, strict=True)))
    except NotJudged as error:
        return {"refused": str(error)}
    weights = {name: torch.tensor(array) for name, array in zip(names, arrays, strict=True)}
    model.load_state_dict(weights, strict=True)
    try:
        return {"program": program_of(model, example)}
    except Exception as error:  # noqa: BLE001
        # torch.export's errors have no common base, and the record says which it was.
        return {"refused": f"fits, but the network cannot be exported ({type(error).__name__})"}


def foreign(program: bytes, names: list[str], arrays: list[NDArray[Any]]) -> dict[str, int]:
    """How much of an exported program does not come from a checkpoint.

    Args:
        program: What `load` gave.
        names: Names of the checkpoint's tensors.
        arrays: The tensors, in the same order.

    Returns:
        other: numbers in weights and buffers that are not the checkpoint's; constants: numbers
        that the program holds beside them.
    """
    given = dict(zip(names, arrays, strict=True))
    opened = open_program(program)
    other = sum(
        value.numel() for name, value in opened.state_dict.items() if not _same(value, given, name)
    )
    constants = [item for item in opened.constants.values() if isinstance(item, torch.Tensor)]
    return {"other": int(other), "constants": sum(item.numel() for item in constants)}


def _same(value: torch.Tensor, given: Mapping[str, NDArray[Any]], name: str) -> bool:
    return name in given and np.array_equal(value.detach().to(torch.float64).numpy(), given[name])


def _safetensors(data: bytes) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors import torch as library

    try:
        return library.load(data)
    except SafetensorError as error:
        raise NotJudged(f"is not a safetensors file that can be read ({error}); {_SAVE}") from error
    except KeyError as error:
        raise NotJudged(f"holds numbers of a kind that is not taken ({error}); {_SAVE}") from error


def _state_dict(data: bytes) -> dict[str, torch.Tensor]:
    _check_archive(data)
    try:
        opened = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except UnpicklingError as error:
        raise NotJudged(
            "holds more than tensors and is not opened; save model.state_dict(), not the model, "
            f"or {_SAVE}"
        ) from error
    except Exception as error:
        # What torch.load raises for damaged bytes has no common base.
        raise NotJudged(f"cannot be read ({type(error).__name__}); {_SAVE}") from error
    if not isinstance(opened, dict) or not all(type(name) is str for name in opened):
        raise NotJudged(f"holds no state_dict but a {type(opened).__name__}; {_SAVE}")
    wrong = [name for name, value in opened.items() if not isinstance(value, torch.Tensor)]
    if wrong:
        raise NotJudged(f"holds {wrong[0][:MAX_NAME]!r}, which is not a tensor; {_SAVE}")
    return opened


def _check_archive(data: bytes) -> None:
    """Hold the sizes in a zip against the file; `torch.save` never compresses."""
    if data[:2] != b"PK":
        # The form of before PyTorch 1.6 says nothing of sizes before it is read.
        raise NotJudged(f"is not a checkpoint that torch.save writes; {_SAVE}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotJudged(f"is damaged ({error}); {_SAVE}") from error
    deflated = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
    if deflated or sum(entry.file_size for entry in entries) > len(data):
        raise NotJudged(f"would take more room in memory than on the disk; {_SAVE}")


def _check_size(tensors: Mapping[str, torch.Tensor], size: int, most: int) -> None:
    """Hold what tensors say of themselves against the file, before a number is touched."""
    if not tensors:
        raise NotJudged(f"holds no tensors; {_SAVE}")
    if any(name.startswith("optimizer/") for name in tensors):
        raise NotJudged(f"is the checkpoint of a run that can go on, not a network's; {_SAVE}")
    if len(tensors) > MAX_TENSORS or any(len(name) > MAX_NAME for name in tensors):
        raise NotJudged(f"holds more than {MAX_TENSORS} tensors, or names that are too long")
    for name, tensor in tensors.items():
        _check_form(name, tensor)
    count = sum(tensor.numel() for tensor in tensors.values())
    if sum(tensor.numel() * tensor.element_size() for tensor in tensors.values()) > size:
        raise NotJudged(f"says that it holds {count:,} numbers, more than fit into its {size:,} B")
    if count > most:
        raise NotJudged(f"holds {count:,} numbers; at most {most:,} are allowed")
    places = [tensor.untyped_storage().data_ptr() for tensor in tensors.values() if tensor.numel()]
    if len(set(places)) < len(places):
        raise NotJudged(f"holds tensors that share their memory; {_SAVE}")


def _check_form(name: str, tensor: torch.Tensor) -> None:
    plain = tensor.layout is torch.strided and tensor.device.type == "cpu"
    if not plain or tensor.dtype not in (*_FLOATS, *_INTEGERS):
        raise NotJudged(f"holds {name!r}, of a kind that is not taken; {_SAVE}")
    if tensor.dim() > MAX_RANK:
        raise NotJudged(f"holds {name!r} with {tensor.dim()} dimensions")
    if not _dense(tensor):
        raise NotJudged(
            f"holds {name!r}, which repeats its numbers or is a part of another tensor; {_SAVE}"
        )


def _dense(tensor: torch.Tensor) -> bool:
    """Whether every number has a place of its own, without gaps; the order of axes is free."""
    expected = 1
    axes = zip(tensor.stride(), tensor.shape, strict=True)
    for stride, length in sorted(axis for axis in axes if axis[1] != 1):
        if length and stride != expected:
            return False
        expected *= length
    return True


def _array(name: str, tensor: torch.Tensor) -> NDArray[Any]:
    floats = tensor.dtype in _FLOATS
    wide = tensor.detach().contiguous().to(torch.float32 if floats else torch.int64)
    if floats and not torch.isfinite(wide).all():
        raise NotJudged(f"holds nan or inf in {name!r}")
    found: NDArray[Any] = wide.numpy()
    return found


def _check_names(model: nn.Module, given: Mapping[str, NDArray[Any]]) -> None:
    state = model.state_dict()
    missing, unknown = _some(state.keys() - given.keys()), _some(given.keys() - state.keys())
    if missing or unknown:
        parts = [f"lacks {missing}"] * bool(missing) + [f"holds {unknown}"] * bool(unknown)
        raise NotJudged(f"is not of this network: it {' and '.join(parts)}, by the network's names")
    for name, value in state.items():
        if tuple(value.shape) != given[name].shape:
            raise NotJudged(
                f"holds {name!r} of shape {given[name].shape}; the network's is "
                f"{tuple(value.shape)}"
            )


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    return ", ".join(repr(name) for name in listed[:3]) + more
