"""The provisional score of a submitted checkpoint.

Three workers take part. C, without student code, opens the file and gives plain arrays. A builds
the student's network, takes the arrays and hands over an exported program. B, without student code,
runs the program on images that A never saw. A score says what the numbers give, not how
somebody came by them: it gives no points by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.intake.weight_files import Checkpoint
from autograder.isolation.engines.engine import WorkerError
from autograder.isolation.session import Session
from autograder.records.errors import EngineError
from autograder.records.result import CheckpointRecord
from autograder.training.clock import Clock
from autograder.training.options import Training
from autograder.training.programs import ProgramRefused, checked
from autograder.training.sandbox import ASK_WALL_SECONDS, SandboxTrainer
from gradekit.checks.failures import CannotJudge, CheckFailed
from gradekit.training import weights
from gradekit.training.judge import EXTRA, score
from gradekit.training.sources import Batch, deal
from gradekit.training.tasks import ACCURACY, GPU, Budget, Task
from gradekit.training.trainer import asked, number
from gradekit.training.verdict import judge

PROFILE = GPU
"""Whose thresholds apply: a checkpoint was trained for as long as its owner liked."""

_LONGEST = 600

Arrays = dict[str, NDArray[Any]]


class _Refused(Exception):  # noqa: N818  (says what happened)
    """A checkpoint without a score; the text says why."""


def judge_checkpoints(
    checkpoints: Iterable[Checkpoint],
    session: Session,
    training: Training,
    seeder: Callable[[str], Callable[[], object]],
) -> tuple[CheckpointRecord, ...]:
    """Judge the checkpoints of one submission; nothing that they do costs a point.

    Args:
        checkpoints: What intake took in.
        session: The submission, all of its cells executed.
        training: How the batch trains; the device does not matter here.
        seeder: Gives what seeds the random cases of a question.

    Returns:
        One record a checkpoint.
    """
    own = replace(training, profile=PROFILE, device="cpu")
    records = []
    for checkpoint in checkpoints:
        task = own.tasks[checkpoint.task]
        trainer = SandboxTrainer(own, session, task.variable, lambda record: None)
        # The seed of one question is nobody else's: it is set in a context of its own.
        context = copy_context()
        context.run(seeder(task.question))
        records.append(context.run(_record, checkpoint, task, trainer))
    return tuple(records)


def _record(checkpoint: Checkpoint, task: Task, trainer: SandboxTrainer) -> CheckpointRecord:
    outcome: Literal["refused", "not judged"] = "refused"
    try:
        return _judged(checkpoint, task, trainer)
    except (_Refused, CheckFailed) as error:
        reason = str(error)
    except CannotJudge:
        outcome, reason = "not judged", "its held-out data is not on this machine."
    except EngineError as error:
        outcome, reason = "not judged", f"the engine failed ({error})."
    except Exception as error:  # noqa: BLE001
        # A fault of ours, on untrusted bytes: the record names it, and the points stand.
        outcome, reason = "not judged", f"a fault of the autograder ({type(error).__name__})."
    return CheckpointRecord(
        task=checkpoint.task,
        question=task.question,
        file=checkpoint.file,
        outcome=outcome,
        reason=" ".join(reason.split())[:_LONGEST],
    )


def _judged(checkpoint: Checkpoint, task: Task, trainer: SandboxTrainer) -> CheckpointRecord:
    if checkpoint.refused:
        raise _Refused(checkpoint.refused)
    budget = task.budget(trainer.profile, ACCURACY)
    clock = Clock(ASK_WALL_SECONDS)
    arrays = _opened(checkpoint, task, trainer, clock)
    names, values = list(arrays), list(arrays.values())
    with _worker_for(f"{task.variable} could not take the file's numbers"):
        said = asked(task, lambda: trainer.ask("load", task.form, names, values))
    loaded = _plain(said)
    program = loaded.get("program")
    if not isinstance(program, bytes):
        raise _said(loaded, "was loaded, but no network came back")
    try:
        program = checked(program)
    except ProgramRefused as error:
        why = f"The loaded network could not be run outside the notebook ({error})."
        raise _Refused(why) from error
    held = _held_out(task, budget, trainer)
    clock = Clock(ASK_WALL_SECONDS)
    with _worker_for("The loaded network could not be run outside the notebook"):
        trial = trainer.run(program, held.inputs, clock, [])
        if not isinstance(trial, str):
            _hold_to_file(trainer, (program, names, values), clock)
    if isinstance(trial, str):
        raise _Refused(f"The loaded network could not be run outside the notebook ({trial}).")
    scored = score(task, trial, held, np.arange(task.classes))
    verdict = judge([(scored.right, scored.count)], budget.threshold, budget.floor)
    return CheckpointRecord(
        task=checkpoint.task,
        question=task.question,
        file=checkpoint.file,
        outcome="provisional",
        data=budget.data.rpartition(":")[2],
        images=scored.count,
        accuracy=verdict.accuracy,
        interval=verdict.interval,
        threshold=budget.threshold,
        share=verdict.fraction,
        elements=trial.elements,
    )


@contextmanager
def _worker_for(what: str) -> Iterator[None]:
    """A worker that runs out of time or memory, or ends, refuses the checkpoint in these words."""
    try:
        yield
    except WorkerError as fault:
        raise _Refused(f"{what}: {fault}") from fault


def _opened(checkpoint: Checkpoint, task: Task, trainer: SandboxTrainer, clock: Clock) -> Arrays:
    """The numbers of the file, as worker C read them; what C says is held against the bounds."""
    most = (task.parameters or task.at_most or 0) + EXTRA
    suffix = PurePosixPath(checkpoint.file.split(", ")[0]).suffix
    with _worker_for("The file could not be opened"):
        outcome = trainer.fresh(weights.__name__, "read", (checkpoint.data, suffix, most), clock)
    if outcome.raised is not None:
        raise _Refused(f"The file could not be opened ({outcome.raised.type_name}).")
    found = _plain(outcome.value)
    arrays = found.get("arrays")
    if type(arrays) is not dict or not all(map(_sound, arrays, arrays.values())):
        raise _said(found, "could not be opened")
    if sum(array.size for array in arrays.values()) > most:
        raise _Refused(f"The file holds more than {most:,} numbers.")
    return arrays


def _sound(name: object, array: object) -> bool:
    if type(name) is not str or not isinstance(array, np.ndarray):
        return False
    return array.dtype in (np.float32, np.int64) and bool(np.isfinite(array).all())


def _hold_to_file(trainer: SandboxTrainer, given: tuple[Any, ...], clock: Clock) -> None:
    """Refuse a program whose numbers are not the file's: the class put others in their trainer."""
    found = _plain(trainer.fresh(weights.__name__, "foreign", given, clock).value)
    if found.get("other") != 0:
        raise _Refused("Once it is loaded, the network holds other numbers than the file.")
    constants = found.get("constants")
    if type(constants) is not int or constants > EXTRA:
        raise _Refused("Beside the file's numbers the network holds a table of its own.")


def _held_out(task: Task, budget: Budget, trainer: SandboxTrainer) -> Batch:
    rng = trainer.rng(task.question, "checkpoint")
    return deal(budget.data, budget.held_out, rng, world=number(rng), held_out=True)


def _plain(value: Any) -> Mapping[str, Any]:
    return value if type(value) is dict else {}


def _said(found: Mapping[str, Any], otherwise: str) -> _Refused:
    """The reason that a worker gives, which is untrusted text; a page shows it as such."""
    reason = found.get("refused")
    return _Refused(f"The file {reason if type(reason) is str else otherwise}.")
