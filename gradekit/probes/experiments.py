"""What a student's experiment says: its network, its optimizer, its plan."""

from collections.abc import Callable, Sequence
from typing import Any

from gradekit.probes.forward import probe
from gradekit.probes.plain_values import failure, global_seed, plain

PROGRESS = (0.001, 0.1, 0.2, 0.4, 0.6, 0.8, 0.999)
"""Points at which a schedule is asked."""


@probe
def recipe(build: Callable[..., Any], seeds: Sequence[int], x: Any) -> dict[str, Any]:
    """Build an experiment for each seed and describe what came.

    Args:
        build: The student's function of a seed and a device.
        seeds: One call each, on the CPU, one after the other.
        x: Images (N, C, H, W), float32, for one forward pass of the first network in eval mode.

    Returns:
        raised: None, or `at`, `type` and `message` of an exception.
        type: Name of the class of what came; missing: attributes that an experiment has and it
            has not. The rest is there only if none is missing:
        model, optimizer: Names of classes. is_module, is_optimizer: Whether they are any.
        count: Parameters. left_out: names of those that the optimizer does not hold. foreign:
            how many tensors it holds that are none of them. rates: its learning rates.
        epochs, batch_size: As they are. schedule: None, factors at `PROGRESS`, or a dictionary
            with the type of what cannot be called.
        outputs: Outputs of the network, (N, classes).
        weights: For each seed the sum of absolute values of each parameter.
        devices: Types of devices of the parameters when it is built for `meta`.
    """
    report: dict[str, Any] = {"raised": None, "type": "", "missing": []}
    at = "building"
    with global_seed(seeds[0] + 1):
        try:
            made = [build(seed, "cpu") for seed in seeds]
            if _form(made[0], report):
                at = "describing"
                _describe(made[0], report, x)
                report["weights"] = [_sums(item.model) for item in made]
                at = "building for another device"
                other = build(seeds[0], "meta").model
                report["devices"] = sorted({p.device.type for p in other.parameters()})
        except (Exception, SystemExit) as error:  # noqa: BLE001  # the student's code
            report["raised"] = failure(at, error)
    return report


def _form(made: Any, report: dict[str, Any]) -> bool:
    names = ("model", "optimizer", "epochs", "batch_size")
    report["type"] = type(made).__name__
    report["missing"] = [name for name in names if not hasattr(made, name)]
    return not report["missing"]


def _describe(made: Any, report: dict[str, Any], x: Any) -> None:
    import torch

    model, optimizer = made.model, made.optimizer
    report["model"], report["optimizer"] = type(model).__name__, type(optimizer).__name__
    report["is_module"] = isinstance(model, torch.nn.Module)
    report["is_optimizer"] = isinstance(optimizer, torch.optim.Optimizer)
    report["epochs"], report["batch_size"] = plain(made.epochs), plain(made.batch_size)
    own = dict(model.named_parameters())
    groups = optimizer.param_groups
    held = {id(value) for group in groups for value in group["params"]}
    report["count"] = sum(value.numel() for value in own.values())
    report["left_out"] = [name for name, value in own.items() if id(value) not in held]
    report["foreign"] = len(held - {id(value) for value in own.values()})
    report["rates"] = [float(group["lr"]) for group in groups]
    schedule = getattr(made, "schedule", None)
    if callable(schedule):
        report["schedule"] = [float(schedule(share)) for share in PROGRESS]
    else:
        report["schedule"] = plain(schedule)
    model.eval()
    with torch.no_grad():
        report["outputs"] = plain(model(torch.as_tensor(x, dtype=torch.float32)))


def _sums(model: Any) -> list[float]:
    return [float(value.detach().double().abs().sum()) for value in model.parameters()]
