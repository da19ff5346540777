"""The release record, read off the compiled test files and held against the source."""

import hashlib
import inspect
from collections.abc import Mapping
from pathlib import Path

from otter.nbmeta_config import NBMetadataConfig
from otter.test_files import create_test_file

from autograder.records.assignment import Assignment
from autograder.records.errors import ReleaseError
from autograder.records.release import CheckSpec, QuestionSpec, Release
from autograder.release.assign import otter_version
from autograder.release.lint_tests import read_test
from autograder.release.mcq import QUESTIONS_FILE, McqBank
from autograder.release.source import Source, SourceQuestion


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def describe(
    assignment: Assignment,
    source: Source,
    bank: McqBank,
    tests: Path,
    hashes: Mapping[str, str],
) -> Release:
    """The release of a compiled assignment.

    Args:
        assignment: Its settings.
        source: Its source notebook, which has passed lint.
        bank: Its MCQs.
        tests: Folder of Otter's compiled test files, `<question>.py`.
        hashes: SHA-256 by name of what the release consists of.

    Raises:
        ReleaseError: If Otter compiled other tests or points than the source says.
    """
    questions = tuple(_question(question, bank, tests) for question in source.questions)
    known = {f"{question.id}.py" for question in questions}
    extra = sorted(path.name for path in tests.glob("*.py") if path.name not in known)
    if extra:
        raise ReleaseError(f"{assignment.id}: Otter compiled tests of no question: {extra}.")
    return Release(
        assignment=assignment.id,
        title=assignment.title,
        otter=otter_version(),
        limits=assignment.limits,
        profiles=assignment.profiles,
        files=(QUESTIONS_FILE, *assignment.files),
        student_files=assignment.student_files,
        questions=questions,
        hashes=dict(hashes),
    )


def _question(question: SourceQuestion, bank: McqBank, tests: Path) -> QuestionSpec:
    title, difficulty, minutes, bonus = _facts(question, bank)
    checks: tuple[CheckSpec, ...] = ()
    variables: tuple[str, ...] = ()
    if question.kind != "written":
        checks, variables = _compiled(question.id, tests / f"{question.id}.py")
        _compare(question, checks)
    return QuestionSpec(
        id=question.id,
        title=title,
        kind=question.kind,
        points=float(question.config["points"]),
        bonus=bonus,
        difficulty=difficulty,
        minutes=minutes,
        variables=variables,
        checks=checks,
    )


def _facts(question: SourceQuestion, bank: McqBank) -> tuple[str, int, int, bool]:
    mcq = bank.find(question.id)
    if mcq is not None:
        return mcq.title, mcq.difficulty, mcq.minutes, False
    box = question.box
    assert box is not None, "lint refuses a question without a box"
    return box.title, box.difficulty, box.minutes, box.bonus


def _compiled(question: str, path: Path) -> tuple[tuple[CheckSpec, ...], tuple[str, ...]]:
    if not path.is_file():
        raise ReleaseError(f"{question}: Otter compiled no test file; look for a lost END cell.")
    try:
        compiled = create_test_file(str(path), NBMetadataConfig({}), question)
    except Exception as error:
        raise ReleaseError(f"{question}: Otter's test file does not load: {error}") from error
    checks, variables = [], {}
    for number, case in enumerate(compiled.test_cases, 1):
        function = case.body.test_func
        variables.update(dict.fromkeys(inspect.signature(function).parameters))
        checks.append(
            CheckSpec(
                id=f"{question}-{number}",
                name=function.__name__,
                hidden=bool(case.hidden),
                points=float(case.points),
            )
        )
    return tuple(checks), tuple(variables)


def _compare(question: SourceQuestion, checks: tuple[CheckSpec, ...]) -> None:
    """Hold the compiled checks against the cells; an MCQ's were made by staging."""
    if question.kind == "mcq":
        said = [("test_recorded", False), ("test_choice", True)]
    else:
        tests = [read_test(numbered) for numbered in question.tests]
        said = [(t.function.name, t.hidden) for t in tests if t.function is not None]
    got = [(check.name, check.hidden) for check in checks]
    if said != got:
        raise ReleaseError(f"{question.id}: Otter compiled the tests {got}, the source has {said}.")
    total = sum(check.points for check in checks)
    if abs(total - question.config["points"]) > 1e-9:
        raise ReleaseError(
            f"{question.id}: Otter's checks are worth {total:g} points, the source says "
            f"{question.config['points']:g}."
        )
