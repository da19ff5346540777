"""How the networks of a batch are trained: profile, device, tasks. Loads no torch itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.isolation.engines.gpu import Gpu, look, share_of
from autograder.records.errors import ConfigError, EngineError
from gradekit.training.tasks import CPU, GPU, PROFILES, Task


def silent(line: str) -> None:
    """Say nothing: what is told where nobody reads."""


@dataclass(frozen=True)
class Training:
    """How a batch trains.

    Attributes:
        profile: Which budgets apply.
        device: `cpu` or `cuda`.
        tasks: Tasks of the assignment by name.
        prescribed: Seed of the prescribed weights; the course's secret is in it.
        sharing: Trainings at a time on a GPU; 0 for as many as its memory is good for.
        progress: Told a line now and then.
        references: By task, the right network or experiment, as staff wrote it.
    """

    profile: str = CPU
    device: str = "cpu"
    tasks: Mapping[str, Task] = field(default_factory=dict)
    prescribed: int = 20
    sharing: int = 0
    progress: Callable[[str], None] = silent
    references: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {*PROFILES, *(name for task in self.tasks.values() for name in task.budgets)}
        if self.profile not in known:
            there = ", ".join(sorted(known))
            raise ConfigError(f"There is no profile {self.profile!r}; there are: {there}.")

    @property
    def usable(self) -> "Training":
        """This one, or that of the CPU where the device is not available."""
        if self.device == "cpu" or isinstance(look(), Gpu):
            return self
        return replace(self, device="cpu", profile=CPU)

    @property
    def at_a_time(self) -> int:
        """Trainings that share the device.

        Raises:
            EngineError: If there is no GPU.
        """
        found = look()
        if not isinstance(found, Gpu):
            raise EngineError(f"No GPU: {found}.")
        return self.sharing or found.at_a_time

    @property
    def gpu_share(self) -> float:
        """The part of a GPU's memory that each training has; 0 on the CPU."""
        return 0.0 if self.device == "cpu" else share_of(self.at_a_time)


def choose(
    profile: str | None, device: str, sharing: int, progress: Callable[[str], None]
) -> Training:
    """How a batch trains, as a person asked for it; says so where there is no such device.

    Args:
        profile: Name of the budgets; None for the device's own.
        device: `cpu` or `cuda`.
        sharing: Trainings at a time on a GPU; 0 for as many as its memory is good for.
        progress: Told a line now and then.

    Raises:
        ConfigError: If there is no such profile.
    """
    name = profile or (CPU if device == "cpu" else GPU)
    training = Training(name, device, sharing=sharing, progress=progress)
    if training.usable is not training:
        progress(f"No GPU: {look()}. Networks are trained on the CPU, by profile {CPU}.")
    return training
