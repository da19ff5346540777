"""The student notebook held against the staged one, cell by cell; what cannot be explained leaks.

Everything that a student may see is known beforehand: public cells without marked lines, solution
cells without theirs, and the few cells that Otter adds. Anything else is refused.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.records.errors import NotebookError
from autograder.records.notebook import KERNEL, Cell, Notebook, parse_notebook, source, tags
from autograder.release.check_cells import first_cell
from autograder.release.leak_files import is_image
from autograder.release.leak_tests import leaks_in_tests, short
from autograder.release.lint_cells import BROKEN_TAG, parse_cell
from autograder.release.markers import has_solution_marker, shown, strip
from autograder.release.source import Source

_EXPORT_COMMENT = re.compile(r"<!-- (BEGIN|END) QUESTION -->\n\n?")
_POINTS = re.compile(r"\n\n_Points:_ [\d.]+$")
_OTTERS_OWN = re.compile(
    r"# Initialize Otter\nimport otter\ngrader = otter\.Notebook\(\"[\w.]+\"\)"
    r"|(grader\.)?check\(\"[^\"\n]+\"\)"
    r"|grader\.check_all\(\)"
    r"|(# Save your notebook first, then run this cell to export your submission\.\n)?"
    r"grader\.export\([^\n]*\)"
    r"|_Type your answer here, replacing this text\._"
    r"|---\n\nTo double-check your work, the cell below will rerun all of the autograder tests\."
    r"|"
)
_SUBMISSION = (
    "## Submission\n\nMake sure you have run all cells in your notebook in order before running "
    "the cell below, so that all images/graphs appear in the output. The cell below will generate "
    "a zip file for you to submit."
)
_SAVE = " **Please save before exporting!**"
_OTTER_METADATA = (
    *("OK_FORMAT", "assignment_name", "tests"),
    *("export_pdf_failure_message", "require_no_pdf_confirmation"),
)
_LOCKS = ("deletable", "editable", "tags")
_OTTER_TAGS = ("otter_answer_cell",)


@dataclass(frozen=True)
class _Expected:
    """A staged cell, and the lines of it that students see."""

    cell: Cell
    lines: list[str]


def leaks_in_notebook(name: str, data: bytes, staged: Source) -> Iterator[str]:
    """What of the student notebook does not come from the public part of the staged one.

    Args:
        name: How messages call the file.
        data: The student notebook as it is handed out.
        staged: The staged notebook, MCQs expanded.

    Yields:
        One sentence a leak.
    """
    try:
        notebook = parse_notebook(data, name)
    except NotebookError as error:
        yield str(error)
        return
    yield from _metadata(name, notebook)
    yield from leaks_in_tests(name, notebook, staged)
    expected = _expected(staged)
    names = {question.id for question in staged.questions}
    ours = first_cell(str(staged.config.get("name", "")))
    for number, cell in enumerate(notebook["cells"], 1):
        where = f"{name}, cell {number}"
        yield from _shape(where, cell)
        if source(cell) == ours:
            continue
        if cell.get("id") in expected:
            yield from _known(where, cell, expected[cell["id"]], names)
        elif cell.get("attachments"):
            yield f"{where}: an attachment"
        elif not _is_otters_own(_without_comment(source(cell) + "\n\n").strip(), staged):
            yield f"{where}: the source has no such cell for students: {short(source(cell))}"


def _is_otters_own(text: str, staged: Source) -> bool:
    export = staged.config.get("export_cell")
    added = str(export.get("instructions", "")) if isinstance(export, dict) else ""
    submission = text.removesuffix(added.strip()).rstrip().removesuffix(_SAVE)
    return submission == _SUBMISSION or _OTTERS_OWN.fullmatch(text) is not None


def _without_comment(text: str) -> str:
    return _EXPORT_COMMENT.sub("", text)


def _expected(staged: Source) -> dict[str, _Expected]:
    """By cell id: the staged cell and what students see of it."""
    cells = list(staged.public)
    cells += [n for question in staged.questions for n in question.solutions if n.kind == "code"]
    expected = {}
    for numbered in cells:
        code = numbered.kind == "code"
        text = strip(numbered.text).student if code else shown(numbered.text)
        expected[numbered.cell["id"]] = _Expected(numbered.cell, _seeded(text, staged).split("\n"))
    return expected


def _seeded(text: str, staged: Source) -> str:
    """The text with the student's value of the seed, which Otter writes into every cell."""
    seed = staged.config.get("seed")
    if not isinstance(seed, dict) or not seed.get("variable"):
        return text
    name, value = re.escape(str(seed["variable"])), seed.get("student_value")
    return "\n".join(
        re.sub(rf"^(\s*){name}\s*(=|<-)\s*.*$", rf"\g<1>{seed['variable']} \g<2> {value}", line)
        for line in text.split("\n")
    )


def _shape(where: str, cell: Cell) -> Iterator[str]:
    if cell["cell_type"] == "raw":
        yield f"{where}: a raw cell, which only instructors should see"
    if cell.get("outputs"):
        yield f"{where}: an output"
    if cell.get("execution_count") is not None:
        yield f"{where}: an execution count"
    unknown = set(cell) - {"cell_type", "execution_count", "id", "metadata", "outputs", "source"}
    if unknown - {"attachments"}:
        yield f"{where}: unknown fields {', '.join(sorted(unknown))}"
    if cell["cell_type"] == "code":
        if has_solution_marker(source(cell)):
            yield f"{where}: a solution marker"
        if BROKEN_TAG in tags(cell):
            return
        try:
            parse_cell(source(cell))
        except (SyntaxError, ValueError) as error:
            yield f"{where}: does not parse ({error})"


def _known(where: str, cell: Cell, expected: _Expected, questions: set[str]) -> Iterator[str]:
    original = expected.cell
    if cell["cell_type"] != original["cell_type"]:
        yield f"{where}: is a {cell['cell_type']} cell, in the source {original['cell_type']}"
    if cell.get("attachments", {}) != original.get("attachments", {}):
        yield f"{where}: an attachment that the source does not have"
    for attached in (cell.get("attachments") or {}).values():
        if not all(is_image(_decoded(data)) for data in attached.values()):
            yield f"{where}: an attachment that is not a picture"
    extra = set(tags(cell)) - set(tags(original)) - set(_OTTER_TAGS)
    before = {k: v for k, v in original["metadata"].items() if k not in _LOCKS}
    after = {k: v for k, v in _untested(cell, questions).items() if k not in _LOCKS}
    if extra or before != after:
        told = sorted(extra) or sorted(key for key in after if after[key] != before.get(key))
        yield f"{where}: metadata that the source does not have: {', '.join(told)}"
    text = source(cell)
    if cell["cell_type"] == "markdown":
        text = _POINTS.sub("", _without_comment(text))
    seen = [line.rstrip() for line in text.split("\n")]
    allowed = [line.rstrip() for line in expected.lines]
    if seen != allowed:
        told_line = next((line for line in seen if line.strip() and line not in allowed), "")
        yield f"{where}: shows what the source hides or does not have: {short(told_line or text)}"


def _decoded(data: object) -> bytes:
    try:
        return base64.b64decode(str(data), validate=False)
    except ValueError:
        return b""


def _untested(cell: Cell, questions: set[str]) -> dict[str, object]:
    """The cell's metadata without the names of questions that Otter checks after it."""
    metadata = dict(cell["metadata"])
    otter = metadata.get("otter")
    if isinstance(otter, dict) and isinstance(otter.get("tests"), list):
        others = {key: value for key, value in otter.items() if key != "tests"}
        if set(otter["tests"]) <= questions:
            metadata = {**metadata, "otter": others} if others else metadata
            if not others:
                del metadata["otter"]
    return metadata


def _metadata(name: str, notebook: Notebook) -> Iterator[str]:
    allowed = {"autograder", "kernelspec", "language_info", "otter"}
    for key in sorted(set(notebook["metadata"]) - allowed):
        yield f"{name}: notebook metadata {key!r}, which may name a person or hold a state"
    fixed = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for key, value in fixed.items():
        if notebook["metadata"].get(key) != value:
            yield f"{name}: {key} in the metadata is not the fixed one"
    for key in ("autograder", "otter"):
        section = notebook["metadata"].get(key)
        known = ("assignment",) if key == "autograder" else _OTTER_METADATA
        if not isinstance(section, dict) or set(section) - set(known):
            yield f"{name}: unknown entries under {key!r} in the metadata"
