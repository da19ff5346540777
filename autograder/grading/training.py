"""How the networks of a batch are trained: profile, device and budgets. Loads no torch itself."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cnnkit.ladder.budgets import PROFILES
from cnnkit.ladder.tasks import Budget

from autograder.assignment import Profiles
from autograder.errors import ConfigError


@dataclass(frozen=True)
class Training:
    """How a batch trains.

    Attributes:
        profile: Which budgets apply.
        device: `cpu` or `cuda`.
        settings: Budgets of the assignment; what they leave out is built in.
        prescribed: Seed of the prescribed weights; the course's secret is in it.
        progress: Told a line now and then.
    """

    profile: str = "cpu"
    device: str = "cpu"
    settings: Profiles = field(default_factory=dict)
    prescribed: int = 20
    progress: Callable[[str], None] = lambda line: None

    def __post_init__(self) -> None:
        if self.profile not in {*PROFILES, *self.settings}:
            known = ", ".join(sorted({*PROFILES, *self.settings}))
            raise ConfigError(f"There is no profile {self.profile!r}; there are: {known}.")

    @property
    def usable(self) -> "Training":
        """This one, or that of the CPU where the device cannot be had."""
        if self.device == "cpu":
            return self
        import torch

        return self if torch.cuda.is_available() else replace(self, device="cpu", profile="cpu")

    def budget(self, task: str, rung: str) -> Budget:
        """What a training of a rung may take and must reach."""
        key = f"{task}.{rung}"
        built_in = PROFILES.get(self.profile, PROFILES["cpu"])[key]
        own = self.settings.get(self.profile, {}).get(key)
        if own is None:
            return built_in
        return replace(built_in, **own.model_dump(exclude={"calibration"}, exclude_none=True))
