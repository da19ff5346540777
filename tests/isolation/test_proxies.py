"""What a compiled test is handed: a student's function that feels like one, a process away."""

import inspect

import numpy as np
import pytest
import torch

from autograder.grading.proxies import StudentEnv
from autograder.grading.signature import read_signature
from autograder.grading.stand_ins import Elsewhere, StudentFunction
from autograder.isolation.engines.engine import (
    MISSING,
    StudentError,
    WorkerTimeout,
)
from autograder.records.assignment import Limits
from gradekit import probes
from gradekit.outcome import Outcome, Raised
from tests.isolation.asking import SECONDS, Direct

NOTEBOOK = """
import numpy as np
student_id = "s1"
trace = ...
class Odd(Exception): pass
def conv(x, w, stride=1, *, padding=0):
    "Slide."
    return x * stride + padding
def step(params, lr):
    for name in params: params[name] -= lr
def scale(x): x *= 2
def fail(kind): raise kind_of[kind]
def apply(f, x): return f(x)
def steps(n):
    total = 0
    for i in range(n): total += i
    return total
kind_of = {"value": ValueError("too big"), "key": KeyError("w"), "odd": Odd("own"),
           "stop": StopIteration("end"), "unicode": UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"),
           "exit": SystemExit(3), "syntax": SyntaxError("no"), "assert": AssertionError("own test")}
def slow(n):
    while n: pass
class Net:
    def __call__(self, x): return x + 1
net = Net()
"""


@pytest.fixture(scope="module")
def worker(kept):
    with kept("local").start(Limits(), {}) as made:
        assert made.run_cell(NOTEBOOK, "cell 1", SECONDS) is None
        yield made


@pytest.fixture
def env(worker):
    return StudentEnv(Direct(worker), source=lambda name: f"def {name}(): ...")


def test_values_are_plain_and_a_missing_name_has_the_default(env):
    assert env.get("student_id") == "s1"
    assert env["trace"] is ...
    assert env.get("absent") is None
    assert env.get("absent", 3) == 3
    assert "conv" in env
    assert "absent" not in env
    with pytest.raises(KeyError):
        env["absent"]


def test_a_function_has_the_student_s_name_doc_and_signature(env):
    conv = env.get("conv")
    assert (conv.__name__, conv.__doc__) == ("conv", "Slide.")
    assert str(inspect.signature(conv)) == "(x, w, stride=1, *, padding=0)"
    inspect.signature(conv).bind(1, 2, padding=3)
    assert callable(conv)


def test_a_call_returns_the_value(env):
    assert env.get("conv")(np.ones(2), None, stride=3).tolist() == [3, 3]
    assert env.get("net")(2) == 3


def test_what_is_changed_in_place_is_changed_in_the_caller_s_objects(env):
    array, tensor = np.ones(2), torch.ones(2, requires_grad=True)
    env.get("scale")(array)
    assert array.tolist() == [2, 2]
    weights = {"w": np.ones(2), "b": 1.0}
    kept = weights["w"]
    env.get("step")(weights, 0.5)
    assert weights["w"] is kept
    assert (kept.tolist(), weights["b"]) == ([0.5, 0.5], 0.5)
    plain = tensor.detach()
    env.get("scale")(plain)
    assert plain.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("kind", "expected", "text"),
    [
        ("value", ValueError, "too big"),
        ("key", KeyError, "'w'"),
        ("stop", StopIteration, "end"),
        ("syntax", SyntaxError, "no"),
        ("assert", AssertionError, "own test"),
        ("unicode", UnicodeDecodeError, None),
        ("odd", StudentError, "Odd: own"),
        ("exit", StudentError, "SystemExit: 3"),
    ],
)
def test_builtin_exceptions_keep_their_type_and_message(env, kind, expected, text):
    with pytest.raises(expected) as caught:
        env.get("fail")(kind)
    assert type(caught.value) is expected
    assert text is None or str(caught.value) == text


def test_a_time_out_is_no_exception_that_a_test_could_swallow(env):
    def tolerant():
        try:
            env.get("slow")(1)
        except Exception:  # noqa: BLE001 - what a careless helper does
            return "swallowed"

    with pytest.raises(WorkerTimeout):
        tolerant()


def test_a_function_passed_to_another_is_the_student_s_own(env):
    assert env.get("apply")(env.get("steps"), 4) == 6
    assert env.get("apply")(env.get("net"), 1) == 2


def test_many_calls_are_the_outcomes_of_cnnkit(env):
    array = np.ones(2)
    outcomes = probes.call_many(env.get("scale"), [((array,), {}), ((None,), {})])
    assert array.tolist() == [2, 2]
    assert outcomes[0].changed[0].tolist() == [2, 2]
    assert outcomes[1].raised.type_name == "TypeError"
    assert all(type(outcome) is Outcome for outcome in outcomes)


def test_a_probe_runs_in_the_worker_and_source_is_the_grader_s(env):
    few = probes.loop_steps(env.get("steps"), (2,), 10_000)
    many = probes.loop_steps(env.get("steps"), (50,), 10_000)
    assert many > few > 0
    assert probes.source(env.get("steps")) == "def steps(): ..."


def test_every_call_that_came_back_is_recorded_as_it_was_before(env):
    array = np.ones(2)
    env.check = 4
    env.get("scale")(array)
    with pytest.raises(ValueError, match="too big"):
        env.get("fail")(kind="value")
    with pytest.raises(WorkerTimeout):
        env.get("slow")(1)
    first, second = env.calls
    assert (first.name, first.args[0].tolist(), first.check) == ("scale", [1, 1], 4)
    assert first.outcome.changed[0].tolist() == [2, 2]
    assert (second.kwargs, second.outcome.raised.type_name) == ({"kind": "value"}, "ValueError")


def test_a_name_is_looked_up_afresh_at_each_call(env, worker):
    function = env.get("conv")
    worker.run_cell("def other(): return 1", "cell 2", SECONDS)
    other = env.get("other")
    worker.run_cell("def other(): return 2", "cell 3", SECONDS)
    assert other() == 2
    assert isinstance(function, StudentFunction)


def test_a_liar_s_answer_does_not_run_in_the_grader():
    class Liar:
        def get(self, name):
            return MISSING

        def call(self, name, args, kwargs):
            return Outcome(raised=Raised("__import__('os').system", "x"))

    from autograder.isolation.engines.engine import FunctionInfo

    function = StudentFunction(Elsewhere(StudentEnv(Liar()), "f", FunctionInfo("f", "function")))
    with pytest.raises(StudentError):
        function()


@pytest.mark.parametrize("text", ["(x", "(x=__import__('os'))", "): pass\nimport os\ndef g(", "x"])
def test_a_signature_is_read_and_never_evaluated(text):
    signature = read_signature(text)
    if signature is not None:
        assert all(
            isinstance(p.default, str) or p.default is p.empty
            for p in signature.parameters.values()
        )
