"""A second course of another subject: built, verified, graded, hinted, calibrated, reviewed."""

import tomllib
from collections.abc import Callable

import pytest

from autograder.records.course import Course, find_course
from autograder.records.result import QuestionResult
from autograder.release.build import BuildReport
from autograder.training.calibration import calibrate
from autograder.verify.deviations import deviations
from autograder.verify.known import KnownCase, load_cases
from autograder.verify.mutants import NAMED, judge_all
from tests.courses.conftest import STATISTICS, GradedClass

POINTS = {"tables": 17, "sequences": 5, "kinds": 17}
CASES = [
    pytest.param(case, id=f"{assignment}-{case.name}")
    for assignment in POINTS
    for case in load_cases(find_course(STATISTICS).known(assignment))
]
Built = Callable[[str], BuildReport]
Graded = Callable[[str], GradedClass]


def question(graded: GradedClass, student: str, name: str) -> QuestionResult:
    (result,) = [one for one in graded.report.results if one.student == student]
    (found,) = [one for one in result.questions if one.id == name]
    return found


@pytest.mark.parametrize("assignment", POINTS)
def test_it_builds_and_stands_up_to_verification(built: Built, assignment: str) -> None:
    assert built(assignment).possible == POINTS[assignment]


@pytest.mark.parametrize("case", CASES)
def test_a_known_submission_gets_its_verdict(graded: Graded, case: KnownCase) -> None:
    report = graded(case.assignment).report
    (result,) = [one for one in report.results if one.student == case.name]
    assert not list(deviations(case, result, report.release)), case.shows


def test_questions_of_one_name_get_the_hint_of_their_own_assignment(graded: Graded) -> None:
    table = question(graded("tables"), "q1_3_population_spread", "q1_3")
    sequence = question(graded("sequences"), "q1_3_counts_ups", "q1_3")
    assert table.hint == "You divide by n where the question asks for n - 1: pass ddof=1 to np.std."
    assert sequence.hint is not None
    assert sequence.hint.startswith("You count the steps that go up")
    assert "pass ddof=1" in graded("tables").page("q1_3_population_spread")


@pytest.mark.parametrize("assignment", ["tables", "sequences"])
def test_its_tests_reject_all_of_its_mistakes_and_show_their_hints(
    course: Course, built: Built, assignment: str
) -> None:
    built(assignment)
    judged = judge_all(course, assignment, kinds=[NAMED])
    assert judged
    for one in judged:
        assert not one.full, one.answer.id
        assert one.hint == "right", (one.answer.id, one.result.message)


def test_a_network_that_reads_sequences_is_trained_by_the_grader(graded: Graded) -> None:
    right = question(graded("sequences"), "all_right", "q1_4")
    (training,) = [record for record in right.training if record.passed]
    assert training.data == "ordered_bumps"
    assert training.isolated, training.why_not
    assert training.accuracy >= training.threshold
    blind = question(graded("sequences"), "q1_4_average", "q1_4")
    assert blind.points == 0.5
    assert max(record.accuracy for record in blind.training) < 0.7
    assert "ordered_bumps" in graded("sequences").page("all_right", "accuracy-of_student")


def test_a_plot_waits_for_its_reader(graded: Graded) -> None:
    plot = question(graded("tables"), "all_right", "plot")
    assert (plot.kind, plot.points) == ("written", None)
    assert "boxplot" in graded("tables").page("all_right")


def test_the_threshold_is_calibrated_with_its_provenance(course: Course, built: Built) -> None:
    built("sequences")
    lines = calibrate(course, "sequences", "quick", "cpu", 2, [], print)
    assert any("order.accuracy" in line for line in lines)
    settings = tomllib.loads((course.sources / "sequences" / "assignment.toml").read_text())
    budget = settings["tasks"]["order"]["budgets"]["quick"]["accuracy"]
    assert budget["calibration"]["n"] == 2
    assert budget["data"] == "statkit.sources:ordered_bumps"
