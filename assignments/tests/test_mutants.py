"""Wrong answers lose points and get no untrue hint; right ones in unusual style lose nothing.

The same code as `autograder verify --mutants` and as grading, with the same seeds.
"""

import os
import re
import statistics
from collections.abc import Callable
from functools import cache

import pytest

from assignments.tests.staff.cells import variables
from assignments.tests.unit import ASSIGNMENTS, COURSE, QUESTIONS, TASKS_OF
from autograder.records.course import Course
from autograder.specimens import read_material
from autograder.verify.answers import read_answers
from autograder.verify.mutant_report import MutantReport
from autograder.verify.mutants import HONEST, NAMED, WRONG, JudgedAnswer, TriedAnswer, judge_all
from autograder.verify.mutation import mutants_of
from autograder.verify.signed import read_signed
from gradekit.replay import Scenario, finding
from gradekit.replay.comparison import outcome_of
from tests.sampling import COMPLETE, sampled

PRICES = {
    "stride_ignored_in_indexing": 1,
    "bias_ignored": 0.5,
    "first_bias_for_all": 0.5,
    "padding_ignored": 1,
    "edge_padding": 1,
    "stride_ignored": 1,
    "ceil_size": 1,
    "dilation_ignored": 0.5,
    "dilation_counts_gaps": 0.5,
    "groups_take_turns": 1,
    "float64_always": 1,
}
"""Points that a mistake in q1_7 costs."""
PRICED = frozenset(f"q1_7:{mistake}" for mistake in PRICES)

PLACEHOLDERS = re.compile(r"\[[a-z, :]+\]|\.shape\[\d\]|^cell \d+, line \d+: .*$", re.MULTILINE)
"""Indices by letters, as in `out[n, f]`, and axes, as in `w.shape[1]`, are no numbers of a case."""

VARIABLE = re.compile(r"\w+ has shape ")

each_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS)


@pytest.fixture(scope="module")
def report_of(compile_assignment: Callable[[str], Course]) -> Callable[[str], MutantReport]:
    @cache
    def judged(assignment: str) -> MutantReport:
        trained = {task.question for task in TASKS_OF[assignment].values()}

        def only(answer: TriedAnswer) -> bool:
            if answer.question in trained and not COMPLETE:
                return False
            # They are many and alike: a part of each question's stands for all.
            return bool(sampled([answer.id], 4, always=PRICED))

        course, jobs = compile_assignment(assignment), os.cpu_count() or 1
        found = judge_all(course, assignment, only=only, jobs=jobs)
        if not found:
            pytest.skip("networks are trained for all of its answers: set AUTOGRADER_SLOW=1")
        return MutantReport([(assignment, found)])

    return judged


def told(found: list[JudgedAnswer]) -> str:
    return "\n\n".join(
        f"{one.answer.id} {one.result.points}/{one.result.possible} {one.result.status}, hint "
        f"{one.result.misconception}: {one.result.message}\n{one.answer.told}"
        for one in found
    )


@each_assignment
def test_no_wrong_answer_keeps_every_point(
    assignment: str, report_of: Callable[[str], MutantReport]
) -> None:
    assert not report_of(assignment).survivors, told(report_of(assignment).survivors)


@each_assignment
def test_no_hint_is_wrong(assignment: str, report_of: Callable[[str], MutantReport]) -> None:
    assert not report_of(assignment).wrong_hints, told(report_of(assignment).wrong_hints)


@each_assignment
def test_named_mistakes_are_told_by_their_own_hint(
    assignment: str, report_of: Callable[[str], MutantReport]
) -> None:
    judged = report_of(assignment).judged
    silent = [one for one in judged if one.answer.kind == "named" and one.hint == "silent"]
    assert not silent, told(silent)


@each_assignment
def test_every_signature_is_of_an_answer_that_is_handed_in(assignment: str) -> None:
    material = read_material(COURSE, assignment)
    handed_in = {one.id for name in material.answers for one in mutants_of(material, name)}
    for path in (COURSE.sources / assignment / WRONG).glob("*.py"):
        handed_in |= {f"{path.stem}-{name}" for name in read_answers(path)}
    signed = read_signed(COURSE, assignment)
    assert {entry.mutant for entry in (*signed.equivalent, *signed.hint)} <= handed_in


@each_assignment
def test_no_check_is_at_fault(assignment: str, report_of: Callable[[str], MutantReport]) -> None:
    assert not report_of(assignment).faults, told(report_of(assignment).faults)


@each_assignment
def test_right_answers_in_unusual_style_lose_nothing(
    assignment: str, report_of: Callable[[str], MutantReport]
) -> None:
    assert not report_of(assignment).refused, told(report_of(assignment).refused)


def test_each_question_has_three_right_answers_in_unusual_style_and_the_unit_many() -> None:
    zoo = {
        path.stem: read_answers(path)
        for assignment in ASSIGNMENTS
        for path in (COURSE.sources / assignment / HONEST).glob("*.py")
    }
    assert {name: len(zoo.get(name, ())) for name in QUESTIONS if len(zoo.get(name, ())) < 3} == {}
    assert sum(map(len, zoo.values())) >= 150


@each_assignment
def test_hidden_failures_say_no_numbers_of_a_case(
    assignment: str, report_of: Callable[[str], MutantReport]
) -> None:
    for one in report_of(assignment).judged:
        for check in one.result.checks:
            if check.hidden:
                plain = PLACEHOLDERS.sub("", check.message)
                assert "[" not in plain, check.message
                # The shape of a variable stands in the question's text.
                assert VARIABLE.match(plain) or "expected (" not in plain, check.message


@pytest.mark.parametrize(("mistake", "lost"), PRICES.items())
def test_a_feature_that_is_wrong_costs_its_own_points(
    mistake: str, lost: float, report_of: Callable[[str], MutantReport]
) -> None:
    judged = report_of("a1_convolution").judged
    (found,) = (one for one in judged if one.answer.id == f"q1_7:{mistake}")
    assert found.lost == lost


def scenario_of(one: JudgedAnswer) -> Scenario:
    assert one.result.replay is not None
    return Scenario.unpack(one.result.replay.data.rpartition(":")[2])


def named(report: MutantReport) -> list[JudgedAnswer]:
    return [one for one in report.judged if one.answer.kind == NAMED and not one.full]


@each_assignment
def test_mistakes_can_be_seen_again_unless_nothing_can_show_them(
    assignment: str, report_of: Callable[[str], MutantReport]
) -> None:
    without = {one.answer.id for one in named(report_of(assignment)) if one.result.replay is None}
    assert not {name for name in without - UNSEEN if name.partition(":")[0] not in UNTOLD}


@each_assignment
def test_a_replay_fails_on_the_mistake_and_passes_on_the_solution(
    assignment: str, report_of: Callable[[str], MutantReport]
) -> None:
    solution = variables(assignment)
    for one in report_of(assignment).judged:
        # What a network comes to that was trained on the way is not the same in another process.
        if one.result.replay is None or one.answer.question == "q3_6":
            continue
        scenario = scenario_of(one)
        right = solution[scenario.name]
        assert callable(right)
        assert finding(scenario.expected, outcome_of(scenario, right)) is None, one.answer.id
        staff = QUESTIONS[one.answer.question]
        mistake = {item.id: item for item in staff.mistakes}.get(one.answer.id.partition(":")[2])
        if mistake is not None and mistake.variable == scenario.name:
            got = outcome_of(scenario, mistake.implementation)
            assert finding(scenario.expected, got) is not None, one.answer.id


@pytest.mark.parametrize("assignment", ["a1_convolution", "a2_building_blocks"])
def test_calls_on_arrays_are_small_enough_to_work_out_by_hand(
    assignment: str, report_of: Callable[[str], MutantReport]
) -> None:
    found = [one.result.replay.numbers for one in named(report_of(assignment)) if one.result.replay]
    assert statistics.median(found) <= 6
    assert sum(number <= 12 for number in found) >= 0.95 * len(found)


def test_what_cannot_be_seen_again_exists_and_is_less_than_a_twentieth() -> None:
    known = {f"{name}:{item.id}" for name, staff in QUESTIONS.items() for item in staff.mistakes}
    untold = {name for name in known if name.partition(":")[0] in UNTOLD}
    assert known >= UNSEEN
    assert len(untold | UNSEEN) <= 0.05 * len(known)


UNTOLD = frozenset({"q1_4", "q3_8"})
"""Questions whose answer is numbers that were typed or a free design: a replay would tell it."""

UNSEEN = frozenset(
    {
        "q3_1:noise_not_scaled",
        "q3_1:stripe_without_noise",
        "q3_1:uniform_noise",
        "q3_5:dropout_added",
        "q3_5:relu_at_the_end",
        "q3_5:softmax_at_the_end",
        "q5_2:key_error_without_names",
    }
)
"""Mistakes that show in many numbers only, in a free design or in the text of an exception."""
