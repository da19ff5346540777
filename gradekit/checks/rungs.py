"""The training ladder as a check: one rung of one task."""

from typing import Any

from gradekit.checks.failures import CheckFailed, NotImplementedYet
from gradekit.checks.show import type_text
from gradekit.remote import remote_of


def rung(task: str, factory: Any, rung: str) -> None:
    """Check one rung of a training question.

    The rungs are `structure` (what the network is), `trajectory` (where eight steps take it),
    `wiring` (it learns a few images by heart), `learns` (it learns classes that nobody has seen)
    and `accuracy` (how well). A stand-in for an object in another process brings the place where
    networks are trained; otherwise that is this process, and it is quick unless
    `GRADEKIT_PROFILE=full`.

    Args:
        task: Name of the task, a key of `gradekit.training.tasks.TASKS`.
        factory: What the notebook has under the task's variable.
        rung: Which rung.

    Raises:
        NotImplementedYet: If there is no answer yet.
        CodeRaised: If the student's code raises.
        CheckFailed: If the rung is not held; `PartialCredit` if it is held in part.
        ValueError: If the task has no such rung.
    """
    from gradekit.training.tasks import TASKS

    asked = TASKS[task]
    if rung not in asked.rungs:
        raise ValueError(f"{task} has no rung {rung!r}; it has {', '.join(asked.rungs)}")
    if factory is None:
        raise CheckFailed(
            f"There is no {asked.subject} in the notebook. Was its cell run, and is the name "
            "written exactly so?"
        )
    if factory is Ellipsis:
        raise NotImplementedYet(asked.question)
    if not callable(factory):
        raise CheckFailed(
            f"{asked.subject} is {type_text(factory)}, and cannot be called. Is the name used "
            "again for something else?"
        )
    # Torch is loaded only where something is trained.
    from gradekit.training.climb import climb
    from gradekit.training.place import Here

    remote = remote_of(factory)
    place = None if remote is None else remote.train()
    climb(task, rung, place or Here(factory))
