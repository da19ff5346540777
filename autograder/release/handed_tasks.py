"""`tasks.json` of a hand-out: the training tasks, and the public fingerprints of references."""

from collections.abc import Collection
from dataclasses import replace

from autograder.records.assignment import Assignment
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.pack import Pack, load_pack
from gradekit.training.handout import public, read_tasks
from gradekit.training.sources import source
from gradekit.training.tasks import Fingerprints, Task


def public_tasks(course: Course, assignment: Assignment, questions: Collection[str]) -> str:
    """The text of `tasks.json`.

    Processors round differently, so the committed numbers stay where the reference still gives
    them; a build is the same on every machine.

    Args:
        course: The course; its library is imported, and what staff keep beside the assignment.
        assignment: Its settings.
        questions: Ids of the questions in its notebook.

    Raises:
        ConfigError: If a task names a question or a source of data that is not there, or has no
            reference where one is needed.
    """
    pack = load_pack(course, assignment.id)
    committed = read_tasks(course.template(assignment.id))
    told = {}
    for name, task in assignment.tasks.items():
        where = f"{course.sources / assignment.id / 'assignment.toml'}: [tasks.{name}]"
        if task.question not in questions:
            raise ConfigError(f"{where} asks for {task.question!r}, which is not in the notebook.")
        _check_sources(task, where)
        before = committed[name].fingerprints if name in committed else None
        told[name] = replace(task, fingerprints=_fingerprints(task, pack, before))
    return public(told)


def _check_sources(task: Task, where: str) -> None:
    budgets = [budget for levels in task.budgets.values() for budget in levels.values()]
    named = {budget.data for budget in budgets} | {task.overfit} - {None}
    for name in sorted(filter(None, named)):
        try:
            source(name)
        except LookupError as error:
            raise ConfigError(f"{where}: {error.args[0]}") from error


def _fingerprints(task: Task, pack: Pack, committed: Fingerprints | None) -> Fingerprints | None:
    if not task.fixed:
        return None
    # Loads torch, which a build without such a task does not need.
    from gradekit.training.fingerprints import agree, fingerprints, rounded
    from gradekit.training.local_trainer import PUBLIC_SEED

    found = rounded(fingerprints(task, pack.reference(task.name), PUBLIC_SEED))
    if committed is not None and agree(found, committed, task.tolerance):
        return committed
    return found
