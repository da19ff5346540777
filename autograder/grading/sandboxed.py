"""The training ladder in the grader: worker A trains, worker B runs, the grader scores.

A holds training images and labels under a secret permutation, trains and hands the network over as
an exported program. B is a fresh sandbox without student code: it runs the program on images that A
never saw. Neither has the labels that the outputs are scored against.
"""

import functools
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from cnnkit.checks.randomness import rng as check_rng
from cnnkit.ladder import structure
from cnnkit.ladder.data import Batch
from cnnkit.ladder.exported import ways
from cnnkit.ladder.place import STEPS, Expected, StudentRaised, Trial
from cnnkit.ladder.tasks import TASKS, Budget
from cnnkit.ladder.trainer import FOLDER
from cnnkit.probes.plain import global_seed
from numpy.typing import NDArray

from autograder.assignment import MIB, Limits
from autograder.errors import EngineError
from autograder.grading.clock import Clock
from autograder.grading.references import REFERENCES
from autograder.grading.session import Session
from autograder.grading.training import Training
from autograder.grading.turns import turn
from autograder.isolation.engine import Outcome, Worker, WorkerTimeout
from autograder.isolation.gpu import limits_with
from autograder.isolation.values import Reference

CHUNK = 16 * MIB
"""Bytes of images in a file: one message to a worker has room for it."""

COUNTED = ("elements", "parameters", "flops")
"""What worker B counts in a program."""

_MANY = 2**62

FORM_BYTES = 128 * 1024
"""Of an exported program: its graph and an example."""

ASK_CPU_SECONDS = 120
ASK_WALL_SECONDS = 300.0
"""For the rungs that train no more than a few steps."""


@dataclass(frozen=True)
class Sandboxed:
    """A student's variable, trained in sandboxes. See `cnnkit.ladder.place.Place`.

    Attributes:
        training: How the batch trains.
        session: The submission.
        variable: Name of the student's class or function.
        note: Takes the record of a rung.
    """

    training: Training
    session: Session
    variable: str
    note: Callable[[Mapping[str, Any]], None]

    @property
    def profile(self) -> str:
        """See `Place`."""
        return self.training.profile

    @property
    def device(self) -> str:
        """See `Place`."""
        return self.training.device

    @property
    def prescribed(self) -> int:
        """See `Place`."""
        return self.training.prescribed

    def rng(self, *name: object) -> np.random.Generator:
        """See `Place`; the seed of the checks is the submission's."""
        return check_rng(*name)

    def budget(self, task: str, rung: str) -> Budget:
        """See `Place`."""
        return self.training.budget(task, rung)

    def expected(self, task: str) -> Expected:
        """See `Place`."""
        return expected(task, self.prescribed)

    def ask(self, step: str, *args: Any) -> Any:
        """See `Place`."""
        run = STEPS[step]
        limits = self._limits(ASK_CPU_SECONDS, 0)
        with self.session.apart(limits, {}) as worker:
            source = f"from {run.__module__} import {run.__name__} as _ladder_step"
            _cell(worker, source, ASK_WALL_SECONDS)
            sent = (Reference(self.variable), *args)
            return _value(worker.call("_ladder_step", sent, {}, ASK_WALL_SECONDS))

    def train(self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any]) -> Trial:
        """See `Place`."""
        files = _files({**job, "gpu_share": self.training.gpu_share}, batch)
        limits = self._limits(job["cpu_seconds"], sum(map(len, files.values())))
        with self._at_device(limits, files) as worker:
            clock = Clock(job["wall_seconds"])
            try:
                curve = self._epochs(worker, job, clock)
            except WorkerTimeout as late:
                raise _undecided(late, clock) from late
            exported = worker.call("_ladder_export", (), {}, clock.left)
            why = "" if exported.raised is None else exported.raised.type_name
            if isinstance(exported.value, bytes):
                apart = self.apart(exported.value, held_out, clock, curve)
                if isinstance(apart, Trial):
                    return apart
                why = apart
            # The student's code sees the held-out images here; the record says so.
            found = ways(
                lambda part, size: _array(worker.call("_ladder_run", (part, size), {}, clock.left)),
                held_out,
            )
            return _trial(found, None, why or "no program came back", curve)

    @contextmanager
    def _at_device(self, limits: Limits, files: Mapping[str, bytes]) -> Iterator[Worker]:
        """A worker that trains; on a GPU once it is this submission's turn."""
        with ExitStack() as held:
            if self.device != "cpu":
                with self.session.uncounted():
                    held.enter_context(turn(self.training.at_a_time))
                limits = limits_with(limits, self.training.at_a_time)
            yield held.enter_context(self.session.apart(limits, files))

    def _epochs(
        self, worker: Worker, job: Mapping[str, Any], clock: Clock
    ) -> list[Mapping[str, float]]:
        source = (
            "from cnnkit.ladder.trainer import from_folder as _ladder_open\n"
            f"_ladder = _ladder_open({self.variable})\n"
            "_ladder_epochs, _ladder_epoch = _ladder.epochs, _ladder.epoch\n"
            "_ladder_export, _ladder_run = _ladder.export, _ladder.outputs\n"
        )
        _cell(worker, source, clock.left)
        count = worker.get("_ladder_epochs", clock.left)
        epochs = min(count if type(count) is int else 0, job["epochs"])
        curve: list[Mapping[str, float]] = []
        for epoch in range(epochs):
            came = _value(worker.call("_ladder_epoch", (), {}, clock.left))
            curve.append(_point(came))
            rest = clock.spent / (epoch + 1) * (epochs - epoch - 1)
            self.training.progress(
                f"{job['title']}: epoch {epoch + 1} of {epochs}, "
                f"loss {curve[-1]['loss']:.3f}, {curve[-1]['accuracy']:.1%} of its images, "
                f"about {rest:.0f} s to go"
            )
        return curve

    def apart(
        self,
        program: bytes,
        images: NDArray[Any],
        clock: Clock,
        curve: list[Mapping[str, float]],
    ) -> Trial | str:
        """What worker B makes of a program, or why it makes nothing of it.

        Args:
            program: What `cnnkit.ladder.trainer.program_of` gave; hostile as everything from A.
            images: To run it on.
            clock: The time that there is.
            curve: Of the training, for the record.
        """
        outcome = self.fresh("cnnkit.ladder.exported", "evaluate", (program, images), clock)
        if outcome.raised is not None:
            return f"{outcome.raised.type_name} where it was run"
        if type(outcome.value) is not dict:
            return "no outputs came back"
        found = outcome.value
        counts = {name: _count(found.pop(name, None)) for name in COUNTED}
        held = max(counts["elements"] or _MANY, _room(program))
        trial = _trial(found, held, "", curve)
        return replace(trial, parameters=counts["parameters"], flops=counts["flops"])

    def fresh(self, module: str, function: str, args: tuple[Any, ...], clock: Clock) -> Outcome:
        """Call a function of the course in a sandbox of its own without student code."""
        limits = self._limits(ASK_CPU_SECONDS, 0)
        with closing(self.session.engine.start(limits, {}, 0)) as worker:
            _cell(worker, f"from {module} import {function}", clock.left)
            return worker.call(function, args, {}, clock.left)

    def _limits(self, cpu_seconds: int, data: int) -> Limits:
        own = self.session.limits
        return own.model_copy(
            update={
                "cpu_seconds": own.cpu_seconds + cpu_seconds,
                "disk_bytes": own.disk_bytes + 2 * data,
                "file_bytes": max(own.file_bytes, 2 * CHUNK),
            }
        )


@functools.lru_cache(maxsize=64)
def expected(task: str, seed: int) -> Expected:
    """What the reference of a task gives with the weights of a seed."""
    asked, reference = TASKS[task], REFERENCES[task]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with global_seed(seed):
            report = structure.describe(reference, asked.kind, asked.shape, seed)
            losses = structure.trajectory(reference, asked.shape, asked.classes, seed)
    finally:
        torch.set_num_threads(threads)
    prints = torch.log_softmax(report["prints"][0].double(), dim=1).numpy()
    return Expected(prints, tuple(losses), tuple(report["shapes"]))


def _undecided(late: WorkerTimeout, clock: Clock) -> Exception | WorkerTimeout:
    """The time ran out: the student's fault, unless the machine had too much to do."""
    if clock.over and os.getloadavg()[0] > (os.cpu_count() or 1):
        return EngineError(
            "Undecided: the machine was too busy to train this network in time. Grade it again "
            "with fewer submissions at a time."
        )
    return late


def _files(job: Mapping[str, Any], batch: Batch) -> dict[str, bytes]:
    """What worker A finds in its folder."""
    step = max(1, CHUNK // max(1, batch.images[:1].nbytes))
    parts = range(0, len(batch.images), step)
    files = {
        f"{FOLDER}/images-{number}.npy": _npy(batch.images[start : start + step])
        for number, start in enumerate(parts)
    }
    files[f"{FOLDER}/labels.npy"] = _npy(batch.labels)
    files[f"{FOLDER}/job.json"] = json.dumps({**job, "parts": len(parts)}).encode()
    return files


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < _MANY else None


def _room(program: bytes) -> int:
    """Numbers that a program of this size has room for, whatever it says that it holds."""
    return max(0, len(program) - FORM_BYTES) // 4


def _cell(worker: Worker, source: str, seconds: float) -> None:
    raised = worker.run_cell(source, "training", seconds)
    if raised is not None:
        raise StudentRaised(raised.type_name, raised.message)


def _value(outcome: Outcome) -> Any:
    if outcome.raised is not None:
        raise StudentRaised(outcome.raised.type_name, outcome.raised.message)
    return outcome.value


def _array(outcome: Outcome) -> NDArray[Any]:
    value = _value(outcome)
    return value if isinstance(value, np.ndarray) else np.zeros((0, 0))


def _point(came: Any) -> Mapping[str, float]:
    values = came if type(came) is dict else {}
    return {
        name: value if isinstance(value := values.get(name), float) else float("nan")
        for name in ("loss", "accuracy", "seconds")
    }


def _trial(
    found: Mapping[str, Any], elements: int | None, why: str, curve: list[Mapping[str, float]]
) -> Trial:
    seconds = sum(max(0.0, point["seconds"]) for point in curve if point["seconds"] < 1e6)
    return Trial(found, elements, why, tuple(curve), seconds)
