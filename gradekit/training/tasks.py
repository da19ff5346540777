"""Training tasks: what a question asks for, its levels, what a level may take and must reach.

A course declares its tasks in `assignment.toml`; a hand-out carries them, see `handout`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypedDict

ARCHITECTURE, FIRST_STEPS, OVERFIT = "architecture", "first_steps", "overfit"
LEARNS, ACCURACY = "learns", "accuracy"
LEVELS = (ARCHITECTURE, FIRST_STEPS, OVERFIT, LEARNS, ACCURACY)
"""All levels, the cheapest first."""

TRAINED = (LEARNS, ACCURACY)
"""Levels that train the student's network and have a budget."""

QUICK, CPU, GPU = "quick", "cpu", "gpu"
PROFILES = (QUICK, CPU, GPU)
"""Usual names of budgets: for tests and notebooks, for grading on a CPU, for grading on a GPU."""

CHECKPOINT_SUFFIXES = (".safetensors", ".pt", ".pth")
CHECKPOINT_BYTES = 32 * 2**20
"""The largest checkpoint that is taken in."""

Kind = Literal["network", "experiment", "loop"]

_STRICT = {"extra": "forbid"}
"""Read by pydantic, which validates `assignment.toml`: an unknown key is an error."""


@dataclass(frozen=True)
class Calibration:
    """Where a threshold comes from: trainings of the reference.

    Attributes:
        device: Where they ran.
        torch: Version of PyTorch.
        threads: Threads of each training.
        dtype: Number format.
        n: How many trainings, at least 2.
        mean: Mean of their accuracies.
        sd: Standard deviation of their accuracies, n - 1 in the denominator.
        k: Tolerance factor: threshold = mean - k sd.
        seconds: CPU seconds of one training, on average.
    """

    __pydantic_config__: ClassVar[Any] = _STRICT

    device: str
    torch: str
    threads: int
    dtype: str
    n: int
    mean: float
    sd: float
    k: float
    seconds: float


@dataclass(frozen=True)
class Budget:
    """What one training of a level may take, and what it must reach.

    Attributes:
        data: Where inputs and labels come from, as `package.module:function`; see `sources`.
        examples: Number of training examples.
        epochs: Passes over them; an experiment that declares fewer gets fewer.
        held_out: Number of examples that the network is judged by, for each of their groups.
        threshold: Accuracy from which a seed passes, in (0, 1].
        floor: Accuracy up to which there is no credit; None gives none below the threshold.
        seeds: Number of trainings before the level fails.
        cpu_seconds: CPU time of one training.
        wall_seconds: Time of one training on the clock.
        batch_size: Examples in a step of the grader's recipe; an experiment brings its own.
        optimizer: Optimizer of the grader's recipe: `sgd` (with momentum) or `adam`.
        rate: Its highest learning rate: it rises in the first fifth of the steps and falls in the
            remaining ones.
        flip: Whether half of the images of a batch are mirrored from left to right.
        every_seed: Whether to go on after a seed has passed, for a mean over seeds.
        bounds: Between which accuracies calibration may set the threshold; None for between twice
            the share that guessing gets and 1.
        calibration: Where the threshold comes from; None where it was set by hand.
    """

    __pydantic_config__: ClassVar[Any] = _STRICT

    data: str
    examples: int
    epochs: int
    held_out: int
    threshold: float
    floor: float | None = None
    seeds: int = 3
    cpu_seconds: int = 300
    wall_seconds: float = 1200.0
    batch_size: int = 64
    optimizer: Literal["sgd", "adam"] = "sgd"
    rate: float = 0.05
    flip: bool = False
    every_seed: bool = False
    bounds: tuple[float, float] | None = None
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", self.data):
            raise ValueError(f"data must be written as package.module:function, got {self.data!r}")
        for name in ("examples", "epochs", "held_out", "seeds", "cpu_seconds", "batch_size"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1")
        if not 0 < self.threshold <= 1:
            raise ValueError("threshold must be an accuracy in (0, 1]")
        if self.floor is not None and not 0 <= self.floor < self.threshold:
            raise ValueError("floor must be an accuracy below the threshold")


@dataclass(frozen=True)
class Fingerprints:
    """What the right network gives with the prescribed weights of a seed.

    The numbers tell whether a network is the one that is asked for, not how to write it.

    Attributes:
        outputs: Outputs as log-softmax, (inputs, classes).
        losses: Losses of the first steps.
        shapes: Shapes of the parameters, sorted; empty where that is not public.
    """

    __pydantic_config__: ClassVar[Any] = _STRICT

    outputs: tuple[tuple[float, ...], ...]
    losses: tuple[float, ...]
    shapes: tuple[tuple[int, ...], ...] = ()


class Form(TypedDict):
    """What a network takes and gives, and how it is made: plain values, so that it can be sent.

    `kind` is `network`: a class, called without arguments; `experiment`: a function of seed and
    device that returns an `Experiment`; or `loop`: a function that trains a given model. `shape` is
    that of one input, without the batch. Where `tokens` is a number, inputs are whole numbers below
    it; where it is None, they are real numbers.
    """

    kind: str
    shape: tuple[int, ...]
    classes: int
    tokens: int | None


@dataclass(frozen=True)
class Task:
    """What a training question asks for.

    Attributes:
        question: Question id.
        variable: The student's variable.
        kind: See `Form`.
        shape: Shape of one input, without the batch.
        classes: Number of classes.
        levels: Levels that the question can have.
        budgets: By profile, then by level; a profile that is left out is that of `cpu`.
        tokens: See `Form`.
        parameters: Exact number of trainable parameters; None where the architecture is free.
        at_most: Most parameters allowed; None where `parameters` says it.
        epochs: Most epochs that an experiment may declare.
        steps: Optimizer steps in which the level `overfit` must be reached.
        overfit: Source of the examples to overfit; noise where it is left out.
        first_loss: How far from ln `classes` the loss before training may be. On few or similar
            inputs it varies more: maxima over the places of an image were off by 0.36.
        tolerance: Relative difference of the first steps' losses that two ways to write the network
            may show.
        board: Whether the class sees how well its entries do; see the leaderboard.
        fingerprints: Public ones, in a hand-out.
        name: Name of the task.
    """

    __pydantic_config__: ClassVar[Any] = _STRICT

    question: str
    variable: str
    kind: Kind
    shape: tuple[int, ...]
    classes: int
    levels: tuple[str, ...]
    budgets: Mapping[str, Mapping[str, Budget]] = field(default_factory=dict, hash=False)
    tokens: int | None = None
    parameters: int | None = None
    at_most: int | None = None
    epochs: int | None = None
    steps: int = 60
    overfit: str | None = None
    first_loss: float = 0.3
    tolerance: float = 4e-3
    board: bool = False
    fingerprints: Fingerprints | None = None
    name: str = ""

    def __post_init__(self) -> None:
        wrong = [level for level in self.levels if level not in LEVELS]
        if wrong:
            raise ValueError(f"there is no level {wrong[0]!r}; there are {', '.join(LEVELS)}")
        if self.classes < 2 or min(self.shape, default=1) < 1:
            raise ValueError("a task needs at least two classes and inputs that are not empty")
        if FIRST_STEPS in self.levels and self.free:
            raise ValueError(f"{FIRST_STEPS} needs `parameters`: a free network has no reference")
        trained = [level for level in self.levels if level in TRAINED]
        missing = [level for level in trained if level not in self.budgets.get(CPU, {})]
        if missing:
            raise ValueError(f"the level {missing[0]} has no budget in the profile {CPU}")
        for profile, levels in self.budgets.items():
            if set(levels) != set(trained):
                raise ValueError(f"the profile {profile} must have budgets for {trained}")

    @property
    def free(self) -> bool:
        """Whether the architecture is the student's choice."""
        return self.parameters is None

    @property
    def fixed(self) -> bool:
        """Whether a network is held against the fingerprints of a reference."""
        return not self.free and self.kind == "network"

    @property
    def form(self) -> Form:
        """What crosses to where the network is made."""
        return Form(kind=self.kind, shape=self.shape, classes=self.classes, tokens=self.tokens)

    @property
    def thing(self) -> str:
        """What one input is called in a message."""
        return "image" if len(self.shape) == 3 and self.tokens is None else "input"

    @property
    def takes_checkpoint(self) -> bool:
        """Whether weights of its network may be handed in."""
        return self.kind != "loop" and ACCURACY in self.levels

    def budget(self, profile: str, level: str) -> Budget:
        """What a training of a level may take and must reach.

        Raises:
            LookupError: If the level is not a trained one of this task.
        """
        return self.budgets.get(profile, self.budgets[CPU])[level]


def checkpoint_task(name: str) -> str | None:
    """The task that a file would be a checkpoint of, by its name, as in `TASK.pt`; else None.

    Args:
        name: Name of the file, without folders.
    """
    stem, dot, suffix = name.rpartition(".")
    return stem if dot + suffix in CHECKPOINT_SUFFIXES else None
