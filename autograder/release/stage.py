"""Staging: the folder that Otter Assign compiles, with MCQs expanded and all files beside them."""

from dataclasses import dataclass
from pathlib import Path

import yaml

import gradekit
from autograder.records.assignment import Assignment
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.notebook import Cell, Notebook, dump_notebook, new_cell
from autograder.release import archive
from autograder.release.mcq import QUESTIONS_FILE, GradedMcq, McqBank, questions_json
from autograder.release.source import Source, SourceQuestion

KIT = "gradekit"
REQUIREMENTS = "requirements.txt"


@dataclass(frozen=True)
class Staged:
    """What Otter Assign is given.

    Attributes:
        notebook: The source notebook with every MCQ expanded.
        files: All other files by their path, libraries included.
    """

    notebook: Notebook
    files: dict[str, bytes]

    def write(self, folder: Path, name: str) -> Path:
        """Write everything into a folder; returns the path of the notebook."""
        archive.write_folder(folder, self.files)
        path = folder / f"{name}.ipynb"
        path.write_text(dump_notebook(self.notebook), encoding="utf-8")
        return path


def stage(
    course: Course, assignment: Assignment, notebook: Notebook, source: Source, bank: McqBank
) -> Staged:
    """Stage an assignment whose source has passed lint.

    Args:
        course: The course; its library is copied.
        assignment: Settings of the assignment.
        notebook: Its source notebook in canonical form.
        source: The same, read by `read_source`.
        bank: Its MCQs.

    Raises:
        ConfigError: If a support file or `requirements.txt` is missing.
    """
    files = {}
    for folder in libraries(course):
        members = archive.read_folder(folder)
        files.update({f"{folder.name}/{name}": data for name, data in members.items()})
    files[QUESTIONS_FILE] = questions_json(assignment.id, bank).encode("utf-8")
    files[REQUIREMENTS] = _requirements(course, assignment.id)
    files.update(_support_files(course.sources / assignment.id, assignment))
    mcqs = {q.number: q for q in source.questions if q.kind == "mcq"}
    cells: list[Cell] = []
    for number, cell in enumerate(notebook["cells"], 1):
        if number == source.config_cell:
            cells.append({**cell, "source": _config(source, assignment, course)})
        elif number in mcqs:
            graded = bank.find(mcqs[number].id)
            assert graded is not None, "lint refuses an MCQ without its bank entry"
            cells += expand(graded, mcqs[number], cell["id"])
        else:
            cells.append(cell)
    return Staged({**notebook, "cells": cells}, files)


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
    unit = "point" if points == 1 else "points"
    box = (
        f"### {mcq.id} · {mcq.title}\n\n"
        f"**{points:g} {unit}** · difficulty {mcq.difficulty}/5 · about {mcq.minutes} min\n\n"
        f"{mcq.stem.strip()}"
    )
    answer = (
        '""" # BEGIN PROMPT\n'
        f'{mcq.id} = mcq("{mcq.id}")\n'
        '""" # END PROMPT\n'
        f'{mcq.id} = mcq("{mcq.id}", "{mcq.key}")  # SOLUTION NO PROMPT'
    )
    recorded = _test(
        0,
        False,
        f"def test_recorded({mcq.id}):\n"
        "    from gradekit import checks\n"
        f'    checks.recorded({mcq.id}, "{mcq.id}")',
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
        new_cell("markdown", box),
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


def _test(points: float, hidden: bool, body: str) -> str:
    config = f"points: {points:g}\nhidden: {str(hidden).lower()}"
    return f'""" # BEGIN TEST CONFIG\n{config}\n""" # END TEST CONFIG\n{body}'


def _config(source: Source, assignment: Assignment, course: Course) -> str:
    config = {
        **source.config,
        "files": [
            *(QUESTIONS_FILE, *assignment.files),
            *(folder.name for folder in libraries(course)),
        ],
        "requirements": REQUIREMENTS,
    }
    text: str = yaml.safe_dump(config, allow_unicode=True)
    return f"# ASSIGNMENT CONFIG\n{text.rstrip()}"


def _requirements(course: Course, assignment: str) -> bytes:
    for path in (course.sources / assignment / REQUIREMENTS, course.sources / REQUIREMENTS):
        if path.is_file():
            return path.read_bytes()
    raise ConfigError(
        f"{course.sources / REQUIREMENTS} does not exist; list there what a student installs."
    )


def _support_files(folder: Path, assignment: Assignment) -> dict[str, bytes]:
    files = {}
    for name in assignment.files:
        path = (folder / name).resolve()
        if not path.is_file() or not path.is_relative_to(folder.resolve()):
            raise ConfigError(
                f"{folder / 'assignment.toml'}: files names {name!r}, which is no file in that "
                "folder; mend the name or add the file."
            )
        files[name] = path.read_bytes()
    return files
