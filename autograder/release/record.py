"""The release record, read off the compiled test files and held against the source."""

import hashlib
import inspect
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.records.assignment import Assignment
from autograder.records.errors import ReleaseError
from autograder.records.notebook import Cell, Notebook, is_ignored, source, tags
from autograder.records.release import CheckSpec, QuestionSpec, Release
from autograder.release.assign import otter_version
from autograder.release.doctests import variables
from autograder.release.mcq import QUESTIONS_FILE
from autograder.release.modules import modules_of
from autograder.release.otter_files import NBMetadataConfig, create_test_file
from autograder.release.points import total_of
from autograder.release.source import Source, SourceQuestion
from autograder.release.stage import REQUIREMENTS, Staged
from autograder.release.testcell import read_test

_CHECK = re.compile(r'(?:grader\.)?check\("(?P<id>[^"]+)"')
_ANSWER_TAG = "otter_answer_cell"
_PACKAGE = re.compile(r"^\s*(?P<name>[A-Za-z0-9][\w.-]*)", re.MULTILINE)


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def describe(
    assignment: Assignment,
    origin: Source,
    staged: Staged,
    student: Notebook,
    tests: Path,
    hashes: Mapping[str, str],
) -> Release:
    """The release of a compiled assignment.

    Args:
        assignment: Its settings.
        origin: Its source notebook, which has passed lint.
        staged: What was compiled.
        student: The student version.
        tests: Folder of Otter's compiled test files, `<question>.py`.
        hashes: SHA-256 by name of what the release consists of.

    Raises:
        ReleaseError: If Otter compiled other tests or points than the source says.
    """
    cells = _cells(staged.source, student)
    questions = tuple(
        _question(question, origin, assignment, tests, cells.get(question.id, ()))
        for question in origin.questions
    )
    known = {f"{question.id}.py" for question in questions}
    extra = sorted(path.name for path in tests.glob("*.py") if path.name not in known)
    if extra:
        raise ReleaseError(f"{assignment.id}: Otter compiled tests of no question: {extra}.")
    wanted = staged.declared
    return Release(
        assignment=assignment.id,
        title=assignment.title,
        otter=otter_version(),
        limits=assignment.limits,
        tasks=assignment.tasks,
        files=(QUESTIONS_FILE, *staged.support),
        autograder_files=tuple(staged.secret),
        student_files=wanted.student_files,
        ok_format=origin.ok_format,
        seed=wanted.seed,
        seed_variable=wanted.seed_variable,
        blank=assignment.blank,
        blank_points=assignment.blank_points,
        skipped={
            cell["id"]: sha256(source(cell).encode("utf-8"))
            for cell in student["cells"]
            if cell["cell_type"] == "code" and is_ignored(cell)
        },
        setup={
            cell["id"]: source(cell)
            for cell in student["cells"]
            if cell["cell_type"] == "code" and _is_set_up(cell)
        },
        packages=_packages(staged.files[REQUIREMENTS]),
        modules=modules_of(
            (numbered.text for numbered in origin.cells if numbered.kind == "code"),
            (name for question in questions for name in question.variables),
        ),
        questions=questions,
        hashes=dict(hashes),
    )


def _question(
    question: SourceQuestion,
    origin: Source,
    assignment: Assignment,
    tests: Path,
    cells: tuple[str, ...],
) -> QuestionSpec:
    mcq, box = origin.bank.find(question.id), question.box
    facts = mcq or box
    checks: tuple[CheckSpec, ...] = ()
    variables: tuple[str, ...] = ()
    if question.kind == "written":
        points = float(question.config.get("points") or 0)
    else:
        checks, variables = _compiled(question.id, tests / f"{question.id}.py")
        points = round(math.fsum(check.points for check in checks), 9)
        _compare(question, checks, points, origin.ok_format)
    return QuestionSpec(
        id=question.id,
        title=mcq.title if mcq is not None else question.title,
        kind=question.kind,
        points=points,
        bonus=question.id in assignment.bonus or (box is not None and box.bonus),
        all_or_nothing=bool(question.config.get("all_or_nothing", False)),
        options=tuple(mcq.options) if mcq is not None else (),
        several=mcq is not None and mcq.several,
        difficulty=facts.difficulty if facts is not None else None,
        minutes=facts.minutes if facts is not None else None,
        variables=variables,
        checks=checks,
        cells=cells,
        tests=question.fingerprint,
        checked=origin.checked.get(question.id),
    )


def _cells(staged: Source, student: Notebook) -> dict[str, tuple[str, ...]]:
    """Ids of each question's cells in the student version, those that Otter added among them."""
    owners: dict[str, str] = {}
    for question in staged.questions:
        for numbered in (*question.texts, *question.prompts, *question.solutions):
            owners[numbered.cell["id"]] = question.id
    known = {numbered.cell["id"] for numbered in staged.cells}
    found: dict[str, list[str]] = {}
    current: str | None = None
    for cell in student["cells"]:
        text = source(cell)
        check = _CHECK.match(text)
        if check is not None:
            current = check["id"]
        elif cell["id"] in known:
            current = owners.get(cell["id"])
        if current is not None:
            found.setdefault(current, []).append(cell["id"])
        if check is not None:
            current = None
    return {question: tuple(ids) for question, ids in found.items()}


def _is_set_up(cell: Cell) -> bool:
    """Whether a cell of the student version is run and is neither an answer nor a check."""
    check = "grader." in source(cell) or _CHECK.match(source(cell)) is not None
    return not (is_ignored(cell) or _ANSWER_TAG in tags(cell) or check)


def _packages(requirements: bytes) -> tuple[str, ...]:
    """What a requirements file names, without versions."""
    found = _PACKAGE.finditer(requirements.decode("utf-8", "replace"))
    return tuple(dict.fromkeys(match["name"].lower() for match in found))


def _compiled(question: str, path: Path) -> tuple[tuple[CheckSpec, ...], tuple[str, ...]]:
    if not path.is_file():
        raise ReleaseError(f"{question}: Otter compiled no test file; look for a lost END cell.")
    try:
        compiled = create_test_file(str(path), NBMetadataConfig({}), question)
    except Exception as error:
        raise ReleaseError(f"{question}: Otter's test file does not load: {error}") from error
    checks, variables = [], {}
    for number, case in enumerate(compiled.test_cases, 1):
        variables.update(dict.fromkeys(_variables(case)))
        checks.append(
            CheckSpec(
                id=f"{question}-{number}",
                name=_name(case),
                hidden=bool(case.hidden),
                points=float(case.points),
            )
        )
    return tuple(checks), tuple(variables)


def _name(case: Any) -> str:
    """A test case's name: its function's, or Otter's own for a doctest."""
    return str(case.name if isinstance(case.body, str) else case.body.test_func.__name__)


def _variables(case: Any) -> Iterator[str]:
    """Names of the student's variables that a test case uses."""
    if not isinstance(case.body, str):
        yield from (n for n in inspect.signature(case.body.test_func).parameters if n != "env")
        return
    yield from variables(case.body)


def _compare(
    question: SourceQuestion, checks: tuple[CheckSpec, ...], points: float, ok_format: bool
) -> None:
    """Hold the compiled checks against the cells; an MCQ's were made by staging."""
    if question.kind == "mcq":
        said, total = [("test_recorded", False), ("test_choice", True)], question.config["points"]
    else:
        tests = [read_test(numbered, ok_format=ok_format) for numbered in question.tests]
        said = [
            (t.function.name if t.function else f"{question.id} - {number}", t.hidden)
            for number, t in enumerate(tests, 1)
        ]
        total = total_of(question.config.get("points"), question.tests).points
    got = [(check.name, check.hidden) for check in checks]
    if said != got:
        raise ReleaseError(f"{question.id}: Otter compiled the tests {got}, the source has {said}.")
    if total is None or not math.isclose(points, total, abs_tol=1e-6):
        raise ReleaseError(
            f"{question.id}: Otter's checks are worth {points:g} points, the source says {total}."
        )
