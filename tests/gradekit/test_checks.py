"""What checks accept and refuse, whatever they say of it."""

import time

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnnkit import checks as cnn
from gradekit import checks, probes
from gradekit.checks.compare import difference
from gradekit.checks.sizes import Axis, explanation, words
from gradekit.remote import StandIn

few = settings(max_examples=60, deadline=None, derandomize=True)
finite = st.floats(-1e6, 1e6)
FLOATS = arrays.arrays(np.float64, arrays.array_shapes(max_dims=3, max_side=4), elements=finite)


@few
@given(FLOATS)
def test_an_array_equals_itself_in_any_memory_order(array):
    assert difference(array.copy(order="F"), array) is None


@few
@given(FLOATS, st.data())
def test_one_changed_number_is_found_at_its_place(array, data):
    index = data.draw(st.tuples(*(st.integers(0, size - 1) for size in array.shape)))
    changed = array.copy()
    changed[index] += 1e-3 * (1 + abs(array[index]))
    found = difference(changed, array)
    assert found is not None
    assert f"at {list(index)}" in found.numbers


@few
@given(FLOATS)
def test_nothing_is_broadcast(array):
    assert difference(array[None], array) is not None
    assert difference(array[..., None], array) is not None


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_never_passes(bad):
    expected = np.ones(3)
    assert difference(np.array([1.0, bad, 1.0]), expected) is not None
    assert difference(np.array([bad, 1.0, 1.0]), np.array([bad, 1.0, 1.0])) is not None


def test_nan_is_right_only_where_it_is_expected_and_asked_for():
    wanted = torch.tensor([1.0, torch.nan], dtype=torch.float64)
    assert difference(wanted.clone(), wanted, nan=True) is None
    assert difference(wanted.clone(), wanted) is not None
    assert difference(torch.tensor([torch.nan, 1.0]).double(), wanted, nan=True) is not None
    assert difference(torch.tensor([1.0, 2.0]).double(), wanted, nan=True) is not None
    assert difference(torch.tensor([1.0, torch.inf]).double(), wanted, nan=True) is not None
    assert difference(float("nan"), float("nan"), nan=True) is None
    assert difference(float("nan"), 1.0, nan=True) is not None
    assert difference(float("nan"), float("nan")) is not None


def test_a_tensor_is_held_against_a_tensor():
    wanted = torch.tensor([[1.0, 2.0]])
    assert difference(wanted.clone().requires_grad_(), wanted) is None
    assert "expected a tensor" in difference(wanted.numpy(), wanted).numbers
    assert "expected (1,2)" in difference(wanted.T, wanted).numbers
    assert difference(wanted.double(), wanted, "float32").what == (
        "the dtype is float64, expected float32"
    )
    assert difference(wanted + 1, wanted).of_values


def test_values_are_held_to_twelve_digits_and_no_more():
    expected = np.array([1.0, 1e6])
    assert difference(expected * (1 + 1e-11), expected) is None
    assert difference(expected * (1 + 1e-8), expected) is not None
    assert difference(expected.astype(np.float32) / 3, expected / 3) is not None


def test_float32_is_held_to_its_own_digits():
    expected = np.array([1.0, 2.0], dtype=np.float32) / 3
    assert difference(expected * np.float32(1 + 1e-5), expected, "float32") is None
    assert difference(expected * np.float32(1 + 1e-2), expected, "float32") is not None
    assert difference(expected.astype(np.float64), expected, "float32") is not None


def test_whole_numbers_may_come_as_integers():
    assert difference(np.array([1, 2]), np.array([1.0, 2.0])) is None
    assert difference(np.array([1, 2], dtype=np.uint8), np.array([1.0, 258.0])) is not None


def test_a_tuple_that_is_too_short_or_too_long_never_passes():
    expected = (np.ones(2), np.ones(2))
    for got in ((np.ones(2),), (np.ones(2),) * 3, [], np.ones((2, 2)), None):
        assert difference(got, expected) is not None
    assert difference([np.ones(2), np.ones(2)], expected) is None


def test_parts_that_are_not_looked_at_may_be_anything():
    expected = (checks.ANYTHING, np.ones(2))
    assert difference(("x", np.ones(2)), expected) is None
    found = difference(("x", np.zeros(2)), expected, parts=("dx", "dw"))
    assert found.what.startswith("dw: ")


def test_true_is_not_one():
    assert difference(True, 1) is not None
    assert difference(1, True) is not None


def test_all_cases_and_the_first_one_again_go_through_in_one_round_trip():
    trips = []

    class Proxy(StandIn):
        __name__ = "double"

        def __init__(self):
            super().__init__(self)

        def __call__(self, n):
            raise AssertionError("called one by one")

        def call_many(self, calls):
            trips.append([args for args, _ in calls])
            return [probes.Outcome(value=2 * args[0]) for args, _ in calls]

    values = checks.function("q0", "double(n)", Proxy(), [checks.case(2, 1), checks.case(4, 2)])
    assert values == [2, 4]
    assert trips == [[(1,), (2,), (1,)]]


class Stopped(BaseException):
    """What a stand-in raises when its process does not answer."""

    def __init__(self, index):
        super().__init__("stopped after 5 s")
        self.index = index


@pytest.mark.parametrize(("hidden", "note"), [(False, "f(n=7)"), (True, "many rounds")])
def test_a_time_out_passes_through_with_the_name_of_its_case(hidden, note):
    class Proxy(StandIn):
        def __init__(self):
            super().__init__(self)

        def __call__(self, n):
            raise AssertionError

        def call_many(self, calls):
            raise Stopped(1)

    cases = [checks.case(1, 1), checks.case(7, 7).about("many rounds")]
    with pytest.raises(Stopped) as caught:
        checks.function("q0", "f(n)", Proxy(), cases, hidden=hidden)
    assert caught.value.__notes__ == [f"The case: {note}."]


def test_works_tells_whether_all_cases_are_right():
    cases = [checks.case(2, 1), checks.case(4, 2)]
    assert checks.works(lambda n: 2 * n, cases)
    assert not checks.works(lambda n: 2, cases)
    assert not checks.works(lambda n: 1 / 0, cases)
    assert not checks.works(None, cases)


def test_random_cases_are_the_same_for_the_same_name_and_seed():
    first = checks.rng("q1_3", 4).integers(1000, size=5).tolist()
    assert checks.rng("q1_3", 4).integers(1000, size=5).tolist() == first
    assert checks.rng("q1_3", 5).integers(1000, size=5).tolist() != first
    token = checks.seed.set("another")
    try:
        assert checks.rng("q1_3", 4).integers(1000, size=5).tolist() != first
    finally:
        checks.seed.reset(token)


def test_helpers_make_what_their_names_say():
    rng = checks.rng("test")
    whole, real = checks.integers(rng, 50, 2), checks.reals(rng, 3, 4)
    assert (whole.shape, whole.min() >= -9, whole.max() <= 9) == ((50, 2), True, True)
    assert (real.shape, real.dtype) == ((3, 4), np.float64)


@few
@given(
    st.integers(1, 12), st.integers(1, 5), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3)
)
def test_the_size_formula_is_that_of_torch(n, k, s, p, d):
    axis = Axis(n, k, s, p, d)
    if axis.room < 0:
        return
    out = cnn.reference.conv2d(np.ones((1, 1, n, 1)), np.ones((1, 1, k, 1)), None, (s, 1),
                                  (p, 0), (d, 1))  # fmt: skip
    assert out.shape[2] == axis.size
    formula = axis.formula("H'").partition("= ")[2].partition(" = ")[0]
    assert eval(formula) == axis.size


@pytest.mark.parametrize(
    ("got", "axes", "slip"),
    [
        ((3, 3), (Axis(9, 2, 2, 1), Axis(9, 2, 2, 1)), None),
        ((3, 3), (Axis(8, 3, 2, 1),) * 2, "the padding is left off or the + 1 is left off"),
        ((2, 4), (Axis(5, 2), Axis(3, 2, 1, 1)), None),
        ((7, 7), (Axis(8, 3, 2, 2), Axis(8, 3, 2, 2)), None),
        ((8, 8), (Axis(8, 3, 2, 1), Axis(8, 3, 2, 1)), "the stride is left off"),
        ((5, 5), (Axis(8, 3, 2, 1), Axis(8, 3, 2, 1)), "the division is rounded up"),
        ((3, 3), (Axis(6, 3), Axis(6, 3)), "the + 1 is left off"),
        ((5, 4), (Axis(6, 3), Axis(7, 3)), "height and width are exchanged"),
        ((4, 4), (Axis(8, 3, d=2), Axis(8, 3, d=2)), None),
        ((6, 6), (Axis(8, 3, d=2), Axis(8, 3, d=2)), "the dilation is left off"),
    ],
)
def test_a_wrong_size_is_traced_to_the_slip_that_gives_it(got, axes, slip):
    text = explanation(got, axes)
    if got == (4, 4):
        assert text == ""  # nothing is wrong
    elif slip is None:
        assert "what comes out" not in text
    else:
        assert text.endswith(f"is what comes out when {slip}.")


def test_a_slip_of_the_size_can_be_said_without_numbers():
    axes = (Axis(8, 3, 2, 1), Axis(8, 3, 2, 1))
    assert not any(sign.isdigit() for sign in words((8, 8), axes))
    assert words((4, 4), axes) == ""


def test_the_task_by_hand_is_the_same_for_one_student_and_differs_between_two():
    first, again = cnn.trace_task(" Ab12 "), cnn.trace_task("ab12")
    assert np.array_equal(first.image, again.image)
    assert first.positions == again.positions
    assert first.positions[-1] == (3, 3)
    assert len(set(first.positions)) == 6
    assert not np.array_equal(first.image, cnn.trace_task("ab13").image)


@few
@given(st.text(max_size=12))
def test_the_task_by_hand_tells_every_slip_apart(student):
    task = cnn.trace_task(student)
    out = cnn.reference.correlation(task.image, task.kernel)
    for kernel in (task.kernel[::-1, ::-1], task.kernel[::-1], task.kernel[:, ::-1], task.kernel.T):
        other = cnn.reference.correlation(task.image, kernel)
        assert all(out[place] != other[place] for place in task.positions)


def naive(x):
    total = 0.0
    for row in x:
        for value in row:
            total += value
    return total


def test_many_loop_steps_are_refused_and_few_are_not():
    x = np.ones((30, 30))
    checks.few_loop_steps("f", lambda x: x.sum(), (x,), 200)
    with pytest.raises(checks.CheckFailed, match="f takes more than 200 loop steps"):
        checks.few_loop_steps("f", naive, (x,), 200)


def busy(seconds):
    """Compute so long, whatever the clock says."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def counted(number):
    return checks.case(float(number), float(number)).about(f"number {number}")


QUICK = {"cpu_seconds": 0.05, "advice": "Count at once."}


def test_a_quick_function_passes_and_a_slow_one_is_told():
    def slow(x):
        busy(0.5)
        return x

    checks.quick("q1_1", "f(x)", lambda x: x, counted, **QUICK)
    with pytest.raises(checks.CheckFailed, match=r"f computes for more than 0.05 s .* at once\."):
        checks.quick("q1_1", "f(x)", slow, counted, **QUICK)


def test_what_a_busy_machine_does_to_a_function_costs_nothing():
    def waits(x):
        time.sleep(0.2)
        return x

    checks.quick("q1_1", "f(x)", waits, counted, **QUICK)


def test_what_a_function_remembers_does_not_make_it_quick():
    known = {}

    def remembers(x):
        if x not in known:
            busy(0.5)
        return known.setdefault(x, x)

    with pytest.raises(checks.CheckFailed, match="f computes for more than"):
        checks.quick("q1_1", "f(x)", remembers, counted, **QUICK)


def test_a_function_that_is_quick_and_wrong_does_not_pass():
    with pytest.raises(checks.CheckFailed, match="returned 1"):
        checks.quick("q1_1", "f(x)", lambda x: x + 1, counted, **QUICK)


def test_no_check_holds_a_solution():
    from pathlib import Path

    folder = Path(checks.__file__).parent
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    for name in ("def corr2d", "def conv2d_forward", "def im2col", "def kernels", "W[:, perm]"):
        assert name not in text
