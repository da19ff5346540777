"""The source notebook read into questions, each finding with its cell number and remedy."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from autograder.records.checked import Checked, fingerprint
from autograder.records.notebook import Cell, Notebook, source, tags
from autograder.release import blocks, box
from autograder.release.box import Box
from autograder.release.findings import Finding, note
from autograder.release.mcq import McqBank

Kind = Literal["code", "mcq", "written"]

INCLUDE_TAG = "otter_include"


@dataclass(frozen=True)
class Numbered:
    """A cell with its number in the source notebook, from 1."""

    number: int
    cell: Cell

    @property
    def kind(self) -> str:
        """`code`, `markdown` or `raw`."""
        return str(self.cell["cell_type"])

    @property
    def text(self) -> str:
        """The cell's source."""
        return source(self.cell)


@dataclass
class SourceQuestion:
    """One question of the source. An MCQ has its config alone; the bank holds the rest."""

    number: int
    kind: Kind
    config: dict[str, Any]
    texts: list[Numbered] = field(default_factory=list)
    solutions: list[Numbered] = field(default_factory=list)
    prompts: list[Numbered] = field(default_factory=list)
    tests: list[Numbered] = field(default_factory=list)
    box: Box | None = None

    @property
    def id(self) -> str:
        """The question's id, or an empty text when its config has none."""
        found = self.config.get("id" if self.kind == "mcq" else "name")
        return found if isinstance(found, str) else ""

    @property
    def fingerprint(self) -> str:
        """Fingerprint of its test cells."""
        return fingerprint(numbered.text for numbered in self.tests)

    @property
    def title(self) -> str:
        """What its box or its heading calls it, else its id."""
        if self.box is not None:
            return self.box.title
        text = next((n.text for n in self.texts if n.kind == "markdown"), "")
        return box.title_of(text, self.id)


@dataclass
class Source:
    """A source notebook by its parts, with its MCQs and what is wrong with its blocks."""

    cells: list[Numbered]
    bank: McqBank = field(default_factory=McqBank)
    config: dict[str, Any] = field(default_factory=dict)
    config_cell: int | None = None
    questions: list[SourceQuestion] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    checked: Mapping[str, Checked] = field(default_factory=dict)

    @property
    def ok_format(self) -> bool:
        """Whether tests are doctests, which is Otter's default; else functions that raise."""
        tests = self.config.get("tests")
        return not isinstance(tests, dict) or tests.get("ok_format", True) is not False

    @property
    def public(self) -> Iterator[Numbered]:
        """Cells that the student version shows, solution markers in them stripped."""
        inside = {
            numbered.number
            for question in self.questions
            for part in (question.solutions, question.tests)
            for numbered in part
        }
        for numbered in self.cells:
            if numbered.kind != "raw" and numbered.number not in inside:
                yield numbered


def read_source(notebook: Notebook, bank: McqBank | None = None) -> Source:
    """Read a source notebook into its questions.

    Args:
        notebook: The notebook; it need not be sound.
        bank: The assignment's MCQs.

    Returns:
        Its parts, as far as they could be told apart, and the findings about block structure.
    """
    cells = [Numbered(n, blocks.unfenced(cell)) for n, cell in enumerate(notebook["cells"], 1)]
    return _Reader(cells, bank or McqBank()).read()


class _Reader:
    """Walks the cells once; `open` is the stack of blocks that are open, each with its cell."""

    def __init__(self, cells: list[Numbered], bank: McqBank) -> None:
        self.source = Source(cells, bank)
        self.open: list[tuple[str, int]] = []

    def read(self) -> Source:
        for numbered in self.source.cells:
            if numbered.kind == "raw":
                self._raw(numbered)
            else:
                self._content(numbered)
        while self.open:
            self._refuse_unclosed()
        for question in self.source.questions:
            if question.kind != "mcq":
                self._read_box(question)
        return self.source

    def _refuse(self, cell: int | None, problem: str, remedy: str) -> None:
        self.source.findings.append(Finding(cell, problem, remedy, "blocks"))

    def _refuse_unclosed(self) -> None:
        block, cell = self.open.pop()
        self._refuse(
            cell,
            f"# BEGIN {block} has no # END {block}",
            "add the missing raw cell, or Otter drops what follows without a word",
        )

    def _raw(self, numbered: Numbered) -> None:
        edge = blocks.edge_of(numbered.text)
        if blocks.is_assignment_config(numbered.text):
            self._assignment(numbered)
        elif blocks.is_mcq(numbered.text):
            self._mcq(numbered)
        elif edge is None:
            heading = numbered.text.split("\n")[0].rstrip()
            close = difflib.get_close_matches(heading.upper(), blocks.HEADINGS, n=1, cutoff=0.0)
            self._refuse(
                numbered.number,
                f"the raw cell begins {heading[:40]!r}, which is not a heading that Otter knows",
                f"write {close[0]}, or make it a text cell",
            )
        elif edge.begins:
            self._begin(numbered, edge.block)
        else:
            self._end(numbered, edge.block)

    def _content(self, numbered: Numbered) -> None:
        if not self.open:
            return
        question = self.source.questions[-1]
        block = self.open[-1][0]
        if block == "SOLUTION":
            question.solutions.append(numbered)
            if numbered.kind == "markdown" and INCLUDE_TAG in tags(numbered.cell):
                self._refuse(
                    numbered.number,
                    f"a text cell tagged {INCLUDE_TAG} in a solution block does not reach students",
                    "move it out of the block; students see it all the same",
                )
        elif block == "PROMPT":
            question.prompts.append(numbered)
        elif block == "QUESTION":
            question.texts.append(numbered)
        elif numbered.kind == "code":
            question.tests.append(numbered)
        else:
            self._refuse(
                numbered.number, "a text cell stands among the tests", "move it before them"
            )

    def _config(self, numbered: Numbered) -> dict[str, Any]:
        body = numbered.text.partition("\n")[2]
        try:
            config = yaml.safe_load(body) or {}
        except yaml.YAMLError as error:
            line = str(error).split("\n")[0]
            self._refuse(numbered.number, f"its lines are not YAML ({line})", "write `key: value`")
            return {}
        if not isinstance(config, dict):
            self._refuse(numbered.number, "its lines are not `key: value`", "write them so")
            return {}
        return config

    def _assignment(self, numbered: Numbered) -> None:
        if self.source.config_cell is not None:
            self._refuse(numbered.number, "a second # ASSIGNMENT CONFIG", "keep one")
        elif any(q.number < numbered.number for q in self.source.questions):
            self._refuse(
                numbered.number,
                "# ASSIGNMENT CONFIG comes after a question",
                "make it the first raw cell; what stands before it is compiled without it",
            )
        self.source.config = self._config(numbered)
        self.source.config_cell = numbered.number

    def _mcq(self, numbered: Numbered) -> None:
        if self.open:
            self._refuse(
                numbered.number,
                f"# MCQ inside the {self.open[-1][0].lower()} block of cell {self.open[-1][1]}",
                "move it between questions",
            )
            return
        question = SourceQuestion(numbered.number, "mcq", self._config(numbered))
        self.source.questions.append(question)

    def _begin(self, numbered: Numbered, block: str) -> None:
        if block == "QUESTION":
            while self.open:
                self._refuse_unclosed()
            config = self._config(numbered)
            kind: Kind = "written" if config.get("manual") else "code"
            self.source.questions.append(SourceQuestion(numbered.number, kind, config))
        elif not self.open:
            self._refuse(
                numbered.number,
                f"# BEGIN {block} outside a question",
                "put it between # BEGIN QUESTION and # END QUESTION",
            )
            return
        else:
            while len(self.open) > 1:
                self._refuse_unclosed()
        self.open.append((block, numbered.number))

    def _end(self, numbered: Numbered, block: str) -> None:
        if block not in [name for name, _ in self.open]:
            self._refuse(
                numbered.number,
                f"# END {block} without # BEGIN {block}",
                "remove it, or add the beginning",
            )
            return
        while self.open[-1][0] != block:
            self._refuse_unclosed()
        self.open.pop()

    def _read_box(self, question: SourceQuestion) -> None:
        first = next((n for n in question.texts if n.kind == "markdown"), None)
        if first is None:
            return
        question.box = box.read_box(first.number, first.text)
        if question.box is None and box.begins_a_box(first.text):
            problem = "the second line of the question's box cannot be read, so it counts as text"
            self.source.findings.append(note(first.number, problem, box.REMEDY, "form"))
