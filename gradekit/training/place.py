"""Where a rung is climbed: what judges ask of it, and the place that is this process.

A place runs code beside the student's, trains the student's network, and has the seeds. In a
notebook and in Otter's runner that is this process, with public seeds and numbers; a grader brings
a place of its own with sandboxes and secret seeds, by the stand-in that it hands over: see
`gradekit.remote`.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CheckFailed, CodeRaised, NotImplementedYet
from gradekit.checks.randomness import rng as check_rng
from gradekit.training import structure, weights, wiring
from gradekit.training.budgets import PROFILES
from gradekit.training.data import Batch
from gradekit.training.exported import ways
from gradekit.training.numbers import EXPECTED
from gradekit.training.tasks import Budget, Task
from gradekit.training.trainer import Trainer

PUBLIC_SEED = 20
"""Seed of the prescribed weights whose numbers are in `numbers`."""

STEPS: Mapping[str, Callable[..., Any]] = {
    "describe": structure.describe,
    "trajectory": structure.trajectory,
    "memorise": wiring.memorise,
    "run_loop": wiring.run_loop,
    "load": weights.load,
}
"""What can be asked for beside the student's code, by name."""


@dataclass(frozen=True)
class Expected:
    """What the reference gives with prescribed weights.

    Attributes:
        prints: Outputs of `structure.describe`, log-softmax, (8, classes).
        losses: Of `structure.trajectory`.
        shapes: Shapes of the parameters, sorted; empty if they are not known here.
    """

    prints: NDArray[np.float64]
    losses: tuple[float, ...]
    shapes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Trial:
    """One training and what the network gives on held-out images.

    Attributes:
        ways: Outputs; see `exported.ways`.
        elements: Numbers that the exported program holds; None if it was not exported.
        why: Why it was not trained, or not run, apart from the student's code; empty if it was.
        curve: Loss and accuracy of every epoch.
        seconds: CPU seconds of the training.
        parameters: Trained numbers of the exported program.
        flops: Operations of the exported program for one image.
        apart: Whether it was trained where none of the student's code was.
    """

    ways: Mapping[str, Any]
    elements: int | None
    why: str
    curve: tuple[Mapping[str, float], ...]
    seconds: float
    parameters: int | None = None
    flops: int | None = None
    apart: bool = False


class Place(Protocol):
    """What a rung asks of the place where it is climbed. See the module."""

    @property
    def profile(self) -> str:
        """Name of the profile, for the record."""
        ...

    @property
    def device(self) -> str:
        """Where networks are trained."""
        ...

    @property
    def prescribed(self) -> int:
        """Seed of the prescribed weights."""
        ...

    def rng(self, *name: object) -> np.random.Generator:
        """A generator of this submission and this name."""
        ...

    def budget(self, task: str, rung: str) -> Budget:
        """What a training of this rung may take.

        Raises:
            LookupError: If this place has none for it.
        """
        ...

    def expected(self, task: str) -> Expected:
        """What the reference gives with the weights of `prescribed`."""
        ...

    def ask(self, step: str, *args: Any) -> Any:
        """Run one of `STEPS` on the student's variable.

        Raises:
            StudentRaised: If the student's code raises.
        """
        ...

    def train(self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any]) -> Trial:
        """Train the student's network and run it on held-out images.

        Raises:
            StudentRaised: If the student's code raises.
        """
        ...

    def note(self, record: Mapping[str, Any]) -> None:
        """Keep the record of a rung."""
        ...


class _Theirs:
    """What is raised inside is the student's."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception):
            raise StudentRaised(type(error).__name__, str(error)) from error


@dataclass(frozen=True)
class Here:
    """This process.

    Attributes:
        factory: The student's class or function.
        profile: `quick`, or `cpu` where notebooks run in full; nobody waits minutes for a check.
    """

    factory: Callable[..., Any]
    profile: str = field(
        default_factory=lambda: "cpu" if os.environ.get("GRADEKIT_PROFILE") == "full" else "quick"
    )
    device: str = "cpu"
    prescribed: int = PUBLIC_SEED

    def rng(self, *name: object) -> np.random.Generator:
        """See `Place`."""
        return check_rng(*name)

    def budget(self, task: str, rung: str) -> Budget:
        """See `Place`."""
        return PROFILES[self.profile][f"{task}.{rung}"]

    def expected(self, task: str) -> Expected:
        """See `Place`."""
        prints, losses = EXPECTED[task]
        return Expected(np.array(prints), losses)

    def ask(self, step: str, *args: Any) -> Any:
        """See `Place`."""
        with _Theirs():
            return STEPS[step](self.factory, *args)

    def train(self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any]) -> Trial:
        """See `Place`. There is nothing to keep apart here: the network is run as it is."""
        with _Theirs():
            trainer = Trainer(self.factory, job, batch.images, batch.labels)
            curve = tuple(trainer.epoch() for _ in range(trainer.epochs))
            found = ways(trainer.outputs, held_out)
        return Trial(found, None, "", curve, sum(epoch["seconds"] for epoch in curve))

    def note(self, record: Mapping[str, Any]) -> None:
        """See `Place`. Nobody reads records here."""


class StudentRaised(Exception):  # noqa: N818  (says what happened)
    """The student's code raised; a place tells it from faults of its own.

    Attributes:
        type_name: Name of the exception's class.
        text: Its message.
    """

    def __init__(self, type_name: str, text: str) -> None:
        super().__init__(f"{type_name}: {text}")
        self.type_name = type_name
        self.text = text


def asked(task: Task, question: Callable[[], Any]) -> Any:
    """What student code gives; what it raises becomes a check's verdict.

    Raises:
        NotImplementedYet: If there is no answer yet.
        CodeRaised: If it raises anything else.
        CheckFailed: If it is of the wrong form.
    """
    try:
        return question()
    except StudentRaised as error:
        name, text = error.type_name, " ".join(error.text.split())[:300]
        if name == "NotImplementedError":
            raise NotImplementedYet(task.question) from error
        if name == "FormError":
            raise CheckFailed(f"{task.subject}: {text}.") from error
        raised = f"{task.subject} raised {name}" + (f": {text}" if text else "")
        raise CodeRaised(raised, name) from error


def number(rng: np.random.Generator) -> int:
    """A seed for other generators."""
    return int(rng.integers(2**31))


def digest(*parts: object) -> int:
    """A number made of names, the same on every machine."""
    text = "|".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "little")
