"""What workers that train are given, and what is made of their answers, all of it untrusted."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from autograder.isolation.engines.engine import Worker
from autograder.records.assignment import MIB
from autograder.training.programs import ProgramRefused, checked
from gradekit.outcome import Outcome
from gradekit.training.loop import FOLDER
from gradekit.training.resident import JUDGING, LEARNING
from gradekit.training.sources import Batch
from gradekit.training.trainer import StudentRaised, Trial

CHUNK = 16 * MIB
"""Bytes of inputs in a file: one message to a worker has room for it."""

COUNTED = ("elements", "parameters", "flops")
"""What a worker counts in a program."""

FORM_BYTES = 128 * 1024
"""Room that an exported program has for its graph and an example."""

_MANY = 2**62

Curve = Sequence[Mapping[str, float]]


@dataclass(frozen=True)
class Handed:
    """A student's network as it was handed over: two programs and a recipe, all of them hostile."""

    learning: bytes
    judging: bytes
    recipe: Any


def handed(answer: Any) -> Handed | str:
    """What `gradekit.training.hand_over.hand_over` gave: the programs, or why there are none."""
    found = answer if type(answer) is dict else {}
    learning, judging = found.get("learning"), found.get("judging")
    if isinstance(learning, bytes) and isinstance(judging, bytes):
        try:
            recipe = json.loads(json.dumps(found.get("recipe")))
            return Handed(checked(learning), checked(judging), recipe)
        except ProgramRefused as error:
            return str(error)
        except (TypeError, ValueError):
            return "its recipe is not plain data"
    why = found.get("why")
    return why[:200] if type(why) is str and why else "no program came back"


def files_of(
    job: Mapping[str, Any], batch: Batch, network: Handed | None = None
) -> dict[str, bytes]:
    """What a worker that trains finds in its folder; the network, where it has no other code."""
    step = max(1, CHUNK // max(1, batch.inputs[:1].nbytes))
    parts = range(0, len(batch.inputs), step)
    files = {
        f"{FOLDER}/inputs-{number}.npy": _npy(batch.inputs[start : start + step])
        for number, start in enumerate(parts)
    }
    files[f"{FOLDER}/labels.npy"] = _npy(batch.labels)
    job = {**job, "parts": len(parts)}
    if network is not None:
        job["recipe"] = network.recipe
        files |= {LEARNING: network.learning, JUDGING: network.judging}
    files[f"{FOLDER}/job.json"] = json.dumps(job).encode()
    return files


def run_cell(worker: Worker, source: str, seconds: float) -> None:
    """Run a cell of ours in a worker.

    Raises:
        StudentRaised: If it raises; what it calls is the student's.
    """
    raised = worker.run_cell(source, "training", seconds)
    if raised is not None:
        raise StudentRaised(raised.type_name, raised.message)


def value_of(outcome: Outcome) -> Any:
    """What a call returned.

    Raises:
        StudentRaised: If it raised.
    """
    if outcome.raised is not None:
        raise StudentRaised(outcome.raised.type_name, outcome.raised.message)
    return outcome.value


def array_of(outcome: Outcome) -> NDArray[Any]:
    """The array that a call returned; an empty one if it returned anything else."""
    value = value_of(outcome)
    return value if isinstance(value, np.ndarray) else np.zeros((0, 0))


def point_of(came: Any) -> Mapping[str, float]:
    """Loss, accuracy and seconds of an epoch; nan for what is not a number."""
    values = came if type(came) is dict else {}
    return {
        name: value if isinstance(value := values.get(name), float) else float("nan")
        for name in ("loss", "accuracy", "seconds")
    }


def trial_of(ways: Mapping[str, Any], elements: int | None, curve: Curve) -> Trial:
    """One training, from the network's outputs and the curve."""
    seconds = sum(max(0.0, point["seconds"]) for point in curve if point["seconds"] < 1e6)
    return Trial(ways, elements, "", tuple(curve), seconds)


def trial_isolated(outcome: Outcome, room: int, curve: Curve) -> Trial | str:
    """The same from what `gradekit.training.evaluate.evaluate` came to, or why there is none.

    Args:
        outcome: What the worker says.
        room: Numbers that what it was given has room for: it may have said less.
        curve: Curve of the training.
    """
    if outcome.raised is not None:
        return f"{outcome.raised.type_name} where it was run"
    if type(outcome.value) is not dict:
        return "no outputs came back"
    found = dict(outcome.value)
    counts = {name: _count(found.pop(name, None)) for name in COUNTED}
    held = max(counts["elements"] or _MANY, room)
    trial = trial_of(found, held, curve)
    return replace(trial, parameters=counts["parameters"], flops=counts["flops"])


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < _MANY else None


def room_of(program: bytes, state: Any) -> int:
    """Numbers that a program, and the weights that go with it, have room for."""
    values = state.values() if type(state) is dict else ()
    held = sum(value.numel() for value in values if isinstance(value, torch.Tensor))
    return max(held, max(0, len(program) - FORM_BYTES) // 4)
