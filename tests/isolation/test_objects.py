"""A student's objects as a test sees them."""

import numpy as np
import pytest
import torch

from autograder.grading.proxies import StudentEnv
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


def test_an_instance_has_its_attributes_methods_items_and_length(env):
    stack = env.get("Stack")()
    stack.push(3).push(4)
    assert stack.items == [3, 4]
    assert (len(stack), stack[0], stack[-1], stack[0:1]) == (2, 3, 4, [3])
    stack[0] = 7
    del stack[1]
    assert list(stack) == [7]
    assert 7 in stack
    assert 8 not in stack
    assert repr(stack) == "Stack([7])"
    stack.name = "mine"
    assert stack.name == "mine"
    assert hasattr(stack, "push")
    assert not hasattr(stack, "pull")
    assert "push" in dir(stack)


def test_a_class_has_its_own_attributes_and_tells_its_instances(env):
    kind, deep = env.get("Stack"), env.get("Deep")
    assert kind.kind == "stack"
    assert kind.of(1, 2).items == [1, 2]
    assert isinstance(kind(), kind)
    assert isinstance(deep(), kind)
    assert not isinstance(kind(), deep)
    assert not isinstance(3, kind)
    assert issubclass(deep, kind)
    assert type(kind()).__name__ == "Stack"


def test_what_a_class_lacks_is_lacking_here_too(env):
    point = env.get("Point")(1, 2)
    with pytest.raises(TypeError, match="has no len"):
        len(point)
    with pytest.raises(TypeError, match="not iterable"):
        iter(point)
    with pytest.raises(AttributeError, match="has no attribute 'z'"):
        point.z  # noqa: B018


def test_comparison_arithmetic_and_conversion_are_the_student_s(env):
    money = env.get("Money")
    assert money(3) == money(3)
    assert money(3) != money(4)
    assert money(3) < money(4)
    assert max(money(3), money(5)).cents == 5
    assert (money(3) + 4).cents == 7
    assert sum([money(1), money(2)]).cents == 3
    assert (-money(3)).cents == -3
    assert float(money(250)) == 2.5
    assert not money(0)
    assert len({money(3), money(3)}) == 1
    assert money(1) @ np.ones(2) == "matmul"
    assert money(200)(1.5).cents == 300


def test_a_data_class_is_compared_in_the_worker(env):
    point = env.get("Point")
    assert env.get("moved")(point(1, 2)) == point(2, 2)
    assert repr(point(1, 2)) == "Point(x=1, y=2)"
    assert env.get("same")(point(1, 2)).x == 1


def test_the_same_object_is_the_same_stand_in(env):
    assert env.get("one").next is env.get("one").next
    assert env.get("one").next.value == 2
    assert env.get("one").next.next is None


def test_an_enum_has_members_values_and_equality(env):
    color = env.get("Color")
    assert color.RED == color.RED
    assert color.RED != color.BLUE
    assert (color.RED.name, color.BLUE.value) == ("RED", 2)
    assert [member.name for member in color] == ["RED", "BLUE"]
    assert color["BLUE"].value == 2
    assert len(color) == 2


def test_a_named_tuple_is_a_tuple_with_names(env):
    pair = env.get("pair")()
    assert pair == (1, "b")
    assert (pair.left, pair.right) == (1, "b")


def test_a_generator_gives_its_items_one_by_one(env):
    assert list(env.get("count")(3)) == [0, 1, 2]
    steps = env.get("count")(100)
    before = len(env.get("drawn"))
    assert (next(steps), next(steps)) == (0, 1)
    assert len(env.get("drawn")) == before + 2
    assert list(steps) == list(range(2, 100))
    endless = env.get("forever")()
    assert [next(endless) for _ in range(200)] == list(range(200))
    broken = env.get("breaks")()
    assert next(broken) == 1
    with pytest.raises(KeyError, match="gone"):
        next(broken)


def test_objects_inside_containers_are_stand_ins(env):
    shapes = env.get("shapes")
    assert shapes["a"].y == 2
    assert shapes["f"](9.0) == 3.0
    assert shapes["g"](1) == 2


def test_a_module_of_torch_is_called_and_keeps_its_own_names(env):
    net = env.get("net")
    assert net(torch.ones(1, 2)).shape == (1, 1)
    assert net.layer.weight.shape == (1, 2)
    assert net.train(False).training is False
    assert len(list(net.parameters())) == 2


def test_a_with_block_is_left_by_the_student_s_code(env):
    bag = env.get("Bag")()
    with bag as inside:
        assert inside.open
    assert not bag.open
    with bag:
        raise KeyError
    assert bag.seen == "KeyError"
    with pytest.raises(ZeroDivisionError), bag:
        1 / 0  # noqa: B018
