"""A student's objects as a test sees them, and a test's functions as student code sees them."""

import collections
import io
import math

import numpy as np
import pytest
import torch

from autograder.grading.proxies import StudentEnv
from autograder.isolation.engines.engine import WorkerCrashed, WorkerTimeout
from autograder.isolation.engines.local import LocalEngine
from autograder.isolation.wire.bounds import EncodeError
from autograder.records.assignment import Limits
from tests.isolation.asking import SECONDS, Direct

NOTEBOOK = '''
import collections, dataclasses, enum, functools, math
import numpy as np
import numpy as arrays
import torch

class Stack:
    """Last in, first out."""
    kind = "stack"
    def __init__(self, items=()):
        self.items = list(items)
    @classmethod
    def of(cls, *items): return cls(items)
    def push(self, x):
        self.items.append(x)
        return self
    def __len__(self): return len(self.items)
    def __getitem__(self, k): return self.items[k]
    def __setitem__(self, k, x): self.items[k] = x
    def __delitem__(self, k): del self.items[k]
    def __iter__(self): return iter(self.items)
    def __contains__(self, x): return x in self.items
    def __repr__(self): return f"Stack({self.items})"

class Deep(Stack): pass

@functools.total_ordering
class Money:
    def __init__(self, cents): self.cents = cents
    def __add__(self, other): return Money(self.cents + getattr(other, "cents", other))
    __radd__ = __add__
    def __eq__(self, other): return isinstance(other, Money) and self.cents == other.cents
    def __lt__(self, other): return self.cents < other.cents
    def __hash__(self): return hash(self.cents)
    def __neg__(self): return Money(-self.cents)
    def __float__(self): return self.cents / 100
    def __bool__(self): return self.cents != 0
    def __matmul__(self, other): return "matmul"
    def __call__(self, rate): return Money(round(self.cents * rate))

@dataclasses.dataclass
class Point:
    x: int
    y: int = 0

class Color(enum.Enum):
    RED = 1
    BLUE = 2

class Node:
    def __init__(self, value, next=None): self.value, self.next = value, next

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)
    def forward(self, x): return self.layer(x)

class Bag:
    def __enter__(self): self.open = True; return self
    def __exit__(self, kind, error, trace):
        self.open = False
        self.seen = None if error is None else type(error).__name__
        return kind is KeyError

Pair = collections.namedtuple("Pair", "left right")
net = Net()
stack = Stack([1, 2])
two = Node(2); one = Node(1, two)
shapes = {"a": Point(1, 2), "f": math.sqrt, "g": lambda v: v + 1}
drawn = []

def count(n):
    for i in range(n):
        drawn.append(i)
        yield i
def forever():
    n = 0
    while True:
        yield n
        n += 1
def breaks():
    yield 1
    raise KeyError("gone")
def pair(): return Pair(1, "b")
def same(x): return x
def moved(p): return Point(p.x + 1, p.y)
def apply(f, x): return f(x)
def fold(f, xs):
    total = 0
    for x in xs: total = f(total, x)
    return total
def safe(f, x):
    try: return f(x)
    except ValueError as error: return f"caught {error}"
def traced(f):
    @functools.wraps(f)
    def inside(*args): return ("called", f.__name__, f(*args))
    return inside
def collect(xs): return [x for x in xs]
def calls_forever(f):
    while True: f(1)
kept = []
def keep(f): kept.append(f)
def use_kept(x): return kept[0](x)
def grow(s): s.add(9)
def fill(b): b.extend(b"xy")
def add_column(t): t["c"] = t["a"] * 2
def mean(x): return np.mean(x)
def name_of(module): return module.__name__
def makes(error): raise error("made")
'''


@pytest.fixture(scope="module")
def engine():
    made = LocalEngine()
    yield made
    made.close()


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
