"""The training tasks of a hand-out: `tasks.json` beside the notebook.

It holds what `assignment.toml` says of them, and the public fingerprints of prescribed weights.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gradekit.own_files import own
from gradekit.training.tasks import Budget, Calibration, Fingerprints, Task

FILE = "tasks.json"


def public(tasks: Mapping[str, Task]) -> str:
    """Tasks as the text of `tasks.json`."""
    return json.dumps({name: asdict(task) for name, task in tasks.items()}, indent=1) + "\n"


def read_tasks(folder: Path | None = None) -> dict[str, Task]:
    """The tasks of the hand-out in a folder; none where there is no `tasks.json`.

    Args:
        folder: The folder; the working folder if left out.
    """
    path = own(folder or Path(), FILE)
    if not path.is_file():
        return {}
    told = json.loads(path.read_text(encoding="utf-8"))
    return {name: _task(values) for name, values in told.items()}


def task_of(name: str, tasks: Mapping[str, Task]) -> Task:
    """A task by its name.

    Raises:
        CannotJudge: If there are no tasks at all: the hand-out is not whole.
        ValueError: If there is none of that name.
    """
    if not tasks:
        from gradekit.checks.failures import CannotJudge

        raise CannotJudge(f"There is no {FILE} beside the notebook; unpack the hand-out again.")
    if name not in tasks:
        raise ValueError(f"There is no training task {name!r}; there are {', '.join(tasks)}.")
    return tasks[name]


def _task(values: Mapping[str, Any]) -> Task:
    budgets = {
        profile: {level: _budget(budget) for level, budget in levels.items()}
        for profile, levels in values["budgets"].items()
    }
    prints = values["fingerprints"]
    return Task(
        **{
            **values,
            "shape": tuple(values["shape"]),
            "levels": tuple(values["levels"]),
            "budgets": budgets,
            "fingerprints": None if prints is None else _fingerprints(prints),
        }
    )


def _fingerprints(values: Mapping[str, Any]) -> Fingerprints:
    outputs, shapes = (tuple(map(tuple, values[name])) for name in ("outputs", "shapes"))
    return Fingerprints(outputs, tuple(values["losses"]), shapes)


def _budget(values: Mapping[str, Any]) -> Budget:
    from_trainings = values["calibration"]
    calibration = None if from_trainings is None else Calibration(**from_trainings)
    return Budget(**{**values, "calibration": calibration})
