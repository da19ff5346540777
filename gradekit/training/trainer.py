"""What the judging of a level asks of whoever runs and trains the student's network.

In a notebook and in Otter's runner that is `local.LocalTrainer`, with public seeds and
fingerprints; a grader brings a trainer of its own with sandboxes and secret seeds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CheckFailed, CodeRaised, NotImplementedYet
from gradekit.outcome import unanswered
from gradekit.training import architecture, first_steps, overfit, weights
from gradekit.training.sources import Batch
from gradekit.training.tasks import Fingerprints, Task

STEPS: Mapping[str, Callable[..., Any]] = {
    "examine": architecture.examine,
    "first_steps": first_steps.first_steps,
    "overfit": overfit.overfit,
    "run_loop": overfit.run_loop,
    "load": weights.load,
}
"""What can be asked for beside the student's code, by name."""


@dataclass(frozen=True)
class Trial:
    """One training and what the network gives on held-out inputs.

    Attributes:
        ways: Outputs; see `evaluate.ways`.
        elements: Numbers that the exported program holds; None if it was not exported.
        why: Why it was not trained, or not run, isolated from the student's code; empty if it was.
        curve: Loss and accuracy of every epoch.
        seconds: CPU seconds of the training.
        parameters: Trained numbers of the exported program.
        flops: Operations of the exported program for one input.
        isolated: Whether it was trained where none of the student's code was.
    """

    ways: Mapping[str, Any]
    elements: int | None
    why: str
    curve: tuple[Mapping[str, float], ...]
    seconds: float
    parameters: int | None = None
    flops: int | None = None
    isolated: bool = False


class Trainer(Protocol):
    """Runs code beside the student's, trains the student's network, and has the seeds."""

    @property
    def profile(self) -> str:
        """Name of the budgets, for the record."""
        ...

    @property
    def device(self) -> str:
        """Where networks are trained."""
        ...

    @property
    def prescribed(self) -> int:
        """Seed of the prescribed weights."""
        ...

    def task(self, name: str) -> Task:
        """The task of a name, with its budgets.

        Raises:
            ValueError: If there is none of that name.
        """
        ...

    def rng(self, *name: object) -> np.random.Generator:
        """A generator of this submission and this name."""
        ...

    def expected(self, task: Task) -> Fingerprints:
        """What the reference gives with the weights of `prescribed`."""
        ...

    def ask(self, step: str, *args: Any) -> Any:
        """Run one of `STEPS` on the student's variable.

        Raises:
            StudentRaised: If the student's code raises.
        """
        ...

    def train(self, job: Mapping[str, Any], batch: Batch, held_out: NDArray[Any]) -> Trial:
        """Train the student's network and run it on held-out inputs.

        Raises:
            StudentRaised: If the student's code raises.
        """
        ...

    def note(self, record: Mapping[str, Any]) -> None:
        """Keep the record of a level."""
        ...


class StudentRaised(Exception):  # noqa: N818  (says what happened)
    """The student's code raised; a trainer tells it from faults of its own.

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
        if unanswered(name, text):
            raise NotImplementedYet(task.question) from error
        if name == "FormError":
            raise CheckFailed(f"{task.variable}: {text}.") from error
        raised = f"{task.variable} raised {name}" + (f": {text}" if text else "")
        raise CodeRaised(raised, name) from error


def number(rng: np.random.Generator) -> int:
    """A seed for other generators."""
    return int(rng.integers(2**31))
