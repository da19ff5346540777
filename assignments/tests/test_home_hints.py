"""The mistake by name at home is the one that grading names, wherever a public test shows it.

`test_known_submissions` holds what grading names; here the same answers are checked at home.
"""

import warnings
from collections.abc import Callable, Mapping
from contextlib import chdir
from functools import cache
from pathlib import Path

import pytest

from assignments.tests.staff.cells import variables
from assignments.tests.unit import COURSE, PACKS
from autograder.diagnosis.home import home_hints
from autograder.specimens import read_edits
from autograder.verify.known import KnownCase, load_cases
from gradekit.notebook.hints import HINTS_NAME, hint_for, hints_text
from gradekit.notebook.public_tests import read_tests, run_test
from gradekit.notebook.saved import read_saved

SECONDS = 30.0
SILENT = {
    "q1_7_uses_torch": "what was called inside is asked of a probe, and calls do not show it",
    "q2_4_stride_too_early": "another mistake gives the same numbers on the public layers",
    "q2_6_border_always_counts": "one wrong number is too little to name a mistake by",
    "q2_7_nothing_negative": "the student's example has numbers of its own",
}
"""Mistakes that public tests meet and cannot name; hidden tests can."""

CASES = [
    pytest.param(case, question, id=f"{case.assignment}-{case.name}-{question}")
    for assignment in ("a1_convolution", "a2_building_blocks")
    for case in load_cases(COURSE.known(assignment))
    if (case.folder / "answers.py").is_file()
    for question, verdict in case.questions.items()
    if verdict.misconception
]


@cache
def public_tests(assignment: str) -> Mapping[str, str]:
    """Sources of the public tests, as a student's notebook carries them."""
    return read_saved(COURSE.template(assignment) / f"{assignment}.ipynb").tests


@pytest.fixture(scope="module")
def hand_out(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder with the hints of an assignment."""

    @cache
    def write(assignment: str) -> Path:
        found = home_hints(PACKS[assignment].questions, public_tests(assignment))
        hints = {question: [locked for _, locked in told] for question, told in found.items()}
        folder = tmp_path_factory.mktemp(assignment)
        (folder / HINTS_NAME).write_text(hints_text(hints), encoding="utf-8")
        return folder

    return write


def names_of(case: KnownCase) -> dict[str, object]:
    """What the student's notebook holds after it has run: the solution, with the case's answers."""
    names = dict(variables(case.assignment))
    with chdir(COURSE.template(case.assignment)), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for edit in read_edits(case.folder / "answers.py"):
            if edit.cell_type == "code":
                exec(compile(edit.source, f"<{case.name}>", "exec"), names)
    return names


@pytest.mark.parametrize(("case", "question"), CASES)
def test_a_mistake_that_a_public_test_meets_is_named_at_home_as_in_grading(
    case: KnownCase, question: str, hand_out: Callable[[str], Path]
) -> None:
    tests, names = public_tests(case.assignment), names_of(case)
    verdicts = [run_test(test, names, SECONDS) for test in read_tests(question, tests)]
    meets = any(verdict.status in ("failed", "error") for verdict in verdicts)
    said = hint_for(question, tests, names, SECONDS, hand_out(case.assignment))
    expected = case.questions[question].misconception
    hints = {item.id: item.hint for item in PACKS[case.assignment].questions[question].mistakes}
    assert said == (hints[expected] if meets and case.name not in SILENT else "")


def test_public_tests_meet_some_of_the_known_mistakes() -> None:
    """Otherwise nothing is compared above."""
    assert len(CASES) >= 20
    assert {param.values[0].name for param in CASES} >= SILENT.keys()
