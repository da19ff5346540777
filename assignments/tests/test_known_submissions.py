"""Known submissions of every assignment, from hand-in to verdict: what `verify --known` says."""

import json
import random
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from assignments.tests.unit import ASSIGNMENTS, COURSE
from autograder.batch import Options, grade_class
from autograder.grades import result_path, write_grades
from autograder.grading.loaded import open_release
from autograder.intake.find import Found
from autograder.intake.submission import read_work
from autograder.isolation.engines import pick_engine
from autograder.records.course import Course
from autograder.records.errors import EngineError
from autograder.records.files import write_text
from autograder.records.release import Release, read_release
from autograder.records.result import SubmissionResult, dump
from autograder.records.status import Status
from autograder.review.site import write_site
from autograder.specimens import read_material
from autograder.training.options import Training
from autograder.verify.deviations import deviations
from autograder.verify.known import EXPECTED, KnownCase, load_cases, write_class
from gradekit.handout_facts import read_handout
from gradekit.preflight.report import run_again
from tests.sampling import COMPLETE, sampled
from tests.share import JOBS

SAFE = ("honest", "mistake", "awkward")
ENOUGH = {
    "a1_convolution": {"honest": 2, "mistake": 20, "awkward": 8, "hostile": 12},
    "challenge": {"honest": 2, "mistake": 3, "hostile": 2},
}
"""Cases that there are at least, by kind; of other assignments as in `USUAL`."""
USUAL = {"honest": 2, "mistake": 10, "awkward": 5, "hostile": 3}

Results = Mapping[str, SubmissionResult]


def known(assignment: str) -> list[KnownCase]:
    """The cases of an assignment; a part of them where each is trained, as that takes long."""
    cases = load_cases(COURSE.known(assignment))
    trained = COURSE.assignment(assignment).tasks
    return sampled(cases, 3, lambda case: case.name, always=("perfect",)) if trained else cases


each_case = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{assignment}-{case.name}")
        for assignment in ASSIGNMENTS
        for case in known(assignment)
    ],
)
# A preflight takes seconds: a few cases each time, and all of them where time does not matter.
HANDED_IN = [
    pytest.param(case, id=f"{assignment}-{case.name}")
    for assignment in ASSIGNMENTS
    for case in known(assignment)
    if case.kind in SAFE and case.base != "refused"
]
SAMPLE = HANDED_IN if COMPLETE else random.Random("preflight").sample(HANDED_IN, 4)
each_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS)


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
def release_of(compile_assignment: Callable[[str], Course]) -> Callable[[str], Release]:
    @cache
    def read(assignment: str) -> Release:
        course = compile_assignment(assignment)
        return read_release(course.build / assignment / "release.json")

    return read


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("known")


@pytest.fixture(scope="module")
def graded_class(
    compile_assignment: Callable[[str], Course], engine: str, scratch: Path
) -> Callable[[str], Results]:
    """The results of an assignment's cases, graded as one class; hostile ones in a sandbox only."""

    @cache
    def grade(assignment: str) -> Results:
        course, folder = compile_assignment(assignment), scratch / assignment
        cases = known(assignment)
        chosen = [case for case in cases if case.kind in SAFE or engine == "native"]
        (folder / "class").mkdir(parents=True)
        write_class(chosen, read_material(course, assignment), folder / "class")
        options = Options(engine=engine, jobs=JOBS, training=Training("quick"))
        report = grade_class(course, assignment, folder / "class", folder / "out", options)
        return {result.student: result for result in report.results}

    return grade


@pytest.fixture
def release(case: KnownCase, release_of: Callable[[str], Release]) -> Release:
    return release_of(case.assignment)


@pytest.fixture
def result(case: KnownCase, graded_class: Callable[[str], Results]) -> SubmissionResult:
    graded = graded_class(case.assignment)
    if case.name not in graded:
        pytest.skip("hostile work is graded inside a sandbox only, and there is none here")
    return graded[case.name]


@each_case
def test_the_verdict_is_the_expected_one(
    case: KnownCase, result: SubmissionResult, release: Release
) -> None:
    assert not list(deviations(case, result, release)), case.shows


@each_case
def test_status_and_points_agree(case: KnownCase, result: SubmissionResult) -> None:
    for question in result.questions:
        if question.points is not None and question.possible > 0:
            full = question.points == question.possible
            assert full is (question.status is Status.PASSED), question.id
    graded = [q for q in result.questions if q.kind != "written"]
    # Where nothing but bonus is asked, that is what the status is about.
    asked = [q for q in graded if not q.bonus] or graded
    if result.status.scored and result.questions:
        passed = result.status is Status.PASSED
        assert passed is all(question.status is Status.PASSED for question in asked)


@each_case
def test_no_note_speaks_of_a_fault_of_ours(case: KnownCase, result: SubmissionResult) -> None:
    assert not [note for note in result.notes if "failed" in note]


@each_assignment
def test_the_solution_gets_every_point_and_no_hint(
    assignment: str, graded_class: Callable[[str], Results]
) -> None:
    for question in graded_class(assignment)["perfect"].questions:
        assert question.misconception is None
        assert question.points == (None if question.kind == "written" else question.possible)


@pytest.mark.parametrize("case", SAMPLE)
def test_the_preflight_says_of_every_public_check_what_the_grader_says(
    case: KnownCase,
    result: SubmissionResult,
    compile_assignment: Callable[[str], Course],
    tmp_path: Path,
) -> None:
    course = compile_assignment(case.assignment)
    with zipfile.ZipFile(course.build / case.assignment / "handout.zip") as handout:
        handout.extractall(tmp_path)
    handed_in = case.write(read_material(course, case.assignment), tmp_path / "class")
    wanted = open_release(course, case.assignment).wanted
    work = read_work(Found(case.name, handed_in), wanted)
    notebook = tmp_path / f"{case.assignment}.ipynb"
    notebook.write_bytes(work.held.members[work.chosen.path])
    for name, content in work.files.items():
        (tmp_path / name).write_bytes(content)
    told = run_again(notebook, read_handout(tmp_path))
    assert isinstance(told, dict), told
    ours = {
        (question, one["name"]): {"open": "failed", "unjudged": "skipped"}.get(
            one["status"], one["status"]
        )
        for question, checks in told["questions"].items()
        for one in checks
    }
    theirs = {
        (question.id, check.name): check.status.value
        for question in result.questions
        for check in question.checks
        if not check.hidden
    }
    assert ours == theirs, case.shows
    # A mistake that is named at home is the one that grading names.
    named = {question.id: question.hint or "" for question in result.questions}
    for question, checks in told["questions"].items():
        for one in checks:
            assert one["hint"] in ("", named[question]), question


@each_case
def test_a_total_is_the_sum_of_the_points_and_stands_nowhere(
    case: KnownCase, release: Release
) -> None:
    text = (case.folder / EXPECTED).read_text(encoding="utf-8")
    assert "total" not in tomllib.loads(text)
    points = {spec.id: 0 if spec.manual else spec.points for spec in release.questions}
    if case.base != "full":
        points = dict.fromkeys(points, 0)
    points.update({name: verdict.points or 0 for name, verdict in case.questions.items()})
    assert case.total(release) == pytest.approx(sum(points.values()))


@each_assignment
def test_what_students_write_is_text_on_every_page(
    assignment: str,
    graded_class: Callable[[str], Results],
    release_of: Callable[[str], Release],
    scratch: Path,
) -> None:
    graded, out = graded_class(assignment), scratch / assignment / "out"
    for student, result in graded.items():
        text = json.dumps(dump(result), ensure_ascii=False)
        write_text(result_path(out, student), text)
    write_grades(out, release_of(assignment), tuple(graded.values()))
    write_site(out)
    pages = sorted(out.rglob("*.html"))
    students = [page for page in pages if page.name.startswith("student-show")]
    assert len(students) == len(graded)
    assert out / "index.html" in pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for live in ("<script>alert", "<img src=x", "\x1b", "\u202e"):
            assert live not in text, page.name


def test_the_written_answer_waits_for_its_reader(
    graded_class: Callable[[str], Results],
) -> None:
    graded = graded_class("a1_convolution")
    written = {name: graded[name].questions for name in ("perfect", "w1_1_left_open")}
    answers = {n: [q.answer for q in qs if q.kind == "written"] for n, qs in written.items()}
    assert all(answers["perfect"])
    assert answers["perfect"] != answers["w1_1_left_open"]


@each_assignment
def test_there_are_enough_cases_of_every_kind(assignment: str) -> None:
    counts = Counter(case.kind for case in load_cases(COURSE.known(assignment)))
    for kind, enough in ENOUGH.get(assignment, USUAL).items():
        assert counts[kind] >= enough, kind


def test_a_mistake_is_known_for_every_question(release_of: Callable[[str], Release]) -> None:
    cases = load_cases(COURSE.known("a1_convolution"))
    wrong = {q for case in cases if case.kind == "mistake" for q in case.questions}
    coded = {spec.id for spec in release_of("a1_convolution").questions if spec.kind == "code"}
    assert wrong >= coded
