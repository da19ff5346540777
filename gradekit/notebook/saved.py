"""The notebook on disk: which file it is, and whether it holds what was executed."""

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradekit.notebook.ran import Ran, bound, defined
from gradekit.notebook.say import shell

ANSWER_TAG = "otter_answer_cell"
IGNORE_TAG = "otter_ignore"
_BOX = re.compile(r"(?:<!--[^>]*-->\s*)*###\s+(?P<id>[A-Za-z]\w*)\s+·")
_HEADING = re.compile(r"(?:\s*<!--[^>]*-->)*\s*#")
_PARAMETERS = re.compile(r"^def test\w*\(([^)]*)\)", re.MULTILINE)
_SESSION, _VS_CODE = "JPY_SESSION_NAME", "__vsc_ipynb_file__"


class NotReadable(Exception):  # noqa: N818  (the text is what a student reads)
    """A file that is no notebook, or an empty one; the text says which and what to do."""


@dataclass(frozen=True)
class SavedCell:
    """A cell on disk."""

    id: str
    kind: str
    source: str
    tags: tuple[str, ...]
    ran: bool


@dataclass(frozen=True)
class Saved:
    """A notebook on disk.

    Attributes:
        path: Its file.
        data: Content of the file.
        assignment: Id of the assignment that it names; empty if it names none.
        cells: Its cells.
        tests: Source of the public tests by question, as the notebook carries them.
    """

    path: Path
    data: bytes
    assignment: str
    cells: tuple[SavedCell, ...]
    tests: Mapping[str, str]

    @property
    def code(self) -> list[SavedCell]:
        """Code cells that are not empty."""
        return [cell for cell in self.cells if cell.kind == "code" and cell.source.strip()]

    def questions(self) -> dict[str, str]:
        """Question by the name of each variable that a public test asks for."""
        return {
            name.strip(): question
            for question, source in self.tests.items()
            for parameters in _PARAMETERS.findall(source)
            for name in parameters.split(",")
            if name.strip() and name.strip() != "env"
        }


def read_saved(path: Path) -> Saved:
    """Read a notebook from disk.

    Raises:
        NotReadable: If it is empty, damaged or no notebook.
        OSError: If the file cannot be read.
    """
    data = path.read_bytes()
    if not data.strip():
        raise NotReadable(f"{path.name} on disk is empty. Save the notebook (Ctrl+S or Cmd+S).")
    try:
        content = json.loads(data.decode("utf-8-sig"))
        cells, metadata = content["cells"], content.get("metadata", {})
        saved = Saved(path, data, _assignment(metadata), tuple(map(_cell, cells)), _tests(metadata))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotReadable(
            f"{path.name} on disk is not a notebook. Save the notebook (Ctrl+S or Cmd+S), and look "
            "whether this file is the one that you have open."
        ) from error
    if not saved.code:
        raise NotReadable(
            f"{path.name} on disk has no code cell with anything in it. Save the notebook "
            "(Ctrl+S or Cmd+S), or unzip the hand-out again."
        )
    return saved


def running_file(folder: Path) -> Path | None:
    """The file of the notebook that runs in this kernel, as the front-end says it.

    JupyterLab and Notebook set a variable of the environment when the kernel starts, VS Code a
    variable of the notebook. After *Rename* the former names a file that is gone.

    Args:
        folder: The working folder, for names that are relative.
    """
    running = shell()
    told = str(running.user_ns.get(_VS_CODE, "")) if running is not None else ""
    for name in (told, os.environ.get(_SESSION, "") if running is not None else ""):
        for path in (folder / name, folder / Path(name).name):
            if name.endswith(".ipynb") and path.is_file():
                return path
    return None


def notebooks_of(folder: Path, assignment: str) -> list[Saved]:
    """The readable notebooks of an assignment in a folder, the one with its own name first."""
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            saved = read_saved(path)
        except (NotReadable, OSError):
            # Another file that cannot be read is not this notebook's trouble.
            continue
        if assignment in (saved.assignment, path.stem):
            found.append(saved)
    return sorted(found, key=lambda saved: saved.path.stem != assignment)


def differences(saved: Saved, past: Sequence[Ran]) -> list[str]:
    """Answers that are not on disk as they were executed last.

    By the id of the cell where the front-end tells it, and by the names that it binds: the last
    code that bound a name which a test asks for, or which an answer cell binds, has to be on disk.

    Args:
        saved: The notebook on disk.
        past: What was executed, in order.

    Returns:
        What each is called: the question, and the name or the first line in brackets.
    """
    on_disk = {_plain(cell.source) for cell in saved.code}
    graded = [cell for cell in saved.code if IGNORE_TAG not in cell.tags]
    asked = saved.questions()
    names = set(asked)
    for cell in graded:
        # A helper of the student's own counts too; other names may be those of a scratch cell.
        names |= bound(cell.source) if ANSWER_TAG in cell.tags else defined(cell.source)
    last_run = {ran.cell: ran.source for ran in past if ran.cell}
    last_bound: dict[str, str] = {}
    for ran in past:
        last_bound.update(dict.fromkeys(bound(ran.source) & names, ran.source))
    found: dict[str, None] = {}
    for cell in graded:
        then = last_run.get(cell.id)
        if then is not None and _plain(then) != _plain(cell.source):
            told = sorted(bound(then) | bound(cell.source))
            if not told and ANSWER_TAG in cell.tags:
                told = [_first_line(then)]
            # What binds nothing and answers nothing, such as a check, is no part of the work.
            found.update(dict.fromkeys(_called(name, asked) for name in told))
    for name, source in last_bound.items():
        if _plain(source) not in on_disk:
            found[_called(name, asked)] = None
    return list(found)


def executed_answers(saved: Saved, past: Iterable[Ran]) -> bool:
    """Whether any answer cell of the notebook was executed since the kernel began."""
    ran = {_plain(one.source) for one in past}
    return any(_plain(cell.source) in ran for cell in saved.code if ANSWER_TAG in cell.tags)


def written(saved: Saved) -> dict[str, str]:
    """What stands on disk under each question that is answered in words, by its id.

    A question is one of these if no test asks for it; its answer is the text between its box and
    the next heading, less what the hand-out holds there.
    """
    found: dict[str, str] = {}
    question = ""
    for cell in saved.cells:
        if cell.kind != "markdown":
            question = question if cell.source.strip() in ("", "...") else ""
            continue
        box = _BOX.match(cell.source)
        if box or _HEADING.match(cell.source):
            question = box["id"] if box and box["id"] not in saved.tests else ""
            if question:
                found[question] = ""
        elif question and "_Type your answer here" not in cell.source:
            found[question] = f"{found[question]} {cell.source.strip()}".strip()
    return found


def _called(name: str, asked: Mapping[str, str]) -> str:
    question = asked.get(name, name)
    return question if question == name else f"{question} (`{name}`)"


def _first_line(source: str) -> str:
    return f"`{source.strip().splitlines()[0][:60]}`" if source.strip() else "an empty cell"


def _plain(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _assignment(metadata: Mapping[str, Any]) -> str:
    for section, key in (("autograder", "assignment"), ("otter", "assignment_name")):
        told = metadata.get(section)
        if isinstance(told, dict) and isinstance(told.get(key), str):
            return str(told[key])
    return ""


def _tests(metadata: Mapping[str, Any]) -> dict[str, str]:
    otter = metadata.get("otter")
    tests = otter.get("tests", {}) if isinstance(otter, dict) else {}
    return {name: _text(source) for name, source in tests.items()}


def _cell(cell: Mapping[str, Any]) -> SavedCell:
    metadata = cell.get("metadata", {})
    tags = tuple(map(str, metadata.get("tags", ())))
    ran = cell.get("execution_count") is not None
    return SavedCell(str(cell.get("id", "")), cell["cell_type"], _text(cell["source"]), tags, ran)


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)
