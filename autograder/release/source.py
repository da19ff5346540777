"""The source notebook read into questions, each finding with its cell number and remedy."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from autograder.records.notebook import Cell, Notebook, source

Kind = Literal["code", "mcq", "written"]

ASSIGNMENT_HEADING = "# ASSIGNMENT CONFIG"
MCQ_HEADING = "# MCQ"
_BLOCKS = ("QUESTION", "SOLUTION", "PROMPT", "TESTS")
HEADINGS = (
    ASSIGNMENT_HEADING,
    MCQ_HEADING,
    *(f"# {edge} {block}" for block in _BLOCKS for edge in ("BEGIN", "END")),
)
_TITLE = re.compile(r"### (?P<id>\S+) · (?P<title>\S.*)")
_FACTS = re.compile(
    r"\*\*(?P<points>\d+(\.\d+)?) (?P<bonus>bonus )?points?\*\*(?P<read>, read by a person)?"
    r" · difficulty (?P<difficulty>[1-5])/5 · about (?P<minutes>\d+) min"
)


@dataclass(frozen=True)
class Finding:
    """Something that lint refuses.

    Attributes:
        cell: Number of the cell in the source notebook, from 1; None if it is no cell's.
        problem: What is wrong.
        remedy: What to do.
    """

    cell: int | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = "" if self.cell is None else f"cell {self.cell}: "
        return f"{where}{self.problem}; {self.remedy}."


@dataclass(frozen=True)
class Numbered:
    """A cell with its number in the source notebook, from 1."""

    number: int
    cell: Cell

    @property
    def text(self) -> str:
        """The cell's source."""
        return source(self.cell)


@dataclass(frozen=True)
class Box:
    """The first lines of a question, as the student reads them."""

    number: int
    id: str
    title: str
    points: float
    bonus: bool
    read_by_a_person: bool
    difficulty: int
    minutes: int


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


@dataclass
class Source:
    """A source notebook by its parts, with what is wrong with its blocks."""

    cells: list[Numbered]
    config: dict[str, Any] = field(default_factory=dict)
    config_cell: int | None = None
    questions: list[SourceQuestion] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def public(self) -> Iterator[Numbered]:
        """Cells that the student version shows as they are."""
        inside = {
            numbered.number
            for question in self.questions
            for part in (question.solutions, question.tests)
            for numbered in part
        }
        for numbered in self.cells:
            if numbered.cell["cell_type"] != "raw" and numbered.number not in inside:
                yield numbered


def read_source(notebook: Notebook) -> Source:
    """Read a source notebook into its questions.

    Args:
        notebook: The notebook; it need not be sound.

    Returns:
        Its parts, as far as they could be told apart, and the findings about block structure.
    """
    reader = _Reader([Numbered(n, cell) for n, cell in enumerate(notebook["cells"], 1)])
    return reader.read()


class _Reader:
    """Walks the cells once; `open` is the stack of blocks that are open, each with its cell."""

    def __init__(self, cells: list[Numbered]) -> None:
        self.source = Source(cells)
        self.open: list[tuple[str, int]] = []

    def read(self) -> Source:
        for numbered in self.source.cells:
            if numbered.cell["cell_type"] == "raw":
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
        self.source.findings.append(Finding(cell, problem, remedy))

    def _refuse_unclosed(self) -> None:
        block, cell = self.open.pop()
        self._refuse(
            cell,
            f"# BEGIN {block} has no # END {block}",
            "add the missing raw cell, or Otter drops what follows without a word",
        )

    def _raw(self, numbered: Numbered) -> None:
        heading = numbered.text.split("\n")[0].rstrip()
        if heading not in HEADINGS:
            close = difflib.get_close_matches(heading.upper(), HEADINGS, n=1, cutoff=0.0)
            self._refuse(
                numbered.number,
                f"raw cell begins {heading[:40]!r}, which is no heading",
                f"write it exactly so: {close[0]}",
            )
        elif heading == ASSIGNMENT_HEADING:
            self._assignment(numbered)
        elif heading == MCQ_HEADING:
            self._mcq(numbered)
        elif heading.startswith("# BEGIN"):
            self._begin(numbered, heading.removeprefix("# BEGIN "))
        else:
            self._end(numbered, heading.removeprefix("# END "))

    def _content(self, numbered: Numbered) -> None:
        if not self.open:
            return
        question = self.source.questions[-1]
        block = self.open[-1][0]
        if block == "SOLUTION":
            question.solutions.append(numbered)
        elif block == "PROMPT":
            question.prompts.append(numbered)
        elif block == "QUESTION":
            question.texts.append(numbered)
        elif numbered.cell["cell_type"] == "code":
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
        first = next((n for n in question.texts if n.cell["cell_type"] == "markdown"), None)
        if first is None:
            self._refuse(question.number, "the question has no text", _BOX_REMEDY)
            return
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", first.text.strip())]
        title = _TITLE.fullmatch(paragraphs[0])
        facts = _FACTS.fullmatch(paragraphs[1]) if len(paragraphs) > 1 else None
        if title is None or facts is None:
            self._refuse(first.number, "the question's box is not of the agreed form", _BOX_REMEDY)
            return
        question.box = Box(
            number=first.number,
            id=title["id"],
            title=title["title"].strip(),
            points=float(facts["points"]),
            bonus=facts["bonus"] is not None,
            read_by_a_person=facts["read"] is not None,
            difficulty=int(facts["difficulty"]),
            minutes=int(facts["minutes"]),
        )


_BOX_REMEDY = (
    "begin its first text cell with `### q1_3 · Title`, an empty line, and "
    "`**3 points** · difficulty 2/5 · about 15 min`"
)
