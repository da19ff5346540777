"""How a known submission's result is held against what its case expects."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.records.assignment import Limits
from autograder.records.errors import ConfigError
from autograder.records.release import QuestionSpec, Release
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.verify.deviations import deviations
from autograder.verify.known import KnownCase, load_case

EXPECTED = """
kind = "mistake"
shows = "The second question is answered wrongly."
status = "failed"

[questions.q2]
points = 0.5
status = "failed"
misconception = "off_by_one"
says = "one too many"
"""
RELEASE = Release(
    assignment="week1",
    title="Week 1",
    otter="7.0.0",
    limits=Limits(),
    files=(),
    student_files=(),
    questions=(
        QuestionSpec(id="q1", title="One", kind="code", points=1),
        QuestionSpec(id="q2", title="Two", kind="code", points=2),
        QuestionSpec(id="w1", title="Three", kind="written", points=3),
    ),
    hashes={},
)
RIGHT = {
    "q1": {"points": 1, "status": "passed"},
    "q2": {
        "points": 0.5,
        "status": "failed",
        "misconception": "off_by_one",
        "hint": "Count again.",
        "message": "There is one too many.",
    },
    "w1": {"points": None, "status": "passed"},
}


@pytest.fixture
def case(tmp_path: Path) -> KnownCase:
    return write(tmp_path, EXPECTED)


def write(folder: Path, text: str) -> KnownCase:
    (folder / "expected.toml").write_text(text)
    return load_case(folder)


def result(
    status: str = "failed", notes: tuple[str, ...] = (), **changed: dict[str, object]
) -> SubmissionResult:
    questions = tuple(
        QuestionResult(
            id=spec.id,
            title=spec.title,
            kind=spec.kind,
            possible=spec.points,
            **{**RIGHT[spec.id], **changed.get(spec.id, {})},
        )
        for spec in RELEASE.questions
    )
    return SubmissionResult(
        assignment="week1",
        student="ada",
        file="week1.ipynb",
        status=status,
        notes=notes,
        possible=6,
        questions=questions,
    )


def test_a_case_that_comes_out_right_deviates_in_nothing(case: KnownCase) -> None:
    assert list(deviations(case, result(), RELEASE)) == []
    assert case.total(RELEASE) == 1.5


def test_other_points_are_told_with_the_message_of_the_question(case: KnownCase) -> None:
    told = list(deviations(case, result(q1={"points": 0, "status": "failed"}), RELEASE))
    assert told == [
        "q1: 0 points (failed), expected 1 points (passed): no message",
        "q1: 0 points without follow-through, expected 1 points: no message",
        "q1: points are lost without a word",
        "0.5 points in all, expected 1.5",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"misconception": None, "hint": None}, "q2: names no mistake, expected off_by_one"),
        ({"misconception": "flipped"}, "q2: names flipped, expected off_by_one"),
        ({"hint": None}, "q2: a mistake and its hint do not come together"),
        ({"message": "There are too few."}, "q2: does not say 'one too many'"),
    ],
)
def test_another_hint_is_a_deviation(case: KnownCase, change: dict[str, object], said: str) -> None:
    (told,) = deviations(case, result(q2=change), RELEASE)
    assert told.startswith(said)


def test_a_fault_of_ours_is_a_deviation_whatever_was_expected(case: KnownCase) -> None:
    faulty = result("internal_error", ("out of disk",))
    told = list(deviations(case, faulty, RELEASE))
    assert told[-1] == "this is a fault of the course or of the grader: out of disk"
    assert "no points in all, expected 1.5" in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text + "total = 3\n", "total"),
        (lambda text: text.replace("mistake", "misteak"), "kind"),
        (lambda text: text.replace("wrongly.", "wrongly"), "shows"),
        (lambda text: 'otter = "skipped"\n' + text, "`because` goes with"),
    ],
)
def test_a_malformed_case_is_one_sentence_with_its_file(
    tmp_path: Path, change: Callable[[str], str], said: str
) -> None:
    with pytest.raises(ConfigError, match=r"expected\.toml") as told:
        write(tmp_path, change(EXPECTED))
    assert said in str(told.value)


def test_a_case_that_speaks_of_a_question_that_is_gone_says_so(tmp_path: Path) -> None:
    case = write(tmp_path, EXPECTED.replace("questions.q2", "questions.q9"))
    with pytest.raises(ConfigError, match="the release has no q9"):
        case.expected(RELEASE)
