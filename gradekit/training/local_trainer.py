"""The trainer that is this process: for notebooks, for Otter's own runner and for calibration."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CannotJudge
from gradekit.checks.randomness import rng as check_rng
from gradekit.training.evaluate import ways
from gradekit.training.handout import FILE, read_tasks, task_of
from gradekit.training.loop import TrainingLoop
from gradekit.training.sources import Batch
from gradekit.training.tasks import CPU, QUICK, Fingerprints, Task
from gradekit.training.trainer import STEPS, StudentRaised, Trial

PUBLIC_SEED = 20
"""Seed of the prescribed weights whose fingerprints a hand-out carries."""


@dataclass(frozen=True)
class LocalTrainer:
    """A student's variable, run and trained in this process; see `trainer.Trainer`.

    Attributes:
        factory: The student's class or function.
        profile: `quick`, or `cpu` where notebooks run in full; nobody waits minutes for a check.
        tasks: Tasks by name; those of the hand-out in the working folder if left out.
    """

    factory: Callable[..., Any]
    profile: str = field(
        default_factory=lambda: CPU if os.environ.get("GRADEKIT_PROFILE") == "full" else QUICK
    )
    device: str = "cpu"
    prescribed: int = PUBLIC_SEED
    tasks: Mapping[str, Task] = field(default_factory=read_tasks)

    def task(self, name: str) -> Task:
        """The task of a name; it has public fingerprints where its architecture is fixed."""
        return task_of(name, self.tasks)

    def rng(self, *name: object) -> np.random.Generator:
        """A generator of the public seed, unless a grader has set another."""
        return check_rng(*name)

    def expected(self, task: Task) -> Fingerprints:
        """The public fingerprints."""
        if task.fingerprints is None:
            raise CannotJudge(f"{FILE} has no fingerprints of {task.name}; build it again.")
        return task.fingerprints

    def ask(self, step: str, *args: Any) -> Any:
        """Run one of `trainer.STEPS` here."""
        with _students():
            return STEPS[step](self.factory, *args)

    def train(self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any]) -> Trial:
        """Train here. Nothing has to be isolated: the network is run as it is."""
        with _students():
            loop = TrainingLoop(self.factory, job, batch.inputs, batch.labels)
            curve = tuple(loop.epoch() for _ in range(loop.epochs))
            found = ways(loop.outputs, held_out)
        return Trial(found, None, "", curve, sum(epoch["seconds"] for epoch in curve))

    def note(self, record: Mapping[str, Any]) -> None:
        """Nobody reads records here."""


@contextmanager
def _students() -> Iterator[None]:
    """What is raised inside is the student's."""
    try:
        yield
    except Exception as error:
        raise StudentRaised(type(error).__name__, str(error)) from error
