"""How the networks of a batch are trained: profile, device and budgets. Loads no torch itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.isolation.engines.gpu import Gpu, look, share_of
from autograder.records.assignment import Profiles
from autograder.records.errors import ConfigError, EngineError
from gradekit.training.budgets import PROFILES
from gradekit.training.tasks import Budget


@dataclass(frozen=True)
class Training:
    """How a batch trains.

    Attributes:
        profile: Which budgets apply.
        device: `cpu` or `cuda`.
        settings: Budgets of the assignment; what they leave out is built in.
        prescribed: Seed of the prescribed weights; the course's secret is in it.
        sharing: Trainings at a time on a GPU; 0 for as many as its memory is good for.
        progress: Told a line now and then.
        references: By task, the right network or experiment, as staff wrote it.
    """

    profile: str = "cpu"
    device: str = "cpu"
    settings: Profiles = field(default_factory=dict)
    prescribed: int = 20
    sharing: int = 0
    progress: Callable[[str], None] = lambda line: None
    references: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.profile not in {*PROFILES, *self.settings}:
            known = ", ".join(sorted({*PROFILES, *self.settings}))
            raise ConfigError(f"There is no profile {self.profile!r}; there are: {known}.")

    @property
    def usable(self) -> "Training":
        """This one, or that of the CPU where the device cannot be had."""
        if self.device == "cpu" or isinstance(look(), Gpu):
            return self
        return replace(self, device="cpu", profile="cpu")

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
        """The part of a GPU's memory that is each training's; 0 on the CPU."""
        return 0.0 if self.device == "cpu" else share_of(self.at_a_time)

    def budget(self, task: str, rung: str) -> Budget:
        """What a training of a rung may take and must reach."""
        key = f"{task}.{rung}"
        built_in = PROFILES.get(self.profile, PROFILES["cpu"])[key]
        own = self.settings.get(self.profile, {}).get(key)
        if own is None:
            return built_in
        return replace(built_in, **own.model_dump(exclude={"calibration"}, exclude_none=True))


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
    name = profile or ("cpu" if device == "cpu" else "gpu")
    training = Training(name, device, sharing=sharing, progress=progress)
    if training.usable is not training:
        progress(f"No GPU: {look()}. Networks are trained on the CPU, by profile cpu.")
    return training
