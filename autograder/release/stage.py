"""Staging: the folder that Otter Assign compiles, with MCQs expanded and all files beside them."""

from dataclasses import dataclass
from pathlib import Path

import yaml

import gradekit
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.notebook import Cell, Notebook, dump_notebook, new_cell
from autograder.records.pack import load_pack
from autograder.release import archive
from autograder.release.declared import Declared, declared
from autograder.release.handed_tasks import public_tasks
from autograder.release.load import Loaded
from autograder.release.mcq import LETTERS, QUESTIONS_FILE, GradedMcq, questions_json
from autograder.release.source import Source, SourceQuestion, read_source
from gradekit.notebook.helping import HELP_NAME, help_text
from gradekit.training.handout import FILE as TASKS_FILE

KIT = "gradekit"
REQUIREMENTS = "requirements.txt"


@dataclass(frozen=True)
class Staged:
    """What Otter Assign is given.

    Attributes:
        notebook: The source notebook with every MCQ expanded.
        source: The same, read.
        files: All other files of the student version by their path, libraries included.
        support: Names of the support files among them.
        secret: Files for tests alone by their path.
        declared: What the assignment declares.
    """

    notebook: Notebook
    source: Source
    files: dict[str, bytes]
    support: tuple[str, ...]
    secret: dict[str, bytes]
    declared: Declared

    def write(self, folder: Path, name: str) -> Path:
        """Write everything into a folder; returns the path of the notebook."""
        archive.write_folder(folder, {**self.files, **self.secret})
        path = folder / f"{name}.ipynb"
        path.write_text(dump_notebook(self.notebook), encoding="utf-8")
        return path


def stage(course: Course, loaded: Loaded) -> Staged:
    """Stage an assignment whose source has passed lint.

    Args:
        course: The course; its library is copied.
        loaded: The assignment's source.

    Raises:
        ConfigError: If a file that is declared, or `requirements.txt`, is missing, or a training
            task is not whole; see `public_tasks`.
    """
    source, name, folder = loaded.source, loaded.settings.id, loaded.path.parent
    wanted = declared(loaded.settings, source.config, ok_format=source.ok_format)
    files = {}
    for library in libraries(course):
        members = archive.read_folder(library)
        files.update({f"{library.name}/{member}": data for member, data in members.items()})
    support = _declared_files(folder, "files", wanted.files)
    if loaded.settings.tasks:
        questions = {question.id for question in source.questions}
        tasks = public_tasks(course, loaded.settings, questions)
        support = {TASKS_FILE: tasks.encode("utf-8"), **support}
    secret = _declared_files(folder, "autograder_files", wanted.autograder_files)
    files[QUESTIONS_FILE] = questions_json(name, source.bank).encode("utf-8")
    files[REQUIREMENTS] = _requirements(course, name, wanted)
    files.update(support)
    files.update(_help(course, name, source))
    mcqs = {question.number: question for question in source.questions if question.kind == "mcq"}
    boxes = _checked_boxes(source)
    cells: list[Cell] = []
    for number, cell in enumerate(loaded.notebook["cells"], 1):
        if number == source.config_cell:
            text = _config(wanted, course, [*support], [*secret])
            cells.append({**cell, "cell_type": "raw", "source": text})
        elif number in mcqs:
            graded = source.bank.find(mcqs[number].id)
            assert graded is not None, "lint refuses an MCQ without its bank entry"
            cells += expand(graded, mcqs[number], cell["id"])
        elif number in boxes:
            cells.append({**cell, "source": boxes[number]})
        else:
            cells.append(cell)
    notebook = {**loaded.notebook, "cells": cells}
    read = read_source(notebook, source.bank)
    return Staged(notebook, read, files, tuple(support), secret, wanted)


def _help(course: Course, assignment: str, source: Source) -> dict[str, bytes]:
    """`help.json`: the texts that staff give students who ask; no file where there are none."""
    pack = load_pack(course, assignment)
    asked = [question.id for question in source.questions if question.kind == "code"]
    texts = {
        name: pack.questions[name].helped
        for name in asked
        if name in pack.questions and pack.questions[name].helped
    }
    return {HELP_NAME: help_text(texts).encode("utf-8")} if texts else {}


def _checked_boxes(source: Source) -> dict[int, str]:
    """The boxes, by the number of their cell, of questions whose tests were measured as they are.

    Figures of earlier tests are not shown to students; the pages of staff name them as such.
    """
    boxes = {}
    for question in source.questions:
        found, box = source.checked.get(question.id), question.box
        if found is None or box is None or found.tests != question.fingerprint or not found.wrong:
            continue
        text = next(numbered.text for numbered in question.texts if numbered.number == box.number)
        boxes[box.number] = f"{text.rstrip()}\n\n<small>Tests tried with {found.told()}.</small>"
    return boxes


def libraries(course: Course) -> list[Path]:
    """Folders of the packages that every hand-out carries: the kit, and the course's own."""
    kit = Path(gradekit.__file__).parent
    return [kit, course.library] if course.library is not None else [kit]


def expand(mcq: GradedMcq, question: SourceQuestion, cell_id: str) -> list[Cell]:
    """A raw MCQ cell as a whole Otter question.

    Args:
        mcq: The question; `gradekit.mcq` shows its options, so the text cell has the stem alone.
        question: Where the source asks for it, with its points.
        cell_id: Id of the raw cell; the new cells' ids are made from it.

    Returns:
        Text, answer cell, a public test of 0 points and the hidden one with the key.
    """
    points = question.config["points"]
    answer = (
        '""" # BEGIN PROMPT\n'
        f'{mcq.id} = mcq("{mcq.id}")\n'
        '""" # END PROMPT\n'
        f'{mcq.id} = mcq("{mcq.id}", "{mcq.key}")  # SOLUTION NO PROMPT'
    )
    # Four options of which one is right are the rule, and need not be said.
    given = "" if tuple(mcq.options) == LETTERS[:4] else f', "{"".join(mcq.options)}"'
    several = ", several=True" if mcq.several else ""
    recorded = _test(
        0,
        False,
        f"def test_recorded({mcq.id}):\n"
        "    from gradekit import checks\n"
        f'    checks.recorded({mcq.id}, "{mcq.id}"{given}{several})',
    )
    choice = _test(
        points,
        True,
        f"def test_choice({mcq.id}):\n"
        "    from gradekit import checks\n"
        f"    checks.choice({mcq.id}, key={mcq.key!r}, feedback={dict(mcq.feedback)!r})",
    )
    cells = [
        new_cell("raw", f"# BEGIN QUESTION\nname: {mcq.id}\npoints: {points:g}"),
        new_cell("markdown", f"{_box(mcq, points)}\n\n{mcq.stem.strip()}"),
        new_cell("raw", "# BEGIN SOLUTION"),
        new_cell("code", answer),
        new_cell("raw", "# END SOLUTION"),
        new_cell("raw", "# BEGIN TESTS"),
        new_cell("code", recorded),
        new_cell("code", choice),
        new_cell("raw", "# END TESTS"),
        new_cell("raw", "# END QUESTION"),
    ]
    cells[3]["metadata"]["deletable"] = False
    return [{**cell, "id": f"{cell_id}-{turn}"} for turn, cell in enumerate(cells)]


def _box(mcq: GradedMcq, points: float) -> str:
    facts = [f"**{points:g} {'point' if points == 1 else 'points'}**"]
    facts += [f"difficulty {mcq.difficulty}/5"] if mcq.difficulty is not None else []
    facts += [f"about {mcq.minutes} min"] if mcq.minutes is not None else []
    facts += ["several options may be right"] if mcq.several else []
    return f"### {mcq.id} · {mcq.title}\n\n> {' · '.join(facts)}"


def _test(points: float, hidden: bool, body: str) -> str:
    config = f"points: {points:g}\nhidden: {str(hidden).lower()}"
    return f'""" # BEGIN TEST CONFIG\n{config}\n""" # END TEST CONFIG\n{body}'


def _config(wanted: Declared, course: Course, support: list[str], secret: list[str]) -> str:
    """The config cell that Otter gets: every file by its name, for Otter lifts nested folders."""
    config = {
        **wanted.otter,
        "files": [QUESTIONS_FILE, *support, *(folder.name for folder in libraries(course))],
        "autograder_files": secret,
        "requirements": REQUIREMENTS,
    }
    text: str = yaml.safe_dump(config, allow_unicode=True)
    return f"# ASSIGNMENT CONFIG\n{text.rstrip()}"


def _requirements(course: Course, assignment: str, wanted: Declared) -> bytes:
    folder = course.sources / assignment
    if isinstance(wanted.requirements, tuple):
        return ("\n".join(wanted.requirements) + "\n").encode()
    if wanted.requirements is not None:
        return _declared_files(folder, "requirements", (wanted.requirements,))[wanted.requirements]
    for path in (folder / REQUIREMENTS, course.sources / REQUIREMENTS):
        if path.is_file():
            return path.read_bytes()
    raise ConfigError(
        f"{course.sources / REQUIREMENTS} does not exist; list there what a student installs."
    )


def _declared_files(folder: Path, what: str, names: tuple[str, ...]) -> dict[str, bytes]:
    """The files of these names, and all files of the folders among them.

    Raises:
        ConfigError: If a name is neither a file nor a folder below the assignment's own.
    """
    files = {}
    for name in names:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and path != folder.resolve()
        if inside and path.is_dir():
            members = archive.read_folder(path)
            files.update({f"{name.rstrip('/')}/{key}": data for key, data in members.items()})
        elif inside and path.is_file():
            files[name] = path.read_bytes()
        else:
            raise ConfigError(
                f"{folder}: {what} names {name!r}, which is neither a file nor a folder there; "
                "correct the name or add it."
            )
    return files
