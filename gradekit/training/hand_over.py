"""Networks as exported programs: what carries a network away from its author's code."""

import builtins
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from gradekit.training.construct import Built, build
from gradekit.training.prescribed import example_inputs
from gradekit.training.shared_layers import join_shared
from gradekit.training.tasks import Form

WEIGHTS_ONLY = "TORCH_FORCE_WEIGHTS_ONLY_LOAD"
"""PyTorch reads it at every `torch.load`."""


def hand_over(
    factory: Callable[..., Any], form: Form, seed: int, extent: Mapping[str, Any]
) -> dict[str, Any]:
    """Build the student's network and describe it whole; it sees no example of the training.

    Args:
        factory: The student's class or function.
        form: What the network takes and gives.
        seed: Seed for every generator.
        extent: How it will be trained: `steps` on one batch of `count` examples, or on `count`
            examples with `epochs` and `batch_size` as in a `Budget`.

    Returns:
        `learning` and `judging`: the network with its first weights as programs, in training mode
        and in eval mode; `recipe`: how an experiment wants it trained, plain data, else None. Or
        `why`: the name of what kept it from being handed over.

    Raises:
        FormError, NotImplementedError: See `build.build`.
        Exception: What the student's code raises while the network is made.
    """
    torch.set_num_threads(1)
    one_batch = "steps" in extent
    example = example_inputs(extent["count"] if one_batch else 2, form, seed)
    built = build(factory, form["kind"], seed, example=example)
    if next(built.model.parameters(), None) is None:
        raise NotImplementedError
    try:
        return {
            "recipe": _recipe(built, extent),
            "learning": program_of(built.model.train(), example, not one_batch),
            "judging": program_of(built.model.eval(), example, not one_batch),
        }
    except Exception as error:  # noqa: BLE001
        # torch.export's errors have no common base; what the student raises is met again, and told,
        # where the network is trained beside the student's code.
        return {"why": type(error).__name__}


def program_of(model: nn.Module, example: torch.Tensor, any_size: bool = True) -> bytes:
    """A network, in the mode that it is in, as an exported program.

    Args:
        model: The network, on the CPU.
        example: A batch of at least two inputs.
        any_size: Whether it has to take batches of any size, or only such as the example.

    Raises:
        Exception: Whatever keeps it from being exported.
    """
    sizes = ({0: torch.export.Dim("batch", min=1, max=4096)},) if any_size else None
    # A copy: a program is saved with the whole storage of its example, which may be all inputs.
    with _length_of_any_batch():
        program = torch.export.export(model, (example.clone(),), dynamic_shapes=sizes)
    join_shared(program, model)
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


def _recipe(built: Built, extent: Mapping[str, Any]) -> Any:
    """How an experiment wants to be trained; raises where plain data cannot say it."""
    if built.optimizer is None:
        return None
    optimizer, name = built.optimizer, type(built.optimizer).__name__
    if getattr(torch.optim, name, None) is not type(optimizer) or optimizer.state:
        raise TypeError("an optimizer that is not PyTorch's own, or has taken steps already")
    names = {id(value): name for name, value in built.model.named_parameters()}
    groups = [
        {key: _plain(value) for key, value in group.items() if key != "params"}
        | {"params": [names[id(value)] for value in group["params"]]}
        for group in optimizer.param_groups
    ]
    steps = _steps(built, **extent)
    return {
        "optimizer": name,
        "groups": groups,
        "epochs": built.epochs,
        "batch_size": built.batch_size,
        "factors": [built.schedule((step + 0.5) / steps) for step in range(steps)],
    }


def _steps(
    built: Built, count: int, steps: int | None = None, epochs: int = 0, batch_size: int = 0
) -> int:
    from gradekit.training.loop import plan  # the loop exports what it has trained

    if steps is not None:
        return steps
    passes, _, per_epoch = plan(built, count, epochs, batch_size)
    return passes * per_epoch


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    raise TypeError("a setting that is not a number")


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
