"""Probes: what they see of a function, here and through a stand-in."""

import contextlib
import subprocess
import sys
import threading

import numpy as np
import pytest
import torch

from cnnkit import checks as cnn
from gradekit import checks, probes
from gradekit.outcome import Raised
from gradekit.remote import StandIn

a = np.arange(16.0).reshape(4, 4)
k = np.ones((2, 2))
X, K = torch.ones(1, 1, 4, 4), torch.ones(1, 1, 2, 2)


def by_loops(image, kernel):
    out = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            out[i, j] = helper(image[i : i + 2, j : j + 2] * kernel)
    return out


def helper(products):
    return np.einsum("ij->", products)


def scipy_signal(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel)


def scipy_ndimage(image, kernel):
    import scipy.ndimage

    return scipy.ndimage.correlate(image, kernel)


def in_a_thread(image, kernel):
    worker = threading.Thread(target=lambda: None)
    worker.start()
    worker.join()


ROUTES = {
    "F.conv2d": lambda image, kernel: torch.nn.functional.conv2d(X, K),
    "torch.conv2d": lambda image, kernel: torch.conv2d(X, K),
    "torch.convolution": lambda image, kernel: torch.convolution(
        X, K, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1
    ),
    "nn.Conv2d": lambda image, kernel: torch.nn.Conv2d(1, 1, 2)(X),
    "aten": lambda image, kernel: torch.ops.aten.convolution(
        X, K, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1
    ),
    "conv1d": lambda image, kernel: torch.conv1d(X[0], K[0]),
    "conv_transpose2d": lambda image, kernel: torch.conv_transpose2d(X, K),
    "F.unfold": lambda image, kernel: torch.nn.functional.unfold(X, 2),
    "avg_pool2d": lambda image, kernel: torch.nn.functional.avg_pool2d(X, 2),
    "max_pool2d": lambda image, kernel: torch.nn.functional.max_pool2d(X, 2),
    "torch.fft": lambda image, kernel: torch.fft.fft2(X),
    "numpy.fft": lambda image, kernel: np.fft.rfft2(image),
    "np.convolve": lambda image, kernel: np.convolve(image[0], kernel[0]),
    "np.correlate": lambda image, kernel: np.correlate(image[0], kernel[0]),
    "scipy.signal": scipy_signal,
    "scipy.ndimage": scipy_ndimage,
    "thread": in_a_thread,
    "cnnkit": lambda image, kernel: cnn.reference.correlation(image, kernel),
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_way_round_the_task_is_seen(route):
    assert probes.operations(ROUTES[route], a, k) != []


@pytest.mark.parametrize(
    "function",
    [
        by_loops,
        lambda image, kernel: np.tensordot(image, image) + np.pad(image, 1).sum(),
        lambda image, kernel: np.lib.stride_tricks.sliding_window_view(image, (2, 2)).sum((2, 3)),
        lambda image, kernel: torch.tensor(image) @ torch.tensor(image),
        lambda image, kernel: torch.tensordot(X, X, 4),
        lambda image, kernel: X.unfold(2, 2, 1).unfold(3, 2, 1).sum(),
    ],
)
def test_honest_arithmetic_is_not_taken_for_a_banned_operation(function):
    assert probes.operations(function, a, k) == []


@pytest.mark.parametrize("route", ["F.conv2d", "np.convolve", "numpy.fft", "scipy.signal"])
def test_where_no_library_is_banned_only_the_course_s_own_is(route):
    assert probes.operations(ROUTES[route], a, k, banned="course") == []
    assert probes.operations(ROUTES["cnnkit"], a, k, banned="course") != []
    assert checks.bans("def f(a, b): return np.convolve(a, b)", "course") == []
    assert checks.bans("from gradekit import checks\ndef f(a): return checks.rng(a)", "course")


def test_an_alias_does_not_help():
    hidden = torch.nn.functional.conv2d
    assert probes.operations(lambda image, kernel: hidden(X, K), a, k) == ["torch aten.convolution"]


def test_only_the_way_in_is_named():
    assert probes.operations(scipy_signal, a, k)[-1] == "scipy.signal.correlate2d"


def test_an_exception_ends_the_call_but_not_the_watch():
    def raises(image, kernel):
        np.convolve(image[0], kernel[0])
        raise ValueError("later")

    assert probes.operations(raises, a, k) == ["numpy.convolve"]
    assert sys.getprofile() is None


def test_the_watch_on_torch_does_not_import_the_compiler():
    code = (
        "import sys, torch\nfrom gradekit import probes\n"
        "x = torch.ones(1, 1, 4, 4)\n"
        "print(probes.operations(lambda: torch.conv2d(x, x)), 'torch._dynamo' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['torch aten.convolution'] False"


def comprehension(x):
    return [value for row in x for value in row]


def generator(x):
    return sum(value for row in x for value in row)


def while_loop(x):
    n = 0
    while n < x.size:
        n += 1
    return n


def recursion(n):
    return 0 if n == 0 else recursion(n - 1)


@pytest.mark.parametrize(
    ("function", "argument"),
    [
        (comprehension, np.ones((20, 20))),
        (generator, np.ones((20, 20))),
        (while_loop, np.ones((20, 20))),
        (lambda x: [helper(np.ones((1, 1))) for _ in range(400)], None),
        (lambda x: list(map(helper, x)), [np.ones((1, 1))] * 400),
        (lambda x: np.vectorize(lambda v: v + 1)(x), np.ones(400)),
        (recursion, 400),
    ],
)
def test_loops_in_disguise_are_counted(function, argument):
    assert probes.loop_steps(function, (argument,), 300) == 301


def test_steps_of_few_offsets_are_counted_and_those_of_libraries_are_free():
    def offsets(x):
        out = np.zeros(3)
        for u in range(3):
            for v in range(3):
                out += np.array([sum(row) for row in np.vstack([x, x])])[u : u + 3] * v
        return out

    steps = probes.loop_steps(offsets, (np.ones((3, 3)),), 500)
    assert 9 <= steps <= 100
    assert probes.loop_steps(lambda x: np.sort(x).sum(), (np.ones(10_000),), 500) == 0


def test_a_long_loop_is_not_run_to_its_end():
    def endless(x):
        while True:
            with contextlib.suppress(Exception):
                x += 1

    assert probes.loop_steps(endless, (0,), 50) == 51
    assert sys.gettrace() is None


def test_outcomes_of_several_calls():
    def odd(n, out):
        out[0] = n
        if n == 2:
            raise KeyError("two")
        return n

    array = np.zeros(1)
    first, second = probes.call_many(odd, [((1, array), {}), ((2,), {"out": array})])
    assert (first.value, first.raised) == (1, None)
    assert first.changed[1][0] == 1
    assert second.raised == Raised("KeyError", "'two'")
    assert second.changed["out"][0] == 2
    assert array[0] == 0  # a call works on copies


def test_an_exit_is_an_outcome_and_an_interrupt_is_not():
    def leaves():
        sys.exit(3)

    def interrupted():
        raise KeyboardInterrupt

    assert probes.call_many(leaves, [((), {})])[0].raised == Raised("SystemExit", "3")
    with pytest.raises(KeyboardInterrupt):
        probes.call_many(interrupted, [((), {})])


def test_a_result_that_is_an_argument_keeps_its_content():
    outcomes = probes.call_many(lambda x: x, [((a,), {}), ((a,), {})])
    assert all(np.array_equal(outcome.value, a) and not outcome.changed for outcome in outcomes)


class Elsewhere:
    """Answers like a function in another process."""

    def probe(self, probe, args, kwargs):
        return probe, args, kwargs

    def call_many(self, calls):
        return len(calls)


def test_a_stand_in_answers_for_itself():
    stand_in = StandIn(Elsewhere())
    assert probes.operations(stand_in, a, banned="numpy") == (
        "operations", (a,), {"banned": "numpy"},
    )  # fmt: skip
    assert probes.loop_steps(stand_in, (a,), 9) == ("loop_steps", ((a,), 9), {})
    assert probes.source(stand_in) == ("source", (), {})
    assert probes.call_many(stand_in, [((), {}), ((), {})]) == 2


def test_the_source_has_what_the_function_reaches():
    text = probes.source(by_loops)
    assert "def by_loops" in text
    assert "def helper" in text
    assert "import numpy as np" in text
    assert "def recursion" not in text
    assert probes.source(len) == ""


CELLS = [
    "import numpy as np\nfrom scipy import signal as sg",
    "%matplotlib inline\n!pip list\ndef helper(x):\n    return sg.correlate2d(x, x)",
    "def corr2d(image, kernel):\n    return None",
    "this does not parse",
    "if True:\n    def corr2d(image, kernel):\n        return helper(image) + np.ones(1)",
    "def other():\n    pass",
]


def test_the_source_is_read_from_cells_without_running_them():
    text = probes.notebook_source(CELLS, "corr2d")
    assert "from scipy import signal as sg" in text
    assert "def helper" in text
    assert "return None" not in text  # the last definition counts
    assert "other" not in text
    assert checks.bans(text) != []
    assert probes.notebook_source(CELLS, "absent") == ""


@pytest.mark.parametrize(
    "code",
    [
        "from scipy.signal import correlate2d\ndef f(a, b): return correlate2d(a, b)",
        "def f(a, b):\n    import scipy\n    return scipy.ndimage.correlate(a, b)",
        "import torch.nn.functional as F\ndef f(a, b): return F.conv2d(a, b)",
        "def f(a, b): return torch.nn.Conv2d(1, 1, 2)(a)",
        "def f(a, b): return np.convolve(a, b)",
        "def f(a, b): return np.fft.fft2(a)",
        "def f(a, b): return torch.nn.functional.unfold(a, 2)",
        "from torch.nn.functional import unfold\ndef f(a, b): return unfold(a, 2)",
        "def f(a, b): return getattr(torch, 'conv2d')(a, b)",
        "def f(a, b): return __import__('scipy').signal",
        "from cnnkit.checks.reference import conv2d\ndef f(a, b): return conv2d(a, b)",
        "g = torch.conv2d\ndef f(a, b): return g(a, b)",
    ],
)
def test_banned_names_are_found_in_the_source(code):
    assert checks.bans(code) != []


@pytest.mark.parametrize(
    "code",
    [
        "def correlate(a, b): return (a * b).sum()\ndef f(a, b): return correlate(a, b)",
        "def f(a, b):\n    'like scipy.signal.correlate2d'\n    return np.einsum('ij,ij', a, b)",
        "def conv2d(a): return a\ndef f(a, b): return conv2d(a)",
        "def f(a, b): return np.pad(a, 1)[::2] @ b",
        "def f(a, b): return a.reshape(2, -1).swapaxes(0, 1)",
        "def f(a, b): return a.unfold(0, 2, 1) * b",
        "this does not parse",
    ],
)
def test_own_functions_and_words_in_text_are_not_banned(code):
    assert checks.bans(code) == []


def test_use_of_another_function_is_read_from_the_source():
    assert checks.uses("def f(a): return corr2d(a, a)", "corr2d")
    assert not checks.uses("def f(a):\n    'corr2d'\n    return a", "corr2d")
    assert checks.uses("", "corr2d")
