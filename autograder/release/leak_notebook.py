"""The student notebook held against the staged one, cell by cell; what cannot be explained leaks.

Everything that a student may see is known beforehand: public cells as they are, solution cells
without their marked lines, and the few cells that Otter adds. Anything else is refused.
"""

import ast
import re
from collections.abc import Iterator

from autograder.records.errors import NotebookError
from autograder.records.notebook import KERNEL, Cell, Notebook, parse_notebook, source, tags
from autograder.release.lint_cells import parse_cell
from autograder.release.lint_tests import read_test
from autograder.release.markers import has_solution_marker, strip
from autograder.release.source import Source

_EXPORT_COMMENT = re.compile(r"<!-- (BEGIN|END) QUESTION -->\n\n?")
_OTTERS_OWN = re.compile(
    r"# Initialize Otter\nimport otter\ngrader = otter\.Notebook\(\"[\w.]+\"\)"
    r"|grader\.check\(\"\w+\"\)"
    r"|_Type your answer here, replacing this text\._"
    r"|"
)
_OTTER_METADATA = ("OK_FORMAT", "assignment_name", "tests")
_LOCKS = ("deletable", "editable", "tags")
_OTTER_TAGS = ("otter_answer_cell",)


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
    yield from _tests(name, notebook, staged)
    expected = _expected(staged)
    for number, cell in enumerate(notebook["cells"], 1):
        where = f"{name}, cell {number}"
        yield from _shape(where, cell)
        if cell.get("id") in expected:
            yield from _known(where, cell, expected[cell["id"]])
        elif not _OTTERS_OWN.fullmatch(_EXPORT_COMMENT.sub("", source(cell) + "\n\n").strip()):
            yield f"{where}: the source has no such cell for students: {_shown(source(cell))}"


def _expected(staged: Source) -> dict[str, tuple[Cell, list[str], bool]]:
    """By cell id: the staged cell, the lines that students see, and whether lines are hidden."""
    expected: dict[str, tuple[Cell, list[str], bool]] = {}
    for numbered in staged.public:
        expected[numbered.cell["id"]] = (numbered.cell, numbered.text.split("\n"), False)
    for question in staged.questions:
        for numbered in question.solutions:
            if numbered.cell["cell_type"] == "code":
                lines = strip(numbered.text).student.split("\n")
                expected[numbered.cell["id"]] = (numbered.cell, lines, True)
    return expected


def _shape(where: str, cell: Cell) -> Iterator[str]:
    if cell["cell_type"] == "raw":
        yield f"{where}: a raw cell, which only instructors should see"
    if cell.get("outputs"):
        yield f"{where}: an output"
    if cell.get("execution_count") is not None:
        yield f"{where}: an execution count"
    if cell.get("attachments"):
        yield f"{where}: an attachment"
    unknown = set(cell) - {"cell_type", "execution_count", "id", "metadata", "outputs", "source"}
    if unknown - {"attachments"}:
        yield f"{where}: unknown fields {', '.join(sorted(unknown))}"
    if cell["cell_type"] == "code":
        if has_solution_marker(source(cell)):
            yield f"{where}: a solution marker"
        try:
            parse_cell(source(cell))
        except (SyntaxError, ValueError) as error:
            yield f"{where}: does not parse ({error})"


def _known(where: str, cell: Cell, expected: tuple[Cell, list[str], bool]) -> Iterator[str]:
    original, public, partly = expected
    if cell["cell_type"] != original["cell_type"]:
        yield f"{where}: is a {cell['cell_type']} cell, in the source {original['cell_type']}"
    extra = set(tags(cell)) - set(tags(original)) - set(_OTTER_TAGS)
    before = {k: v for k, v in original["metadata"].items() if k not in _LOCKS}
    after = {k: v for k, v in cell["metadata"].items() if k not in _LOCKS}
    if extra or before != after:
        told = sorted(extra) or sorted(key for key in after if after[key] != before.get(key))
        yield f"{where}: metadata that the source does not have: {', '.join(told)}"
    text = source(cell)
    if not partly:
        text = _EXPORT_COMMENT.sub("", text)
    seen = [line.rstrip() for line in text.split("\n")]
    allowed = [line.rstrip() for line in public]
    if seen != allowed:
        shown = next((line for line in seen if line.strip() and line not in allowed), "")
        yield f"{where}: shows what the source hides or does not have: {_shown(shown or text)}"


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


def _tests(name: str, notebook: Notebook, staged: Source) -> Iterator[str]:
    public: dict[str, set[str]] = {}
    for question in staged.questions:
        tests = [read_test(numbered) for numbered in question.tests]
        public[question.id] = {
            ast.unparse(t.function) for t in tests if t.function is not None and not t.hidden
        }
    otter = notebook["metadata"].get("otter")
    compiled = otter.get("tests", {}) if isinstance(otter, dict) else {}
    for question_id, text in compiled.items() if isinstance(compiled, dict) else ():
        where = f"{name}, tests of {question_id}"
        try:
            statements = ast.parse(text).body
        except (SyntaxError, ValueError, TypeError):
            yield f"{where}: do not parse"
            continue
        for statement in statements:
            yield from _compiled(where, statement, public.get(question_id, set()))


def _compiled(where: str, statement: ast.stmt, public: set[str]) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef):
        statement.decorator_list = []
        if ast.unparse(statement) not in public:
            yield f"{where}: {statement.name} is no public test of the source"
    elif isinstance(statement, ast.Assign):
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        if names not in (["OK_FORMAT"], ["name"], ["points"]):
            yield f"{where}: an unknown line: {_shown(ast.unparse(statement))}"
    elif ast.unparse(statement) != "from otter.test_files import test_case":
        yield f"{where}: an unknown line: {_shown(ast.unparse(statement))}"


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else line[:57] + "...")
