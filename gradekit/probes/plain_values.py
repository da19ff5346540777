"""What a probe may return: plain values, that own their memory and mean the same everywhere."""

import hashlib
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from gradekit.outcome import kind_of, line_of

LONGEST = 500
"""Characters of an exception's message."""

DEEPEST = 8


def plain(value: Any, depth: int = 0) -> Any:
    """A copy of a value in plain data: numbers, texts, arrays, tensors and containers of them.

    Args:
        value: Anything.
        depth: Containers around it.

    Returns:
        Tensors detached, on the CPU, and still requiring a gradient where they did. Any other
        object is `{"type": name of its class}`.
    """
    if value is None or value is Ellipsis or isinstance(value, bool | int | float | complex | str):
        return value
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, np.generic):
        return value
    if is_tensor(value):
        return _own_tensor(value)
    if depth < DEEPEST and isinstance(value, list | tuple):
        kind = list if isinstance(value, list) else tuple
        return kind(plain(item, depth + 1) for item in value)
    if depth < DEEPEST and isinstance(value, dict):
        return {_key(key): plain(item, depth + 1) for key, item in value.items()}
    return {"type": type(value).__name__}


def copied(value: Any) -> Any:
    """The value with arrays and tensors of its own, laid out as they were; other objects as is."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if is_tensor(value):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if type(value) in (list, tuple):
        return type(value)(copied(item) for item in value)
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return value


def _own_tensor(value: Any) -> Any:
    import torch
    from torch._C import _functorch as functorch

    # A tensor made in inference mode could never require a gradient again.
    with torch.inference_mode(False):
        # Inside of `torch.func.vjp` and its like tensors are wrapped, and none can be marked.
        while functorch.is_functorch_wrapped_tensor(value):
            value = functorch.get_unwrapped(value)
        own = value.detach().cpu().clone()
        marked = value.requires_grad and functorch.peek_interpreter_stack() is None
        return own.requires_grad_() if marked else own


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor, without an import of torch."""
    return isinstance(value, getattr(sys.modules.get("torch"), "Tensor", ()))


def failure(at: str, error: BaseException) -> dict[str, str]:
    """An exception of student code, as a report names it."""
    try:
        message = str(error)[:LONGEST]
    except Exception:  # noqa: BLE001  (the student's own class, whose text may fail)
        message = ""
    line = line_of(error)
    return {"at": at, "type": kind_of(error), "message": message, "line": line}


GENERATORS = threading.RLock()
"""Held by whoever moves the global generators: a grader's threads share them."""


@contextmanager
def global_seed(seed: int) -> Iterator[list[str]]:
    """Seed the global generators of random, NumPy and torch, and put them back afterwards.

    Other threads wait until they are put back.

    Yields:
        A list that afterwards names the generators that were moved.
    """
    with GENERATORS:
        yield from _seeded(seed)


def _seeded(seed: int) -> Iterator[list[str]]:
    import torch

    before = random.getstate(), np.random.get_state(), torch.get_rng_state()
    moved: list[str] = []
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.default_generator.manual_seed(seed)
    start = fingerprints()
    try:
        yield moved
    finally:
        moved += [name for name, mark in fingerprints().items() if mark != start[name]]
        random.setstate(before[0])
        np.random.set_state(before[1])
        torch.set_rng_state(before[2])


def fingerprints() -> dict[str, int]:
    """A number for the state of each global generator."""
    import torch

    _, keys, *rest = np.random.get_state(legacy=True)
    return {
        "numpy": _mark(np.asarray(keys).tobytes() + repr(rest).encode()),
        "random": _mark(repr(random.getstate()).encode()),
        "torch": _mark(torch.get_rng_state().numpy().tobytes()),
    }


def _mark(content: bytes) -> int:
    return int.from_bytes(hashlib.sha256(content).digest()[:6], "little")


def _key(key: Any) -> Any:
    if isinstance(key, np.generic):
        return key.item()
    return key if isinstance(key, bool | int | float | str | None) else str(key)[:LONGEST]
