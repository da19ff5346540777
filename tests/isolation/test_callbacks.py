"""A test's functions as student code sees them, and what cannot be handed over."""

import collections
import io
import math

import numpy as np
import pytest
import torch

from autograder.grading.proxies import StudentEnv
from autograder.isolation.engines.engine import WorkerCrashed, WorkerTimeout
from autograder.isolation.wire.bounds import EncodeError
from autograder.records.assignment import Limits
from tests.isolation.asking import SECONDS, Direct
from tests.isolation.objects_notebook import NOTEBOOK


@pytest.fixture(scope="module")
def engine(kept):
    return kept("local")


@pytest.fixture(scope="module")
def worker(engine):
    with engine.start(Limits(), {}) as made:
        assert made.run_cell(NOTEBOOK, "cell 1", SECONDS) is None, made.output()
        yield made


@pytest.fixture
def env(worker):
    env = StudentEnv(Direct(worker))
    yield env
    env.close()


def test_a_function_of_the_test_is_called_by_the_student_s_code(env):
    seen = []

    def add(a, b):
        seen.append((a, b))
        return a + b

    assert env.get("apply")(lambda v: v + 1, 2) == 3
    assert env.get("fold")(add, [1, 2, 3]) == 6
    assert seen == [(0, 1), (1, 2), (3, 3)]
    assert env.get("apply")(lambda x: x.sum(), np.ones(3)) == 3


def test_an_exception_of_the_test_s_function_reaches_the_student_s_code(env):
    def refuse(value):
        raise ValueError(f"not {value}")

    assert env.get("safe")(refuse, 3) == "caught not 3"
    with pytest.raises(ValueError, match="not 3"):
        env.get("apply")(refuse, 3)


def test_a_function_made_of_the_test_s_own_can_be_called_later(env):
    def double(x):
        return 2 * x

    assert env.get("traced")(double)(4) == ("called", "double", 8)
    assert env.get("same")(double) is double


def test_a_function_of_the_test_may_ask_the_worker_meanwhile(env):
    stack = env.get("Stack")([1, 2])
    mean = env.get("mean")
    assert env.get("apply")(lambda x: mean(np.array([x, len(stack)])), 4) == 3
    assert env.get("apply")(env.get("same"), 5) == 5


def test_what_installed_packages_hold_goes_by_its_name(env):
    apply = env.get("apply")
    assert apply(math.sqrt, 9.0) == 3.0
    assert apply(np.sum, np.ones(4)) == 4
    assert apply(len, {1, 2}) == 2
    assert apply(torch.relu, torch.tensor([-1.0])).item() == 0
    assert env.get("name_of")(np) == "numpy"
    assert env.get("same")(np.float32).__name__ == "float32"
    with pytest.raises(KeyError):
        env.get("makes")(KeyError)


def test_an_iterator_is_handed_over_item_by_item(env):
    assert env.get("collect")(x * x for x in range(3)) == [0, 1, 4]
    assert env.get("collect")(map(str, [1, 2])) == ["1", "2"]


def test_sets_bytes_and_tables_that_a_call_changes_are_changed_here(env, worker):
    pandas = pytest.importorskip("pandas")
    worker.run_cell("import pandas", "cell 2", SECONDS)
    numbers, content = {1}, bytearray(b"a")
    table = pandas.DataFrame({"a": [1, 2]}, index=["x", "y"])
    env.get("grow")(numbers)
    env.get("fill")(content)
    env.get("add_column")(table)
    assert numbers == {1, 9}
    assert content == b"axy"
    assert table.to_dict("list") == {"a": [1, 2], "c": [2, 4]}
    assert list(table.index) == ["x", "y"]
    assert env.calls[-1].args[0].shape == (2, 1)


def test_a_module_is_the_grader_s_own(env, worker):
    assert env.get("np") is np
    assert env.get("arrays") is np
    fake = "class fake:\n    allclose = staticmethod(lambda *_: True)\nnp2 = fake"
    worker.run_cell(fake, "cell 2", SECONDS)
    trusted = StudentEnv(Direct(worker), modules={"np2": np})
    assert trusted.get("np2") is np


@pytest.mark.parametrize(
    ("value", "named"),
    [(object(), "an object"), (io.StringIO(), "a StringIO"), (iter(int, 1), "an iterator of more")],
)
def test_what_no_other_process_can_hold_is_named(env, value, named):
    with pytest.raises(EncodeError, match=named):
        env.get("same")([value])


def test_a_function_that_was_never_lent_ends_the_worker(engine):
    with engine.start(Limits(), {}) as other:
        lie = (
            "import gc\n"
            "def lie(f):\n"
            "    server = next(o for o in gc.get_objects() if type(o).__name__ == 'Server')\n"
            "    return server._call_back(10**9, (), {})\n"
        )
        assert other.run_cell(lie, "cell 1", SECONDS) is None
        env = StudentEnv(Direct(other))
        with pytest.raises(WorkerCrashed, match="never lent"):
            env.get("lie")(lambda: 1)


def test_calling_the_test_s_function_for_ever_is_a_time_out(env):
    with pytest.raises(WorkerTimeout):
        env.get("calls_forever")(lambda _: None)
    assert env.get("same")(1) == 1


def test_a_function_kept_from_an_earlier_question_is_worth_nothing(worker):
    env = StudentEnv(Direct(worker))
    env.get("keep")(lambda x: 41 + x)
    assert env.get("use_kept")(1) == 42
    env.close()
    with pytest.raises(RuntimeError, match="has been graded"):
        StudentEnv(Direct(worker)).get("use_kept")(1)


def test_an_object_of_an_ended_worker_is_gone_and_nobody_s_mistake(engine):
    with engine.start(Limits(), {}) as first, engine.start(Limits(), {}) as second:
        for one in (first, second):
            one.run_cell("class A: x = 1\ndef make(): return A()", "cell 1", SECONDS)
        session = Direct(first)
        made = StudentEnv(session).get("make")()
        assert made.x == 1
        session.worker = second
        with pytest.raises(WorkerCrashed, match="went with the process"):
            made.x  # noqa: B018


Row = collections.namedtuple("Row", "x y")


def test_named_tuples_of_a_test_arrive_with_names(env):
    assert env.get("apply")(lambda row: row.x, Row(1, 2)) == 1
    assert env.get("moved")(Row(1, 2)).x == 2
