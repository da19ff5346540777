"""A class folder read for `similarity`, and laid out for other programs that compare code."""

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.analysis.code_tokens import CodeCell
from autograder.analysis.similarity import CodeWork
from autograder.intake.of_course import survey_for, wanted_for
from autograder.intake.submission import read_work, take_in
from autograder.intake.survey import survey
from autograder.records.course import Course
from autograder.records.errors import IntakeError, NotebookError
from autograder.records.naming import slug
from autograder.records.notebook import Notebook, read_notebook, source

Layout = Literal["jplag", "dolos"]


@dataclass(frozen=True)
class CodeClass:
    """The code of a class.

    Attributes:
        works: Everybody's code.
        submissions: SHA-256 of each hand-in, by owner.
        refused: Hand-ins that cannot be read, by owner, with the reason.
    """

    works: tuple[CodeWork, ...]
    submissions: dict[str, str]
    refused: dict[str, str]


def read_class(
    course: Course,
    assignment: str,
    submissions: Path,
    *,
    label: str = "",
    progress: Callable[[str], None] = lambda text: None,
) -> CodeClass:
    """Read the code of a class.

    Args:
        course: The course.
        assignment: Id of the assignment.
        submissions: The class folder or zip.
        label: Stands before each owner's name, for a class of another year; its people need not be
            on the roster.
        progress: Told whose was read.

    Raises:
        ConfigError, IntakeError: If the folder or the course cannot be read.
    """
    wanted = wanted_for(course, assignment)
    works, hashes, refused = [], {}, {}
    with tempfile.TemporaryDirectory() as nowhere:
        surveyed = (
            survey(submissions, assignment)
            if label
            else survey_for(course, assignment, submissions, Path(nowhere))
        )
        for found in surveyed.found:
            owner = f"{label}: {found.student}" if label else found.student
            try:
                taken = take_in(found, wanted)
                content = read_work(found, wanted).chosen.content
            except IntakeError as error:
                refused[owner] = str(error)
                continue
            works.append(CodeWork(owner, code_cells(content)))
            hashes[owner] = taken.sha256
            progress(owner)
    return CodeClass(tuple(works), hashes, refused)


def code_cells(notebook: Notebook) -> tuple[CodeCell, ...]:
    """The code cells of a notebook."""
    return tuple(
        CodeCell(number, source(cell))
        for number, cell in enumerate(notebook["cells"], 1)
        if cell["cell_type"] == "code"
    )


def prescribed_cells(course: Course, assignment: str) -> tuple[str, ...]:
    """Texts of the code cells of the student version.

    Raises:
        IntakeError: If the assignment was not compiled: nobody knows what is prescribed then.
    """
    path = course.template(assignment) / f"{assignment}.ipynb"
    try:
        return tuple(cell.source for cell in code_cells(read_notebook(path)))
    except NotebookError as error:
        raise IntakeError(
            f"{path} cannot be read, so that nobody knows what everybody was given; run: "
            f"autograder build {assignment}"
        ) from error


def laid_out(
    layout: Layout,
    works: Sequence[CodeWork],
    corpus: Sequence[CodeWork],
    prescribed: Sequence[str],
) -> dict[str, bytes]:
    """Files for another program: one of Python a student, the template apart.

    Args:
        layout: `jplag`: a folder a student, for `jplag -l python3 -bc template submissions -old
            earlier`. `dolos`: files beside an `info.csv`, for `dolos run -l python -f web
            info.csv -i template.py`.
        works: The class.
        corpus: Earlier work.
        prescribed: Texts of the cells that everybody was given.

    Returns:
        Content by path.
    """
    template = _module(prescribed)
    names = _names([*works, *corpus])
    if layout == "jplag":
        files = {"template/template.py": template}
        for folder, listed in (("submissions", works), ("earlier", corpus)):
            for one in listed:
                files[f"{folder}/{names[one.owner]}/notebook.py"] = _code(one, prescribed)
        return files
    files = {"template.py": template}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["filename", "full_name", "id", "status", "labels"])
    for label, listed in (("class", works), ("earlier", corpus)):
        for one in listed:
            name = f"{names[one.owner]}.py"
            files[name] = _code(one, prescribed)
            writer.writerow([name, one.owner, names[one.owner], "", label])
    files["info.csv"] = table.getvalue().encode()
    return files


def _names(works: Sequence[CodeWork]) -> dict[str, str]:
    """A name for the files of each owner: unique, also where names differ by case alone."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for one in works:
        base = slug(one.owner)
        name, n = base, 2
        while name.casefold() in taken:
            name, n = f"{base}-{n}", n + 1
        taken.add(name.casefold())
        found[one.owner] = name
    return found


def _code(work: CodeWork, prescribed: Sequence[str]) -> bytes:
    given = {text.strip() for text in prescribed}
    return _module([one.source for one in work.cells if one.source.strip() not in given])


def _module(cells: Sequence[str]) -> bytes:
    """Cells as one module; magics become comments, which no parser stumbles over."""
    lines = [
        f"# {line}" if line.lstrip().startswith(("%", "!", "?")) else line
        for text in cells
        for line in (*text.splitlines(), "")
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")
