"""Networks written wrong in the usual ways, and networks written right in unusual ones."""

from contextlib import chdir

from assignments.tests.unit import COURSE, TASKS_OF
from gradekit import checks


def verdict(task: str, network: object, level: str) -> str:
    """What a student reads of a level beside the hand-out; empty where it is reached."""
    (assignment,) = (name for name, tasks in TASKS_OF.items() if task in tasks)
    try:
        with chdir(COURSE.template(assignment)):
            checks.level(task, network, level)
    except checks.CheckFailed as error:
        return str(error)
    return ""
