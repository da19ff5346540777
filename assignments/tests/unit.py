"""The unit as its tests take it: the course, what staff keep beside each assignment, and where."""

from pathlib import Path

from autograder.records.course import find_course
from autograder.records.pack import load_pack
from gradekit.training.handout import read_tasks

ROOT = Path(__file__).parents[2]
COURSE = find_course(ROOT)
ASSIGNMENTS = COURSE.settings.assignments
PACKS = {assignment: load_pack(COURSE, assignment) for assignment in ASSIGNMENTS}
QUESTIONS = {name: item for pack in PACKS.values() for name, item in pack.questions.items()}
"""By question id: no two assignments of this unit share one."""
REFERENCES = {task: make for pack in PACKS.values() for task, make in pack.references.items()}
TASKS_OF = {assignment: read_tasks(COURSE.template(assignment)) for assignment in ASSIGNMENTS}
TASKS = {name: task for tasks in TASKS_OF.values() for name, task in tasks.items()}
"""Training tasks as students have them, with the public fingerprints."""
