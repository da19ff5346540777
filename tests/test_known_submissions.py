"""Known submissions of the first assignment, from hand-in to verdict, question by question."""

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.batch import Options, grade_class
from autograder.course import Course
from autograder.drafts import read_material
from autograder.errors import EngineError
from autograder.isolation.engines import pick_engine
from autograder.release.manifest import Release, read_release
from autograder.result import SubmissionResult
from autograder.review.pages import write_pages
from tests.submissions.build import Case, load_cases, write_class

ASSIGNMENT = "a1_convolution"
CASES = load_cases(ASSIGNMENT)
SAFE = ("honest", "mistake", "awkward")
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture(scope="module")
def release(compiled: Course) -> Release:
    return read_release(compiled.build / ASSIGNMENT / "release.json")


@pytest.fixture(scope="module")
def engine() -> str:
    """The sandbox, or plain subprocesses where there is none."""
    try:
        found = pick_engine("native", strict=False)
    except EngineError:
        return "local"
    found.close()
    return "native"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("known")


@pytest.fixture(scope="module")
def graded(compiled: Course, engine: str, scratch: Path) -> Mapping[str, SubmissionResult]:
    """The results of all cases, graded as one class. Hostile ones only inside a sandbox."""
    chosen = [case for case in CASES if case.kind in SAFE or engine == "native"]
    (scratch / "class").mkdir()
    write_class(chosen, read_material(compiled, ASSIGNMENT), scratch / "class")
    report = grade_class(
        compiled,
        ASSIGNMENT,
        scratch / "class",
        scratch / "out",
        Options(engine=engine, jobs=os.cpu_count() or 1),
    )
    return {result.student: result for result in report.results}


@pytest.fixture
def result(case: Case, graded: Mapping[str, SubmissionResult]) -> SubmissionResult:
    if case.name not in graded:
        pytest.skip("hostile work is graded inside a sandbox only, and there is none here")
    return graded[case.name]


@each_case
def test_every_question_gets_its_verdict(
    case: Case, result: SubmissionResult, release: Release
) -> None:
    expected = {
        question: (verdict.points, verdict.status)
        for question, verdict in case.expected(release).items()
    }
    got = {question.id: (question.points, question.status) for question in result.questions}
    told = [
        f"{q.id} {c.name}: {c.status}: {c.message[:200]}"
        for q in result.questions
        for c in q.checks
        if got[q.id] != expected.get(q.id) and c.status != "passed"
    ]
    assert got == expected, "\n".join([case.shows, result.message, *result.notes, *told])
    assert (result.status, result.total) == (case.status, case.total)


@each_case
def test_the_student_reads_what_went_wrong(
    case: Case, result: SubmissionResult, release: Release
) -> None:
    for question in result.questions:
        verdict = case.expected(release)[question.id]
        if verdict.misconception is not None:
            assert (question.misconception or "") == verdict.misconception, question.message
            assert bool(question.hint) == bool(verdict.misconception)
        if verdict.says is not None:
            shown = [question.message, *(check.message for check in question.checks)]
            assert verdict.says in "\n".join(shown)
        if question.points is not None and question.points < question.possible:
            assert question.message, f"{question.id} lost points without a word"


@each_case
def test_nothing_secret_or_dangerous_is_in_a_result(case: Case, result: SubmissionResult) -> None:
    for text in case.absent:
        assert text not in result.model_dump_json()


@each_case
def test_no_fault_of_ours_is_in_a_result(case: Case, result: SubmissionResult) -> None:
    assert result.status.scored, (result.message, result.notes)
    assert not [note for note in result.notes if "failed" in note]


def test_what_students_write_is_text_on_every_page(
    graded: Mapping[str, SubmissionResult], release: Release, scratch: Path
) -> None:
    write_pages(scratch / "out", release, tuple(graded.values()))
    pages = sorted((scratch / "out").rglob("*.html"))
    assert len(pages) == len(graded) + 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for live in ("<script>alert", "<img src=x", "\x1b", "\u202e"):
            assert live not in text, page.name


def test_the_written_answer_waits_for_its_reader(
    graded: Mapping[str, SubmissionResult],
) -> None:
    written = {name: graded[name].questions for name in ("perfect", "w1_1_left_open")}
    answers = {n: [q.answer for q in qs if q.kind == "written"] for n, qs in written.items()}
    assert all(answers["perfect"])
    assert answers["perfect"] != answers["w1_1_left_open"]


def test_there_are_enough_cases_of_every_kind() -> None:
    counts = Counter(case.kind for case in CASES)
    assert counts["honest"] >= 2
    assert counts["mistake"] >= 20
    assert counts["hostile"] >= 12
    assert counts["awkward"] >= 8


def test_a_mistake_is_known_for_every_question(release: Release) -> None:
    wrong = {q for case in CASES if case.kind == "mistake" for q in case.questions}
    assert wrong >= {spec.id for spec in release.questions if spec.kind == "code"}
