"""The training questions: what each asks for, which rungs it has, what a rung may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

STRUCTURE, TRAJECTORY, WIRING = "structure", "trajectory", "wiring"
LEARNS, ACCURACY = "learns", "accuracy"
RUNGS = (STRUCTURE, TRAJECTORY, WIRING, LEARNS, ACCURACY)
"""The ladder, the cheapest first."""

TRAINED = (LEARNS, ACCURACY)
"""Rungs that train the student's model and have a budget."""

CHECKPOINT_SUFFIXES = (".safetensors", ".pt", ".pth")
CHECKPOINT_BYTES = 32 * 2**20
"""The most that a submitted checkpoint may have."""

Kind = Literal["network", "experiment", "loop"]


@dataclass(frozen=True)
class Task:
    """What a training question asks for.

    Attributes:
        question: Question id.
        subject: The student's variable, as messages write it.
        kind: `network`: a class, called without arguments; `experiment`: a function of seed and
            device that returns an `Experiment`; `loop`: a function that trains a given model.
        shape: Of one input, without the batch.
        classes: Number of outputs.
        rungs: Those that the question can have.
        parameters: Exact number of trainable parameters; None where the architecture is free.
        at_most: Most parameters allowed; None where `parameters` says it.
        epochs: Most epochs that an experiment may declare.
        steps: Optimizer steps in which the wiring rung must memorise its images.
        first_loss: How far from ln `classes` the loss before training may be. Of few numbers on
            images that are much alike it varies more: maxima over places were off by 0.36.
        shifts: Pixels by which the held-out stripes are moved; empty for pictures.
    """

    question: str
    subject: str
    kind: Kind
    shape: tuple[int, ...]
    classes: int
    rungs: tuple[str, ...]
    parameters: int | None = None
    at_most: int | None = None
    epochs: int | None = None
    steps: int = 60
    first_loss: float = 0.3
    shifts: tuple[int, ...] = ()

    @property
    def free(self) -> bool:
        """Whether the architecture is the student's choice."""
        return self.parameters is None


_PICTURE = (3, 32, 32)
_FREE = (STRUCTURE, WIRING, LEARNS, ACCURACY)

TASKS: Mapping[str, Task] = {
    "shift_tolerant": Task(
        "q3_8", "ShiftTolerantNet", "network", (1, 8, 8), 2, (STRUCTURE, WIRING, ACCURACY),
        at_most=500, steps=250, first_loss=1.0, shifts=(-2, -1, 0, 1, 2),
    ),
    "simple_cnn": Task(
        "q4_4", "SimpleCNN", "network", _PICTURE, 10, RUNGS, parameters=268_650
    ),
    "improved_cnn": Task(
        "q4_7", "ImprovedCNN", "network", _PICTURE, 10, RUNGS, parameters=1_117_866, steps=30
    ),
    "overfit_batch": Task("q4_8", "overfit_batch", "loop", _PICTURE, 10, (WIRING,), steps=80),
    "experiment": Task(
        "q4_9", "build_experiment", "experiment", _PICTURE, 10, _FREE,
        at_most=1_500_000, epochs=15, steps=30,
    ),
    "challenge": Task(
        "q6_1", "build_challenge", "experiment", _PICTURE, 10, _FREE,
        at_most=300_000, epochs=10, steps=30,
    ),
}  # fmt: skip


def checkpoint_task(name: str) -> str | None:
    """The task that a file is a checkpoint of, by its name: `simple_cnn.pt`; else None.

    Args:
        name: Of the file, without folders.
    """
    stem, dot, suffix = name.rpartition(".")
    task = TASKS.get(stem)
    held = task is not None and task.kind != "loop" and dot + suffix in CHECKPOINT_SUFFIXES
    return stem if held else None


@dataclass(frozen=True)
class Budget:
    """What one training of a rung may take, and what it must reach.

    Attributes:
        data: `textures`, `shapes` or `stripes`, dealt from a secret seed, or `cifar10`.
        images: Training images.
        epochs: Passes over them; an experiment that declares fewer gets fewer.
        held_out: Images that the model is judged by; stripes: for each shift.
        threshold: Accuracy from which a seed passes.
        floor: Accuracy up to which there is no credit; None gives none below the threshold.
        seeds: Trainings until it fails.
        cpu_seconds: CPU time of one training.
        wall_seconds: Time of one training on the clock.
        batch_size: Of the grader's recipe; an experiment brings its own.
        optimizer: Of the grader's recipe: `sgd` (with momentum) or `adam`.
        rate: Its highest learning rate: it rises in the first fifth of the steps and falls in the
            rest.
        every_seed: Whether to go on after a seed has passed, for a mean over seeds.
    """

    data: str
    images: int
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
    every_seed: bool = False
