"""What every engine promises of values: they come back as they were sent."""

import math

import numpy as np
import pytest
import torch

from autograder.isolation.engines.engine import MISSING, FunctionInfo
from tests.isolation.asking import SECONDS, defined, run

VALUES = [
    *(None, True, False, 0, -1, 2**63, -(10**400), 1.5, -0.0, math.inf, 2 + 3j, ...),
    *("", "plain", "ünïcode \ud800", "x" * 100_000, b"", b"\x00\xff" * 3000),
    *([], [1, [2, (3,)]], (), (1, "a"), {}, {"a": [1]}, {"$a": 1, "b": 2}, {1: 2, (1, "x"): None}),
]
ARRAYS = [
    (np.arange(6).reshape(2, 3) % 2).astype(dtype)
    for dtype in ("bool", "int8", "uint16", "int64", "float16", "float32", "float64", "complex64")
] + [
    np.zeros((0, 4)),
    np.array(2.5),
    np.arange(24.0).reshape(2, 3, 4).transpose(2, 0, 1),
    np.arange(10)[::-2],
    np.arange(4, dtype=">f4"),
    np.broadcast_to(np.float32(1), (3, 4)),
    np.array([np.nan, np.inf]),
]


@pytest.fixture(scope="module")
def echo(engine):
    from autograder.records.assignment import Limits

    worker = engine.start(Limits(), {})
    run(worker, "def same(*args, **kwargs):\n    return args[0]")
    yield lambda value: worker.call("same", [value], {}, SECONDS).value
    worker.close()


@pytest.mark.parametrize("value", VALUES, ids=lambda v: f"{type(v).__name__}-{str(v)[:12]!a}")
def test_plain_values_come_back_equal_and_of_the_same_type(echo, value):
    back = echo(value)
    assert type(back) is type(value)
    assert back == value
    assert repr(back) == repr(value)


def test_nan_comes_back_as_nan(echo):
    assert math.isnan(echo(math.nan))


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}-{a.shape}")
def test_arrays_come_back_with_shape_dtype_and_content(echo, array):
    back = echo(array)
    assert type(back) is np.ndarray
    assert (back.shape, back.dtype) == (array.shape, array.dtype.newbyteorder("="))
    np.testing.assert_array_equal(back, array)
    back[...] = 0


def test_a_transposed_array_arrives_transposed(start):
    worker = defined(start, "def order(x): return x.flags.c_contiguous, x.strides")
    array = np.zeros((2, 3, 4), np.float32).transpose(0, 2, 1)
    assert worker.call("order", [array], {}, SECONDS).value == (False, array.strides)


@pytest.mark.parametrize("scalar", [np.float32(1.5), np.int64(-3), np.bool_(True)])
def test_numpy_scalars_stay_scalars_of_their_type(echo, scalar):
    back = echo(scalar)
    assert type(back) is type(scalar)
    assert back == scalar


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int64, torch.bool])
def test_tensors_come_back_as_tensors(echo, dtype):
    tensor = torch.arange(6).reshape(2, 3).to(dtype).T
    back = echo(tensor)
    assert (back.dtype, back.shape, back.stride()) == (dtype, tensor.shape, tensor.stride())
    assert torch.equal(back, tensor)


def test_a_tensor_keeps_whether_it_wants_a_gradient(start):
    worker = defined(start, "def double(x): return x.requires_grad, (2 * x).requires_grad, 2 * x")
    wanted = torch.ones(2, requires_grad=True)
    assert worker.call("double", [wanted], {}, SECONDS).value[:2] == (True, True)
    assert worker.call("double", [wanted.detach()], {}, SECONDS).value[:2] == (False, False)


def test_long_doubles_arrive_as_the_nearest_doubles(start):
    worker = defined(
        start,
        "import numpy as np\n"
        "wide = np.array([[0.1, 2.0], [np.inf, -3.0]], np.longdouble)\n"
        "class Map(np.ndarray): pass\n"
        "values = [wide, wide.T, wide[0, 1], wide.view(Map), wide.astype(np.clongdouble)]\n",
    )
    values = worker.get("values", SECONDS)
    plain = np.array([[0.1, 2.0], [np.inf, -3.0]])
    for got, expected in zip(values, [plain, plain.T, plain[0, 1], plain, plain], strict=True):
        np.testing.assert_array_equal(got, expected)
    assert [value.dtype.name for value in values] == ["float64"] * 4 + ["complex128"]


def test_subclasses_of_builtins_arrive_as_plain_values(start):
    worker = defined(
        start,
        "import collections, enum\n"
        "class Liar(int):\n"
        "    def __eq__(self, other): return True\n"
        "    __hash__ = int.__hash__\n"
        "class Text(str):\n"
        "    def __str__(self): return 'other'\n"
        "Point = collections.namedtuple('Point', 'x y')\n"
        "class Color(enum.IntEnum): RED = 3\n"
        "values = [Liar(4), Text('own'), Point(1, 2), Color.RED, collections.Counter('aab')]\n",
    )
    values = worker.get("values", SECONDS)
    assert values == [4, "own", (1, 2), 3, {"a": 2, "b": 1}]
    assert [type(v) for v in values] == [int, str, type(values[2]), int, dict]
    assert isinstance(values[2], tuple)
    assert (values[2].x, values[2].y, repr(values[2])) == (1, 2, "Point(x=1, y=2)")


def test_an_object_that_equals_everything_arrives_as_a_description(start):
    worker = defined(start, "class Same:\n    def __eq__(self, other): return True\nsame = Same()")
    assert worker.get("same", SECONDS) == FunctionInfo("Same", "object", None, "")


def test_functions_and_classes_arrive_as_what_can_be_known_of_them(start):
    worker = defined(
        start,
        "def conv(x, w, stride=1, *, padding=(0, 0)):\n    'Slide.'\n    return x\nclass Net: pass",
    )
    assert worker.get("conv", SECONDS) == FunctionInfo(
        "conv", "function", "(x, w, stride=1, *, padding=(0, 0))", "Slide."
    )
    assert worker.get("Net", SECONDS).kind == "class"
    assert worker.get("nothing", SECONDS) is MISSING
