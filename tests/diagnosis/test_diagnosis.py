"""Diagnosis from recorded calls: what it explains, what it leaves alone, what it never does."""

import random
import sys
import threading
import time
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
import torch

from assignments.tests.unit import QUESTIONS as STAFF
from autograder.diagnosis import Question
from autograder.diagnosis.diagnose import diagnose
from autograder.diagnosis.equality import equal
from gradekit import probes, specs
from gradekit.outcome import CallRecord, Outcome

IMAGE = np.arange(20.0).reshape(4, 5)
KERNEL = np.array([[1.0, 2.0], [0.0, -3.0]])


def calls_of(function, *arguments, name="corr2d", check=0):
    """What a proxy would have recorded of a student's function."""
    outcomes = probes.call_many(function, [(args, {}) for args in arguments])
    return [
        CallRecord(name, args, {}, got, check)
        for args, got in zip(arguments, outcomes, strict=True)
    ]


def misconception(question, name):
    return next(item for item in STAFF[question].mistakes if item.id == name)


FLIPPED = misconception("q1_3", "flipped_kernel").implementation
RIGHT = STAFF["q1_3"].right


def named(found):
    return found and found.id


def test_a_function_that_does_what_a_misconception_does_is_recognised():
    calls = calls_of(FLIPPED, (IMAGE, KERNEL), (IMAGE.T, KERNEL))
    assert named(diagnose(STAFF.get("q1_3"), calls, {0}, {})) == "flipped_kernel"


def test_a_right_function_with_a_failing_check_gets_no_hint():
    # The check failed for something else: an operation that is not allowed.
    calls = calls_of(RIGHT, (IMAGE, KERNEL))
    assert diagnose(STAFF.get("q1_3"), calls, {0}, {}) is None


def test_nothing_is_looked_for_when_no_check_failed():
    assert diagnose(STAFF.get("q1_3"), calls_of(FLIPPED, (IMAGE, KERNEL)), set(), {}) is None


def test_a_question_without_misconceptions_gets_no_hint():
    assert diagnose(STAFF.get("w1_1"), [], {0}, {}) is None


def test_a_result_that_fits_none_gets_no_hint():
    calls = calls_of(lambda image, kernel: RIGHT(image, kernel) + 1, (IMAGE, KERNEL))
    assert diagnose(STAFF.get("q1_3"), calls, {0}, {}) is None


def test_one_call_that_does_not_fit_is_enough_to_look_further():
    def odd(image, kernel):
        return FLIPPED(image, kernel) if len(image) == 4 else image[:1, :1] * 7.0

    calls = calls_of(odd, (IMAGE, KERNEL), (IMAGE[:3], KERNEL))
    assert diagnose(STAFF.get("q1_3"), calls, {0}, {}) is None


def test_two_mistakes_at_once_are_told_by_none_rather_than_by_half_a_truth():
    mean = misconception("q1_3", "mean_for_sum").implementation
    calls = calls_of(FLIPPED, (IMAGE, KERNEL), check=1)
    calls += calls_of(mean, (IMAGE[:3], KERNEL), check=2)
    assert diagnose(STAFF.get("q1_3"), calls, {1, 2}, {}) is None


def test_a_right_call_that_the_mistake_predicts_does_not_hide_the_wrong_one():
    # With a symmetric kernel the flip does not show.
    symmetric = np.ones((2, 2))
    calls = calls_of(RIGHT, (IMAGE, symmetric)) + calls_of(FLIPPED, (IMAGE, KERNEL))
    assert named(diagnose(STAFF.get("q1_3"), calls, {0}, {})) == "flipped_kernel"


def test_a_right_call_that_the_mistake_would_get_wrong_refutes_it():
    calls = calls_of(FLIPPED, (IMAGE, KERNEL)) + calls_of(RIGHT, (IMAGE[:3], KERNEL))
    assert diagnose(STAFF.get("q1_3"), calls, {0}, {}) is None


def test_a_changed_argument_belongs_to_what_is_explained():
    overwrites = misconception("q1_2", "overwrites_its_input").implementation
    W, perm = np.arange(6.0).reshape(2, 3), np.array([1, 2, 0])
    calls = calls_of(overwrites, (W, perm), name="permute_first_layer")
    assert named(diagnose(STAFF.get("q1_2"), calls, {0}, {})) == "overwrites_its_input"
    assert np.array_equal(W, np.arange(6.0).reshape(2, 3))


def test_an_exception_alone_explains_nothing_unless_the_mistake_is_about_raising():
    takes_turns = misconception("q1_7", "crop_empty_at_zero").implementation
    x, w = np.ones((1, 1, 3, 3)), np.arange(4.0).reshape(1, 1, 2, 2)
    calls = calls_of(takes_turns, (x, w), name="conv2d_forward")
    assert calls[0].outcome.raised.type_name == "ValueError"
    assert diagnose(STAFF.get("q1_7"), calls, {0}, {}) is None
    refuses = misconception("q1_7", "must_divide").implementation
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    calls = calls_of(lambda x, w: refuses(x, w, stride=3), (x, w), name="conv2d_forward")
    given = [replace(call, kwargs={"stride": 3}) for call in calls]
    assert named(diagnose(STAFF.get("q1_7"), given, {0}, {})) == "must_divide"


def test_calls_of_other_functions_are_not_looked_at():
    calls = calls_of(FLIPPED, (IMAGE, KERNEL), name="im2col")
    assert diagnose(STAFF.get("q1_3"), calls, {0}, {}) is None


def test_large_calls_are_left_out():
    image = np.ones((100, 100))
    assert diagnose(STAFF.get("q1_3"), calls_of(FLIPPED, (image, KERNEL)), {0}, {}) is None


def test_a_trace_of_another_kernel_is_told_from_its_numbers():
    wrong = misconception("q1_4", "flipped_kernel").implementation("s1")
    assert (
        named(diagnose(STAFF.get("q1_4"), [], {1}, {**wrong, "student_id": "s1"}))
        == "flipped_kernel"
    )


def test_a_trace_is_told_by_two_wrong_numbers_and_not_by_one():
    slip = misconception("q1_4", "neighbouring_column").implementation("s1")["trace"]
    found = _right_trace("s1")
    found[-1] = slip[-1]
    values = {"trace": found, "trace_shape": (4, 4), "student_id": "s1"}
    assert named(diagnose(STAFF.get("q1_4"), [], {1}, values)) is None
    found[-2] = slip[-2]
    assert named(diagnose(STAFF.get("q1_4"), [], {1}, values)) == "neighbouring_column"


def _right_trace(student):
    from cnnkit.checks import trace_task

    q1_4 = sys.modules[STAFF["q1_4"].mistakes[0].implementation.__module__]
    task = trace_task(student)
    return [q1_4._right(task, *place) for place in task.positions]


@pytest.mark.parametrize(
    "trace", [None, ..., 5, "six", [1, 2], [None] * 6, [np.ones(3)] * 6, {"a": 1}, [[1]] * 6]
)
def test_odd_values_are_no_reason_to_stumble(trace):
    values = {"trace": trace, "trace_shape": trace, "student_id": ["x"]}
    assert diagnose(STAFF.get("q1_4"), [], {0}, values) is None


@pytest.mark.parametrize(
    "answer", [None, {}, {"shift_right": 3}, {"shift_right": np.ones((2, 2))}, [1], {1: 2}]
)
def test_odd_dictionaries_are_no_reason_to_stumble(answer):
    calls = calls_of(lambda: answer, (), name="kernels")
    assert diagnose(STAFF.get("q1_5"), calls, {0}, {}) is None


@dataclass
class Plain:
    """A record of another make: only the attributes count."""

    name: str
    args: tuple
    check: int
    outcome: object
    kwargs: dict = field(default_factory=dict)
    probe: str = ""


def test_any_record_with_the_attributes_will_do():
    (outcome,) = probes.call_many(FLIPPED, [((IMAGE, KERNEL), {})])
    call = Plain("corr2d", (IMAGE, KERNEL), 0, outcome)
    assert named(diagnose(STAFF.get("q1_3"), [call], [0], {})) == "flipped_kernel"


def test_diagnosis_of_an_unknown_mistake_takes_a_bounded_time():
    rng = np.random.default_rng(0)
    arguments = [(rng.normal(size=(2, 3, 6, 6)), rng.normal(size=(4, 3, 3, 3))) for _ in range(500)]
    calls = calls_of(lambda x, w: np.zeros((2, 4, 4, 4)), *arguments, name="conv2d_forward")
    began = time.process_time()
    assert diagnose(STAFF.get("q1_7"), calls, {0}, {}) is None
    assert time.process_time() - began < 1.0


class Doubles(torch.nn.Module):
    """Right: twice what one layer says."""

    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(3, 1, bias=False)

    def forward(self, x):
        return 2 * self.fc(x)


class Triples(Doubles):
    def forward(self, x):
        return 3 * self.fc(x)


class TriplesByAdding(Doubles):
    def forward(self, x):
        y = torch.nn.functional.linear(x, self.fc.weight)
        return torch.add(y, y) + y


NETWORKS = Question("Net")
NETWORKS.reference(Doubles)
NETWORKS.mistake("It triples.")(Triples)
ROW = torch.tensor([[1.0, -2.0, 0.5]], dtype=torch.float64)


def probed(subject, probe="model", check=0, name="Net", **kwargs):
    """What a proxy would have recorded of a probe of a student's class."""
    report = getattr(probes, probe)(subject, **kwargs)
    return CallRecord(name, (), kwargs, Outcome(report), check, probe)


def named_network(*calls, failing=(0,)):
    return named(diagnose(NETWORKS, calls, failing, {}))


def test_a_network_that_does_what_a_misconception_does_is_recognised_however_it_is_written():
    for student in (Triples, TriplesByAdding):
        assert named_network(probed(student, steps=[("eval", ROW)], fill=1)) == "Triples"


def test_a_right_network_that_fails_for_another_reason_gets_no_hint():
    assert named_network(probed(Doubles, steps=[("eval", ROW)], fill=1)) is None


def test_what_is_only_said_of_the_source_is_not_compared():
    calls = [CallRecord("Net", (), {}, Outcome("class Net: ..."), 0, "source")]
    assert named_network(*calls) is None


def test_a_mistake_of_form_is_recognised_by_the_report():
    forms = Question("Net")
    forms.reference(Doubles)
    forms.mistake("Use nn.Linear.", lambda report: "fc" not in report["steps"][0]["calls"])(
        TriplesByAdding
    )

    class ByHand(Doubles):
        def forward(self, x):
            return 2 * torch.nn.functional.linear(x, self.fc.weight)

    for student, expected in ((ByHand, "TriplesByAdding"), (Doubles, None)):
        call = probed(student, steps=[("eval", ROW)], fill=1)
        found = diagnose(forms, [call], {0}, {})
        assert named(found) == expected


def test_large_networks_and_student_functions_among_the_arguments_are_left_out():
    state = {"fc.weight": torch.zeros(1, 70_000, dtype=torch.float64)}
    call = CallRecord("Net", (), {"state": state}, Outcome({"steps": []}), 0, "model")
    assert named_network(call) is None
    call = CallRecord("Net", ([Doubles()],), {}, Outcome({"steps": []}), 0, "run")
    assert named_network(call) is None


def test_a_call_with_parts_is_made_again_with_parts():
    draws = Question("draw")
    draws.reference(lambda n, generator: torch.randn(n, generator=generator))

    @draws.mistake("These are uniform numbers.")
    def uniform(n, generator):
        return torch.rand(n, generator=generator)

    given = (4, specs.generator(3))
    value = uniform(4, torch.Generator().manual_seed(3))
    call = CallRecord("draw", given, {}, Outcome(value), 0)
    assert named(diagnose(draws, [call], {0}, {})) == "uniform"


def test_a_number_that_another_thread_draws_meanwhile_hides_no_hint():
    # Dask's scheduler, a thread of the grader's process, draws from Python's generator at times.
    elsewhere = [threading.Thread(target=random.random)]
    doubles = Question("double")
    doubles.reference(lambda x: 2 * x)

    @doubles.mistake("This is three times x.")
    def triples(x):
        while elsewhere:
            thread = elsewhere.pop()
            thread.start()
            thread.join()
        return 3 * x

    call = CallRecord("double", ([ROW],), {}, Outcome(probes.run(lambda x: x * 3, [ROW])), 0, "run")
    assert named(diagnose(doubles, [call], {0}, {})) == "triples"


def test_drawing_from_a_global_generator_is_told_from_not_drawing():
    shuffles = Question("draw")
    shuffles.reference(lambda: 0.0)

    @shuffles.mistake("A number is drawn.")
    def draws():
        return 0.0 * random.random()

    for student, expected in ((draws, "draws"), (lambda: -0.0, None)):
        call = CallRecord("draw", (), {}, Outcome(probes.run(student)), 0, "run")
        assert named(diagnose(shuffles, [call], {0}, {})) == expected


@pytest.mark.parametrize("report", [None, [], {}, {"steps": 3}, "no report", {"raised": {}}])
def test_odd_reports_are_no_reason_to_stumble(report):
    call = CallRecord("Net", (), {"steps": [("eval", ROW)]}, Outcome(report), 0, "model")
    assert named_network(call) is None


@pytest.mark.parametrize(
    ("predicted", "got", "alike"),
    [
        (torch.ones(2), torch.ones(2) + 1e-6, True),
        (torch.ones(2), torch.ones(2) + 1e-3, False),
        (torch.ones(2), torch.ones(2).double(), False),
        (torch.ones(2), torch.ones(2, 1), False),
        (torch.ones(2), torch.ones(2, requires_grad=True), False),
        (torch.ones(2), np.ones(2), False),
        (torch.ones(2, dtype=torch.bfloat16), torch.ones(2, dtype=torch.bfloat16), True),
        (torch.tensor([float("nan")]), torch.tensor([float("nan")]), True),
        ({"a": [torch.ones(1)]}, {"a": [torch.ones(1)]}, True),
        ({"a": [torch.ones(1)]}, {"b": [torch.ones(1)]}, False),
    ],
)
def test_tensors_are_equal_by_shape_dtype_and_numbers(predicted, got, alike):
    assert equal(predicted, got) is alike
