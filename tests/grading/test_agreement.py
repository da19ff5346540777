"""Status and points agree, whatever the checks of a question came to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.loaded import OpenedQuestion
from autograder.grading.questions import sum_up
from autograder.records.release import QuestionSpec
from autograder.records.result import CheckResult, QuestionResult, of_all
from autograder.records.status import WORDS, Status, in_words

POINTS = st.sampled_from([0.0, 0.5, 1.0, 2.0])
CHECKS = st.lists(st.tuples(st.sampled_from(Status), POINTS, st.booleans()), min_size=1, max_size=6)
few = settings(max_examples=200, deadline=None)


def graded(checks: list[tuple[Status, float, bool]], *, all_or_nothing: bool) -> QuestionResult:
    spec = QuestionSpec(
        id="q1",
        title="One",
        kind="code",
        points=sum(points for _, points, _ in checks),
        all_or_nothing=all_or_nothing,
    )
    results = tuple(
        CheckResult(
            id=f"q1-{number}",
            name=f"test_{number}",
            hidden=hidden,
            status=status,
            points=(points if status is Status.PASSED else 0.0) if status.scored else None,
            possible=points,
            message="" if status is Status.PASSED else "Wrong.",
        )
        for number, (status, points, hidden) in enumerate(checks, 1)
    )
    return sum_up(OpenedQuestion(spec, ()), results)


@few
@given(CHECKS, st.booleans())
def test_all_points_are_given_exactly_where_everything_passed(checks, all_or_nothing):
    result = graded(checks, all_or_nothing=all_or_nothing)
    assert (result.points is None) is not result.status.scored
    if result.points is not None and result.possible > 0:
        assert (result.points == result.possible) is (result.status is Status.PASSED)
        assert 0 <= result.points <= result.possible
    assert bool(result.message) is (result.status is not Status.PASSED)


@few
@given(st.lists(st.tuples(CHECKS, st.booleans()), min_size=1, max_size=4))
def test_a_submission_has_passed_where_all_has_that_is_asked(questions):
    results = [
        graded(checks, all_or_nothing=False).model_copy(update={"bonus": bonus})
        for checks, bonus in questions
    ]
    status = of_all(results)
    # Where there is nothing but bonus, the bonus is what is asked.
    asked = [result for result in results if not result.bonus] or results
    if all(result.status.scored for result in results):
        assert (status is Status.PASSED) is all(r.status is Status.PASSED for r in asked)
    else:
        assert not status.scored, "a fault of ours asks for a person, in a bonus question too"


def test_there_is_one_word_for_every_status():
    assert set(WORDS) == set(Status)
    assert len(set(WORDS.values())) == len(Status)
    assert [in_words(text) for text in ("failed", "missing")] == ["not right yet", "missing"]


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PASSED])
def test_a_written_question_says_nothing_of_the_others(status):
    written = graded([(status, 1.0, False)], all_or_nothing=False)
    assert of_all([written.model_copy(update={"kind": "written"})]) is Status.PASSED
