"""Training checks: one level of one task."""

from typing import TYPE_CHECKING, Any

from gradekit.checks.failures import CheckFailed, NotImplementedYet
from gradekit.checks.show import type_text
from gradekit.remote import remote_of

if TYPE_CHECKING:
    from gradekit.training.trainer import Trainer


def level(task: str, factory: Any, level: str) -> None:
    """Check one level of a training question.

    The levels are `architecture` (what the network is), `first_steps` (where eight steps take it),
    `overfit` (it learns a handful of examples), `learns` (it learns classes that nobody has seen)
    and `accuracy` (how well). A stand-in for an object in another process brings a trainer with it;
    otherwise the network is trained in this process, quickly unless `GRADEKIT_PROFILE=full`.

    Args:
        task: Name of the task, as in the assignment's `tasks.json`.
        factory: What the notebook has under the task's variable.
        level: Which level.

    Raises:
        NotImplementedYet: If there is no answer yet.
        CodeRaised: If the student's code raises.
        CheckFailed: If the level is not reached; `PartialCredit` if it is reached in part.
        ValueError: If there is no such task, or it does not have this level.
    """
    # Torch is loaded only where something is trained.
    from gradekit.training.levels import judge_level

    trainer = trainer_of(factory)
    asked = trainer.task(task)
    if level not in asked.levels:
        raise ValueError(f"{task} has no level {level!r}; it has {', '.join(asked.levels)}")
    if factory is None:
        raise CheckFailed(
            f"There is no {asked.variable} in the notebook. Was its cell run, and is the name "
            "written exactly so?"
        )
    if factory is Ellipsis:
        raise NotImplementedYet(asked.question)
    if not callable(factory):
        raise CheckFailed(
            f"{asked.variable} is {type_text(factory)}, and cannot be called. Is the name used "
            "again for something else?"
        )
    judge_level(asked, level, trainer)


def trainer_of(factory: Any) -> "Trainer":
    """Who trains what a student's class or function makes, and has the tasks.

    Args:
        factory: The student's; a stand-in for one in another process brings its own trainer.
    """
    from gradekit.training.local_trainer import LocalTrainer

    remote = remote_of(factory)
    return (remote.train() if remote is not None else None) or LocalTrainer(factory)
