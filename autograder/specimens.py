"""Submissions put together from answers: the student notebook with some cells filled in.

An `answers.py` is a percent-format script whose cell headers name questions. Its cells are laid
over the solution's answers (or the blank notebook); the draft is written as students hand work in.
"""

import copy
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from autograder.records import files
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.notebook import (
    Cell,
    Notebook,
    canonical,
    dump_notebook,
    is_ignored,
    new_cell,
    read_notebook,
    source,
    tags,
)

Layout = Literal["folder", "notebook", "zip", "plain_zip"]
LAYOUTS: tuple[Layout, ...] = ("folder", "notebook", "zip", "plain_zip")

# Otter puts a comment of its own above the box of a manually graded question, and below it.
_COMMENTS = re.compile(r"(?:<!-- (?:BEGIN|END) QUESTION -->\s*)+")
_END = "<!-- END QUESTION -->"
_CHECK = re.compile(r"^(?:grader\.)?check\(\"(\w+)\"\)", re.MULTILINE)
_BOX = re.compile(r"###\s+([A-Za-z]\w*)\s+·")
_PROMPT_TAG, _SOLUTION_TAG = "otter_answer_cell", "otter_assign_solution_cell"
_HEADER = re.compile(
    r"^# %%[ ]+(?:(?P<verb>after|before|delete|drop)[ ]+)?(?P<where>\w+)"
    r"(?:[ ]+(?P<nth>\d+))?(?P<markdown>[ ]+\[markdown\])?[ ]*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Edit:
    """One cell of an `answers.py`.

    Attributes:
        verb: `replace` an answer cell, insert `after` or `before` a question's answers, `delete`
            the answer cells of a question, or `drop` the whole question with box and check.
        where: Question id, or `start` and `end` of the notebook (for insertions).
        nth: Which answer cell of the question, from 1.
        cell_type: `code` or `markdown`.
        source: Content of the cell.
    """

    verb: str
    where: str
    nth: int
    cell_type: str
    source: str


@dataclass
class Draft:
    """A submission that is being put together: a notebook and the files beside it, by path."""

    assignment: str
    notebook: Notebook
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """File name of the notebook."""
        return f"{self.assignment}.ipynb"

    def notebook_bytes(self) -> bytes:
        """The notebook's file."""
        return dump_notebook(self.notebook).encode()

    def zip_bytes(self) -> bytes:
        """A zip of the notebook and the files."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._members().items():
                archive.writestr(name, content)
        return buffer.getvalue()

    def write(self, out: Path, student: str, layout: Layout, when: datetime) -> Path:
        """Write the submission into a class folder.

        Args:
            out: The class folder.
            student: Name of the student's folder or file.
            layout: A `folder` of files, a bare `notebook`, Otter's `zip` in a folder of the
                student, or a `plain_zip` named after the student.
            when: Time of the export, part of the name of Otter's zip.

        Returns:
            The student's folder or file.
        """
        if layout in ("notebook", "plain_zip"):
            bare = layout == "notebook"
            path = out / (f"{student}.ipynb" if bare else f"{student}.zip")
            files.write_bytes(path, self.notebook_bytes() if bare else self.zip_bytes())
            return path
        folder = out / student
        if layout == "zip":
            files.write_bytes(folder / otter_zip_name(self.assignment, when), self.zip_bytes())
            return folder
        for member, content in self._members().items():
            files.write_bytes(folder / member, content)
        return folder

    def _members(self) -> dict[str, bytes]:
        return {self.name: self.notebook_bytes(), **self.files}


@dataclass(frozen=True)
class Material:
    """The blank notebook of an assignment and the cells that solve it.

    Invariants: `answers` maps each question, in the order of the notebook, to pairs of a cell's
    position in `template` and its source in the solution.
    """

    assignment: str
    template: Notebook
    answers: Mapping[str, Sequence[tuple[int, str]]]

    def draft(self, edits: Iterable[Edit] = (), *, blank: bool = False) -> Draft:
        """A submission: the solution (or the blank notebook) with some cells changed.

        Args:
            edits: Changes, in order; positions are those of the template.
            blank: Start from the student version instead of the solution.

        Raises:
            ConfigError: If an edit names a question or a cell that does not exist.
        """
        notebook = copy.deepcopy(self.template)
        cells: list[Cell] = notebook["cells"]
        # Each cell of the template with what is inserted around it.
        groups = [[cell] for cell in cells]
        if not blank:
            for pairs in self.answers.values():
                for index, text in pairs:
                    cells[index]["source"] = text
        for edit in edits:
            self._apply(cells, groups, edit)
        notebook["cells"] = [cell for group in groups for cell in group]
        return Draft(self.assignment, canonical(notebook))

    def blank_edits(self, question: str) -> tuple[Edit, ...]:
        """The edits that leave a question as the student found it."""
        cells = self.template["cells"]
        return tuple(
            Edit("replace", question, nth, cells[index]["cell_type"], source(cells[index]))
            for nth, (index, _) in enumerate(self.answers[question], start=1)
        )

    def _apply(self, cells: list[Cell], groups: list[list[Cell]], edit: Edit) -> None:
        positions = [index for index, _ in self.answers.get(edit.where, ())]
        if edit.where == "start":
            groups[0].insert(0, new_cell(edit.cell_type, edit.source))
        elif edit.where == "end":
            groups[-1].append(new_cell(edit.cell_type, edit.source))
        elif len(positions) < edit.nth:
            raise ConfigError(
                f"{self.assignment} has no answer cell {edit.where} {edit.nth}; "
                f"its questions are: {', '.join(self.answers)}."
            )
        elif edit.verb == "replace":
            cells[positions[edit.nth - 1]]["source"] = edit.source
        elif edit.verb == "after":
            groups[positions[-1]].append(new_cell(edit.cell_type, edit.source))
        elif edit.verb == "before":
            groups[positions[0]].insert(0, new_cell(edit.cell_type, edit.source))
        else:
            whole = question_spans(self.template["cells"])[edit.where]
            for index in whole if edit.verb == "drop" else positions:
                groups[index].clear()


def otter_zip_name(assignment: str, when: datetime) -> str:
    """The name that Otter gives an exported zip."""
    return f"{assignment}_{when.strftime('%Y_%m_%dT%H_%M_%S_%f')}.zip"


def read_edits(path: Path) -> tuple[Edit, ...]:
    """Read an `answers.py`; see `parse_edits`."""
    return parse_edits(path.read_text(encoding="utf-8"), str(path))


def parse_edits(text: str, origin: str) -> tuple[Edit, ...]:
    """The cells of the text of an `answers.py`, which comes from `origin`.

    A header is `# %% q0_2`, `# %% q0_4 2` (its second answer cell), `# %% after q0_2`, or with
    `before`, `delete` or `drop`, or with `start` or `end` instead of a question; `[markdown]` at
    its end makes a text cell of comments. Text above the first header is a remark.

    Raises:
        ConfigError: If there is no header, or a line looks like one but is none.
    """
    headers = list(_HEADER.finditer(text))
    if not headers or len(headers) != len(re.findall(r"^# %%", text, re.MULTILINE)):
        raise ConfigError(f"{origin} has no cell, or a header that names no question.")
    edits = []
    ends = [header.start() for header in headers[1:]] + [len(text)]
    for header, end in zip(headers, ends, strict=True):
        body = text[header.end() : end].strip("\n")
        if header["markdown"]:
            body = re.sub(r"^# ?", "", body, flags=re.MULTILINE)
        verb, nth = header["verb"] or "replace", int(header["nth"] or 1)
        kind = "markdown" if header["markdown"] else "code"
        edits.append(Edit(verb, header["where"], nth, kind, body))
    return tuple(edits)


def read_material(course: Course, assignment: str) -> Material:
    """The student version and the solution's answers of a compiled assignment.

    Raises:
        ConfigError: If the two do not match, question by question.
        NotebookError: If one of them cannot be read.
    """
    name = f"{assignment}.ipynb"
    template = read_notebook(course.template(assignment) / name)
    solution = read_notebook(course.solution(assignment) / name)
    return pair(assignment, template, solution)


def pair(assignment: str, template: Notebook, solution: Notebook) -> Material:
    """Find the answer cells: those of a question that differ between template and solution.

    Raises:
        ConfigError: If a question has not the same number of cells in both.
    """
    blank, solved = template["cells"], _without_prompts(solution["cells"])
    theirs = question_spans(solved)
    answers: dict[str, list[tuple[int, str]]] = {}
    for question, span in question_spans(blank).items():
        other = theirs.get(question, range(0))
        if len(span) != len(other):
            raise ConfigError(
                f"{assignment}: {question} has {len(span)} cells in the student version and "
                f"{len(other)} in the solution; run: autograder build {assignment}"
            )
        answers[question] = [
            (mine, source(solved[its]))
            for mine, its in zip(span, other, strict=True)
            if (text := source(blank[mine])) != source(solved[its])
            and not (is_ignored(blank[mine]) or _CHECK.match(text))
        ]
    return Material(assignment, template, answers)


def question_spans(cells: Sequence[Cell]) -> dict[str, range]:
    """The cells of each question: from its box to its check cell, or to the next heading.

    A question without a box begins where the one before it ends, and is known by its check cell.

    Args:
        cells: Cells of a student version or of a solution.

    Returns:
        Positions by question id, in the order of the notebook.
    """
    spans: dict[str, range] = {}
    question, start, free = "", 0, 0
    for index, cell in enumerate(cells):
        text = _COMMENTS.sub("", source(cell), count=1)
        heading = cell["cell_type"] == "markdown" and text.startswith("#")
        checked = found[1] if (found := _CHECK.search(text)) else ""
        if question and (heading or _END in source(cell) or checked == question):
            spans[question] = range(start, index + 1 if checked else index)
            question, free = "", index
        elif checked and not question:
            spans.setdefault(checked, range(free, index + 1))
        if checked:
            free = index + 1
        if heading and (box := _BOX.match(text)):
            question, start = box[1], index
    if question:
        spans[question] = range(start, len(cells))
    return spans


def _without_prompts(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a solution, less the prompts that stand above what replaces them."""
    following = [*cells[1:], None]
    return [
        cell
        for cell, after in zip(cells, following, strict=True)
        if not (after and _PROMPT_TAG in tags(cell) and _SOLUTION_TAG in tags(after))
    ]
