"""The training ladder in the grader: A hands over, B trains, C runs, the grader scores.

Worker A, with the student's code, makes the network and hands it over as programs. B, a fresh
sandbox without that code, trains it on images and on labels under a secret permutation. C, another,
runs it on images that B never saw. None has the labels that the outputs are scored against. What
cannot be handed over is trained in A, and the record says so.
"""

import functools
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
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
    trial_apart,
    trial_of,
    value_of,
)
from autograder.training.turns import turn
from gradekit.checks.randomness import rng as check_rng
from gradekit.outcome import Outcome
from gradekit.probes.plain import global_seed
from gradekit.training import apart, structure
from gradekit.training.data import Batch
from gradekit.training.exported import ways
from gradekit.training.place import STEPS, Expected, StudentRaised, Trial
from gradekit.training.tasks import TASKS, Budget

ASK_CPU_SECONDS = 120
ASK_WALL_SECONDS = 300.0
"""For the rungs that train no more than a few steps."""

TRAINER = """from gradekit.training import apart as _ladder_apart, trainer as _ladder_trainer
_ladder = _ladder_trainer.from_folder({factory})
_ladder_epochs, _ladder_epoch, _ladder_state = _ladder.epochs, _ladder.epoch, _ladder.state
_ladder_export, _ladder_run = _ladder.export, _ladder.outputs
"""
"""A cell of a worker that trains; the factory is the student's variable or `HANDED_OVER`."""

HANDED_OVER = "_ladder_apart.opened()"


@dataclass(frozen=True)
class Sandboxed:
    """A student's variable, trained in sandboxes. See `gradekit.training.place.Place`.

    Attributes:
        training: How the batch trains.
        session: The submission.
        variable: Name of the student's class or function.
        note: Takes the record of a rung.
        remark: Takes a sentence for the reviewer.
    """

    training: Training
    session: Session
    variable: str
    note: Callable[[Mapping[str, Any]], None]
    remark: Callable[[str], None] = lambda text: None

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
        return expected(task, self.training.references[task], self.prescribed)

    def ask(self, step: str, *args: Any) -> Any:
        """See `Place`; what is learnt by heart is kept from the student's code where it can be."""
        clock = Clock(ASK_WALL_SECONDS)
        found = self._memorised(clock, *args) if step == "memorise" else None
        return found or value_of(self._beside(STEPS[step], args, ASK_CPU_SECONDS, clock))

    def train(self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any]) -> Trial:
        """See `Place`."""
        job = {**job, "gpu_share": self.training.gpu_share}
        clock = Clock(job["wall_seconds"])
        try:
            trial = self._train_apart(job, batch, held_out, clock)
            if isinstance(trial, Trial):
                return replace(trial, apart=True)
            return replace(self._train_beside(job, batch, held_out, clock), why=trial)
        except WorkerTimeout as late:
            raise _undecided(late, clock) from late

    def apart(
        self, program: bytes, images: NDArray[Any], clock: Clock, curve: Curve, state: Any = None
    ) -> Trial | str:
        """What a worker without the student's code makes of a program, or why it makes nothing.

        Args:
            program: What `gradekit.training.trainer.program_of` gave; hostile as everything from A.
            images: To run it on.
            clock: The time that there is.
            curve: Of the training, for the record.
            state: Trained weights and buffers by name; None for the program's own.
        """
        try:
            program = checked(program)
        except ProgramRefused as error:
            return str(error)
        args = (program, images, state)
        found = self.fresh("gradekit.training.exported", "evaluate", args, clock)
        return trial_apart(found, room_of(program, state), curve)

    def fresh(self, module: str, function: str, args: tuple[Any, ...], clock: Clock) -> Outcome:
        """Call a function of the course in a sandbox of its own without student code."""
        limits = self._limits(ASK_CPU_SECONDS, 0)
        with closing(self.session.engine.start(limits, {}, 0)) as worker:
            run_cell(worker, f"from {module} import {function}", clock.left)
            return worker.call(function, args, {}, clock.left)

    def _beside(
        self, step: Callable[..., Any], args: tuple[Any, ...], cpu_seconds: int, clock: Clock
    ) -> Outcome:
        """Call a function of the course on the student's variable, beside his code."""
        with self.session.apart(self._limits(cpu_seconds, 0), {}) as worker:
            source = f"from {step.__module__} import {step.__name__} as _ladder_step"
            run_cell(worker, source, clock.left)
            sent = (Reference(self.variable), *args)
            return worker.call("_ladder_step", sent, {}, clock.left)

    def _memorised(self, clock: Clock, *asked: Any) -> Any:
        """What `gradekit.training.wiring.memorise` says, or None where it cannot be apart."""
        kind, images, _, steps, seed = asked
        count, *shape = images.shape
        form = (kind, tuple(shape), seed, {"steps": steps, "count": count})
        given = handed(value_of(self._beside(apart.hand_over, form, ASK_CPU_SECONDS, clock)))
        if isinstance(given, Handed):
            args = (given.learning, given.judging, given.recipe, *asked)
            outcome = self.fresh(apart.__name__, apart.memorise.__name__, args, clock)
            if outcome.raised is None:
                return outcome.value
            given = f"{outcome.raised.type_name} where it was trained apart"
        self.remark(
            f"{self.variable} learnt images by heart beside the notebook's code, which could see "
            f"the labels, for it could not be handed over ({given})."
        )
        return None

    def _train_apart(
        self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any], clock: Clock
    ) -> Trial | str:
        """A hands over, B trains, C runs; or why they cannot."""
        extent = {name: job[name] for name in ("epochs", "batch_size")}
        args = (job["kind"], job["shape"], job["seed"], {**extent, "count": len(batch.images)})
        given = handed(value_of(self._beside(apart.hand_over, args, job["cpu_seconds"], clock)))
        if not isinstance(given, Handed):
            return given
        try:
            files = files_of(job, batch, given)
            with self._at_device(job, files, beside=False) as worker:
                curve = self._epochs(worker, job, clock, HANDED_OVER)
                state = value_of(worker.call("_ladder_state", (), {}, clock.left))
        except StudentRaised as error:
            return f"{error.type_name} where it was trained apart"
        return self.apart(given.judging, held_out, clock, curve, state)

    def _train_beside(
        self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any], clock: Clock
    ) -> Trial:
        """A trains, C runs what can be exported; what cannot is run in A."""
        with self._at_device(job, files_of(job, batch), beside=True) as worker:
            curve = self._epochs(worker, job, clock, self.variable)
            exported = worker.call("_ladder_export", (), {}, clock.left).value
            if isinstance(exported, bytes):
                trial = self.apart(exported, held_out, clock, curve)
                if isinstance(trial, Trial):
                    return trial
            # The student's code sees the held-out images here; the record says so.
            run = functools.partial(worker.call, "_ladder_run")
            found = ways(lambda *args: array_of(run(args, {}, clock.left)), held_out)
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
                yield held.enter_context(self.session.apart(limits, files))
            else:
                yield held.enter_context(closing(self.session.engine.start(limits, files, 0)))

    def _epochs(
        self, worker: Worker, job: Mapping[str, Any], clock: Clock, factory: str
    ) -> list[Mapping[str, float]]:
        run_cell(worker, TRAINER.format(factory=factory), clock.left)
        count = worker.get("_ladder_epochs", clock.left)
        epochs = min(count if type(count) is int else 0, job["epochs"])
        curve: list[Mapping[str, float]] = []
        for epoch in range(epochs):
            came = value_of(worker.call("_ladder_epoch", (), {}, clock.left))
            curve.append(point_of(came))
            rest = clock.spent / (epoch + 1) * (epochs - epoch - 1)
            self.training.progress(
                f"{job['title']}: epoch {epoch + 1} of {epochs}, "
                f"loss {curve[-1]['loss']:.3f}, {curve[-1]['accuracy']:.1%} of its images, "
                f"about {rest:.0f} s to go"
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
def expected(task: str, reference: Callable[..., Any], seed: int) -> Expected:
    """What the reference of a task gives with the weights of a seed."""
    asked = TASKS[task]
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
