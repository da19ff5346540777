"""Training in sandboxes: A hands over, B trains, C runs, the grader scores.

Worker A, with the student's code, makes the network and hands it over as programs. B, a fresh
sandbox without that code, trains it on inputs and on labels under a secret permutation. C, another,
runs it on inputs that B never saw. None has the labels that the outputs are scored against. What
cannot be handed over is trained in A, and the record says so.
"""

import functools
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.isolation.engines.engine import Worker, WorkerTimeout
from autograder.isolation.engines.gpu import limits_with
from autograder.isolation.session import Session
from autograder.isolation.wire.values import Reference
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError
from autograder.training.clock import Clock
from autograder.training.options import Training
from autograder.training.programs import ProgramRefused, checked
from autograder.training.trials import (
    CHUNK,
    Curve,
    Handed,
    array_of,
    files_of,
    handed,
    point_of,
    room_of,
    run_cell,
    trial_isolated,
    trial_of,
    value_of,
)
from autograder.training.turns import turn
from gradekit.checks.randomness import rng as check_rng
from gradekit.outcome import Outcome
from gradekit.training import evaluate, isolated
from gradekit.training.fingerprints import fingerprints
from gradekit.training.hand_over import hand_over
from gradekit.training.handout import task_of
from gradekit.training.resident import CELL
from gradekit.training.sources import Batch
from gradekit.training.tasks import Fingerprints, Task
from gradekit.training.trainer import STEPS, StudentRaised, Trial

ASK_CPU_SECONDS = 120
ASK_WALL_SECONDS = 300.0

EXPORT_SECONDS = 60.0
"""For a network to be handed over, which takes half a second: one that sleeps must hold up nobody.

Counted once the notebook's cells have run.
"""
"""For the levels that train no more than a few steps."""


@dataclass(frozen=True)
class SandboxTrainer:
    """A student's variable, trained in sandboxes; see `gradekit.training.trainer.Trainer`.

    Attributes:
        training: How the batch trains.
        session: The submission.
        variable: Name of the student's class or function.
        note: Takes the record of a level.
        remark: Takes a sentence for the reviewer.
    """

    training: Training
    session: Session
    variable: str
    note: Callable[[Mapping[str, Any]], None]
    remark: Callable[[str], None] = lambda text: None

    @property
    def profile(self) -> str:
        """Name of the budgets."""
        return self.training.profile

    @property
    def device(self) -> str:
        """Where networks are trained."""
        return self.training.device

    @property
    def prescribed(self) -> int:
        """Secret seed of the prescribed weights."""
        return self.training.prescribed

    def rng(self, *name: object) -> np.random.Generator:
        """A generator; the seed of the checks is the submission's."""
        return check_rng(*name)

    def task(self, name: str) -> Task:
        """The task of a name, as the release has it."""
        return task_of(name, self.training.tasks)

    def expected(self, task: Task) -> Fingerprints:
        """What the reference gives with the secret prescribed weights."""
        reference = self.training.references[task.name]
        return _expected(task, reference, self.prescribed)

    def ask(self, step: str, *args: Any) -> Any:
        """Run one of `STEPS` beside the student's code; `overfit` is isolated if it can be."""
        clock = Clock(ASK_WALL_SECONDS)
        found = self._overfit_isolated(clock, *args) if step == "overfit" else None
        return found or value_of(self._beside(STEPS[step], args, ASK_CPU_SECONDS, clock))

    def train(self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any]) -> Trial:
        """Train the network isolated from the student's code where it can be."""
        job = {**job, "gpu_share": self.training.gpu_share}
        clock = Clock(job["wall_seconds"])
        try:
            trial = self._train_isolated(job, batch, held_out, clock)
            if isinstance(trial, Trial):
                return replace(trial, isolated=True)
            return replace(self._train_beside(job, batch, held_out, clock), why=trial)
        except WorkerTimeout as late:
            raise _undecided(late, clock) from late

    def run(
        self, program: bytes, inputs: NDArray[Any], clock: Clock, curve: Curve, state: Any = None
    ) -> Trial | str:
        """What a worker without the student's code makes of a program, or why it makes nothing.

        Args:
            program: What `gradekit.training.hand_over.program_of` gave; hostile as all that
                comes from A.
            inputs: What to run it on.
            clock: The time that there is.
            curve: Curve of the training, for the record.
            state: Trained weights and buffers by name; None for the program's own.
        """
        try:
            program = checked(program)
        except ProgramRefused as error:
            return str(error)
        args = (program, inputs, state)
        found = self.fresh(evaluate.__name__, evaluate.evaluate.__name__, args, clock)
        return trial_isolated(found, room_of(program, state), curve)

    def fresh(self, module: str, function: str, args: tuple[Any, ...], clock: Clock) -> Outcome:
        """Call a function of the course in a sandbox of its own without student code."""
        limits = self._limits(ASK_CPU_SECONDS, 0)
        with closing(self.session.engine.start(limits, {}, 0)) as worker:
            run_cell(worker, f"from {module} import {function}", clock.left)
            return worker.call(function, args, {}, clock.left)

    def _beside(
        self,
        step: Callable[..., Any],
        args: tuple[Any, ...],
        cpu_seconds: int,
        clock: Clock | None = None,
    ) -> Outcome:
        """Call a function of the course on the student's variable, beside his code.

        Without a clock it has one of its own, that of an export.
        """
        with self.session.isolated(self._limits(cpu_seconds, 0), {}) as worker:
            clock = clock or Clock(EXPORT_SECONDS)
            source = f"from {step.__module__} import {step.__name__} as _step"
            run_cell(worker, source, clock.left)
            sent = (Reference(self.variable), *args)
            return worker.call("_step", sent, {}, clock.left)

    def _overfit_isolated(self, clock: Clock, *asked: Any) -> Any:
        """What `gradekit.training.overfit` says, or None where the network cannot be isolated."""
        form, inputs, _, steps, seed = asked
        args: tuple[Any, ...] = (form, seed, {"steps": steps, "count": len(inputs)})
        given = handed(value_of(self._beside(hand_over, args, ASK_CPU_SECONDS)))
        if isinstance(given, Handed):
            args = (given.learning, given.judging, given.recipe, *asked)
            outcome = self.fresh(isolated.__name__, isolated.overfit_isolated.__name__, args, clock)
            if outcome.raised is None:
                return outcome.value
            given = f"{outcome.raised.type_name} where it was trained in isolation"
        self.remark(
            f"{self.variable} overfitted its examples beside the notebook's code, which could see "
            f"the labels, for it could not be handed over ({given})."
        )
        return None

    def _train_isolated(
        self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any], clock: Clock
    ) -> Trial | str:
        """A hands over, B trains, C runs; or why they cannot."""
        extent = {name: job[name] for name in ("epochs", "batch_size")}
        args = (job["form"], job["seed"], {**extent, "count": len(batch.inputs)})
        given = handed(value_of(self._beside(hand_over, args, ASK_CPU_SECONDS)))
        if not isinstance(given, Handed):
            return given
        try:
            files = files_of(job, batch, given)
            with self._at_device(job, files, beside=False) as worker:
                curve = self._epochs(worker, job, clock)
                state = value_of(worker.call("_state", (), {}, clock.left))
        except StudentRaised as error:
            return f"{error.type_name} where it was trained in isolation"
        return self.run(given.judging, held_out, clock, curve, state)

    def _train_beside(
        self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any], clock: Clock
    ) -> Trial:
        """A trains, C runs what can be exported; what cannot is run in A."""
        with self._at_device(job, files_of(job, batch), beside=True) as worker:
            curve = self._epochs(worker, job, clock, Reference(self.variable))
            exported = worker.call("_export", (), {}, clock.left).value
            if isinstance(exported, bytes):
                trial = self.run(exported, held_out, clock, curve)
                if isinstance(trial, Trial):
                    return trial
            # The student's code sees the held-out inputs here; the record says so.
            run = functools.partial(worker.call, "_outputs")
            found = evaluate.ways(lambda *args: array_of(run(args, {}, clock.left)), held_out)
            return trial_of(found, None, curve)

    @contextmanager
    def _at_device(
        self, job: Mapping[str, Any], files: Mapping[str, bytes], beside: bool
    ) -> Iterator[Worker]:
        """A worker that trains, beside the student's code or not; on a GPU when it is its turn."""
        limits = self._limits(job["cpu_seconds"], sum(map(len, files.values())))
        with ExitStack() as held:
            if self.device != "cpu":
                with self.session.uncounted():
                    held.enter_context(turn(self.training.at_a_time))
                limits = limits_with(limits, self.training.at_a_time)
            if beside:
                yield held.enter_context(self.session.isolated(limits, files))
            else:
                yield held.enter_context(closing(self.session.engine.start(limits, files, 0)))

    def _epochs(
        self, worker: Worker, job: Mapping[str, Any], clock: Clock, *factory: Reference
    ) -> list[Mapping[str, float]]:
        run_cell(worker, CELL, clock.left)
        count = value_of(worker.call("_begin", factory, {}, clock.left))
        epochs = min(count if type(count) is int else 0, job["epochs"])
        curve: list[Mapping[str, float]] = []
        for epoch in range(epochs):
            came = value_of(worker.call("_epoch", (), {}, clock.left))
            curve.append(point_of(came))
            remaining = clock.spent / (epoch + 1) * (epochs - epoch - 1)
            self.training.progress(
                f"{job['title']}: epoch {epoch + 1} of {epochs}, "
                f"loss {curve[-1]['loss']:.3f}, {curve[-1]['accuracy']:.1%} of its examples, "
                f"about {remaining:.0f} s to go"
            )
        return curve

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
def _expected(task: Task, reference: Callable[..., Any], seed: int) -> Fingerprints:
    return fingerprints(task, reference, seed)


def _undecided(late: WorkerTimeout, clock: Clock) -> Exception | WorkerTimeout:
    """The time ran out: the student's fault, unless the machine had too much to do."""
    if clock.over and os.getloadavg()[0] > (os.cpu_count() or 1):
        return EngineError(
            "Undecided: the machine was too busy to train this network in time. Grade it again "
            "with fewer submissions at a time."
        )
    return late
