"""What every engine promises, asked of each one in the registry."""

import math
import time

import numpy as np
import pytest
import torch

from autograder.isolation.engine import (
    MISSING,
    FunctionInfo,
    Outcome,
    WorkerCrashed,
    WorkerOutOfMemory,
    WorkerTimeout,
)

SECONDS = 20.0

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


def run(worker, source, label="cell 1", seconds=SECONDS):
    return worker.run_cell(source, label, seconds)


def defined(start, source, **limits):
    worker = start(**limits)
    assert run(worker, source) is None, worker.output()
    return worker


@pytest.fixture(scope="module")
def echo(engine):
    from autograder.assignment import Limits

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
    assert [type(v) for v in values] == [int, str, tuple, int, dict]


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


def test_a_call_reports_what_it_changed_in_place(start):
    worker = defined(
        start,
        "def change(a, b, c, *, d):\n    a[0] = 9\n    c.append(1)\n    d['w'] -= 1\n",
    )
    arrays = np.zeros(3), np.zeros(3)
    outcome = worker.call("change", [*arrays, []], {"d": {"w": np.ones(2)}}, SECONDS)
    assert set(outcome.changed) == {0, 2, "d"}
    np.testing.assert_array_equal(outcome.changed[0], [9, 0, 0])
    assert outcome.changed[2] == [1]
    np.testing.assert_array_equal(outcome.changed["d"]["w"], [0, 0])
    assert arrays[0][0] == 0


def test_an_exception_is_reported_with_its_line_and_what_had_changed(start):
    worker = defined(start, "def bad(x):\n    x += 1\n    raise KeyError('gone')")
    outcome = worker.call("bad", [np.zeros(1)], {}, SECONDS)
    assert (outcome.raised.type_name, outcome.raised.message) == ("KeyError", "'gone'")
    assert outcome.raised.line == "cell 1, line 3: raise KeyError('gone')"
    assert outcome.changed[0][0] == 1


def test_a_missing_name_is_a_name_error(start):
    outcome = start().call("conv", [], {}, SECONDS)
    assert outcome.raised.type_name == "NameError"
    assert "conv" in outcome.raised.message


def test_many_calls_have_an_outcome_each(start):
    worker = defined(start, "def half(x):\n    x[0] = 0\n    return 1 / x[1]")
    one, two = np.array([1.0, 2.0]), np.array([1, 0])
    first, second = worker.call_many("half", [([one], {}), ([], {"x": two.tolist()})], SECONDS)
    assert first.value == 0.5
    np.testing.assert_array_equal(first.changed[0], [0.0, 2.0])
    assert second.raised.type_name == "ZeroDivisionError"


@pytest.mark.parametrize(
    ("source", "name", "line"),
    [
        ("x = 1\nprint(y)", "NameError", "cell 1, line 2: print(y)"),
        ("def f(:", "SyntaxError", "cell 1, line 1: def f(:"),
        ("exit()", "SystemExit", "cell 1, line 1: exit()"),
        ("import sys; sys.exit(0)", "SystemExit", "cell 1, line 1: import sys; sys.exit(0)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", "cell 1, line 1: raise KeyboardInterrupt"),
        ("def f(n): return f(n + 1)\nf(0)", "RecursionError", None),
    ],
)
def test_an_exception_in_a_cell_leaves_the_worker_serving(start, source, name, line):
    worker = start()
    raised = run(worker, source)
    assert raised.type_name == name
    assert line is None or raised.line == line
    assert run(worker, "z = 5") is None
    assert worker.get("z", SECONDS) == 5


@pytest.mark.parametrize(
    "endless",
    ["while True: pass", "import time; time.sleep(100)", "import re; re.match('(a+)+b', 'a' * 60)"],
)
def test_a_call_that_can_be_interrupted_costs_only_itself(start, endless):
    worker = defined(start, f"kept = 7\ndef hang():\n    {endless}")
    before = time.monotonic()
    with pytest.raises(WorkerTimeout, match=r"stopped after 0\.2 s") as caught:
        worker.call("hang", [], {}, 0.2)
    assert caught.value.alive
    assert time.monotonic() - before < 5
    assert worker.get("kept", SECONDS) == 7


@pytest.mark.parametrize(
    "endless",
    [
        "import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, [2])\ntime.sleep(99)",
        "import numpy as np\na = np.ones(10**6)\nwhile True:\n"
        "    try:\n        while True: np.sort(a)\n    except BaseException: pass",
    ],
)
def test_a_cell_that_resists_is_killed(start, endless):
    worker = start()
    with pytest.raises(WorkerTimeout) as caught:
        run(worker, endless, seconds=0.2)
    # Between two signals the second cell can be caught outside its try.
    assert caught.value.alive == worker.alive
    if not worker.alive:
        with pytest.raises(WorkerCrashed):
            run(worker, "1")


def test_many_calls_say_which_one_was_interrupted(start):
    worker = defined(start, "def f(n):\n    while n: pass")
    with pytest.raises(WorkerTimeout) as caught:
        worker.call_many("f", [([0], {}), ([1], {}), ([0], {})], 0.2)
    assert caught.value.index == 1


@pytest.mark.parametrize(
    ("deadly", "why"),
    [
        ("import os; os._exit(0)", "ended before it answered"),
        ("import ctypes; ctypes.string_at(0)", "segmentation fault"),
        ("import os; os.closerange(3, 10)", "ended before it answered"),
    ],
)
def test_a_death_is_told_and_the_next_worker_starts_clean(start, deadly, why):
    worker = defined(start, "kept = 1")
    with pytest.raises(WorkerCrashed, match=why):
        run(worker, deadly, seconds=5)
    assert not worker.alive
    assert start().get("kept", SECONDS) is MISSING


@pytest.mark.parametrize(
    "hungry",
    ["x = [0] * 10**10", "x = np.ones(10**10)", "import torch; x = torch.ones(10**10)"],
)
def test_memory_that_cannot_be_had_costs_only_the_request(start, hungry):
    worker = defined(start, "import numpy as np\nkept = 7", memory_bytes=512 << 20)
    with pytest.raises(WorkerOutOfMemory, match="512 MiB") as caught:
        run(worker, hungry)
    assert caught.value.alive
    assert worker.get("kept", SECONDS) == 7


def test_cpu_seconds_are_limited(start):
    worker = start(cpu_seconds=1)
    with pytest.raises(WorkerTimeout, match="1 CPU seconds"):
        run(worker, "while True: pass")
    assert not worker.alive


def test_output_is_kept_up_to_its_bound(start):
    worker = start(output_bytes=1000)
    assert run(worker, "import os\nprint('first')\nos.system\nprint('x' * 10**7)") is None
    assert worker.output().startswith("first\nxxx")
    assert len(worker.output()) < 1100
    assert "bytes more" in worker.output()


def test_a_flood_of_output_ends_the_worker(start):
    worker = start(output_flood_bytes=1 << 20)
    with pytest.raises(WorkerCrashed, match="printed more than 1 MiB"):
        run(worker, "while True: print('x' * 10000)")


def test_output_of_compiled_code_is_captured_in_order(start):
    worker = start()
    run(
        worker,
        "import os\nprint('one', flush=True)\nos.write(1, b'two\\n')\nos.write(2, b'three\\n')",
    )
    assert worker.output() == "one\ntwo\nthree\n"


def test_an_answer_that_cannot_cross_is_an_exception(start):
    worker = defined(start, "deep = []\nfor _ in range(40): deep = [deep]", answer_bytes=1 << 20)
    run(worker, "import numpy as np\ndef deep_one(): return deep\ndef big(): return np.ones(10**6)")
    assert worker.call("deep_one", [], {}, SECONDS).raised.type_name == "AnswerError"
    assert "1 MiB" in worker.call("big", [], {}, SECONDS).raised.message


def test_files_lie_in_a_folder_that_no_other_worker_sees(start):
    first = start({"data/a.txt": b"content"})
    assert run(first, "text = open('data/a.txt').read()\nopen('left.txt', 'w').write('x')") is None
    assert first.get("text", SECONDS) == "content"
    second = start()
    run(second, "import os\nthere = os.listdir()")
    assert second.get("there", SECONDS) == []


def test_magics_are_harmless(start):
    worker = start()
    source = (
        "%matplotlib inline\n%load_ext autoreload\n%time y = 6\n!touch there\nfiles = !ls\n"
        "%pip install torch\n%timeit -n 1 z = 2\nimport os\nmade = os.path.exists('there')"
    )
    assert run(worker, source) is None
    assert (worker.get("y", SECONDS), worker.get("made", SECONDS)) == (6, False)
    assert worker.get("files", SECONDS) == []
    assert run(worker, "%%time\nw = 1\n%time v = 2", "cell 2") is None
    assert (worker.get("w", SECONDS), worker.get("v", SECONDS)) == (1, 2)
    assert run(worker, "%%bash\nexit 1", "cell 3") is None
    assert run(worker, "%%capture out\nu = 3", "cell 4") is None
    assert worker.get("u", SECONDS) == 3
    assert "Skipped !touch there" in worker.output()
    assert "Skipped %%bash" in worker.output()


def test_a_line_number_in_a_timed_cell_is_the_cell_s(start):
    raised = run(start(), "%%time\n\n1 / 0")
    assert raised.line == "cell 1, line 3: 1 / 0"


def test_the_namespace_looks_like_a_notebook_s(start):
    worker = start()
    source = (
        "import inspect, otter\nfrom IPython.display import HTML\n"
        "grader = otter.Notebook('a1.ipynb')\ngrader.check('q1')\ngrader.check_all()\n"
        "def f():\n    return 1  # one\n"
        "display(f())\nsource = inspect.getsource(f)\nname = __name__\nget_ipython()\n"
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n"
    )
    assert run(worker, source) is None
    assert worker.get("source", SECONDS) == "def f():\n    return 1  # one\n"
    assert worker.get("name", SECONDS) == "__main__"
    assert worker.output() == "1\n"


def test_random_generators_start_from_the_seed(start):
    draw = (
        "import random, numpy as np, torch\n"
        "drawn = [random.random(), np.random.rand(), torch.rand(1).item(), hash('text')]"
    )
    drawn = []
    for seed in (1, 1, 2):
        worker = start(seed=seed)
        run(worker, draw)
        drawn.append(worker.get("drawn", SECONDS))
    assert drawn[0] == drawn[1]
    assert not set(drawn[0][:3]) & set(drawn[2][:3])


def test_a_probe_runs_beside_the_student_s_code(start):
    worker = defined(
        start, "def twice(x):\n    total = 0\n    for _ in range(x): total += 2\n    return total"
    )
    outcome = worker.probe("loop_steps", "twice", [(3,), 1000], {}, SECONDS)
    assert outcome.raised is None
    assert outcome.value >= 3
    refused = worker.probe("_secret", "twice", [], {}, SECONDS)
    assert refused.raised.type_name == "AnswerError"


def test_a_forged_answer_ends_the_worker(start):
    worker = defined(
        start,
        "import os\ndef forge():\n    os.write(4, b'NBG1' + bytes(12))\n    return 1",
    )
    with pytest.raises(WorkerCrashed, match="protocol"):
        worker.call("forge", [], {}, 5)
    assert not worker.alive


def test_an_answer_that_drips_is_late_on_time(start):
    worker = defined(
        start,
        "import os, time\ndef drip():\n"
        "    os.write(4, b'NBG1' + (1 << 19).to_bytes(4, 'little') + bytes(8))\n"
        "    while True:\n        time.sleep(0.01)\n        os.write(4, b' ')\n",
    )
    before = time.monotonic()
    with pytest.raises((WorkerTimeout, WorkerCrashed)):
        worker.call("drip", [], {}, 0.3)
    assert time.monotonic() - before < 5


def test_closing_twice_is_no_fault(start):
    worker = start()
    worker.close()
    worker.close()
    with pytest.raises(WorkerCrashed, match="has ended"):
        run(worker, "1")


def test_an_engine_describes_its_form(engine):
    report = engine.self_test()
    assert report.form in ("full", "restricted", "none")
    assert report.layers["limits"]
    assert isinstance(engine.start.__self__, type(engine))


def test_workers_live_side_by_side(start):
    workers = [start() for _ in range(4)]
    for number, worker in enumerate(workers):
        run(worker, f"mine = {number}")
    assert [worker.get("mine", SECONDS) for worker in workers] == [0, 1, 2, 3]


def test_an_outcome_is_a_copy(start):
    worker = defined(start, "import numpy as np\nx = np.zeros(2)\ndef f(): return x")
    outcome = worker.call("f", [], {}, SECONDS)
    assert isinstance(outcome, Outcome)
    outcome.value[0] = 5
    assert worker.get("x", SECONDS)[0] == 0
