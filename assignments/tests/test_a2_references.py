"""The second assignment's solutions and expected values, held against PyTorch and its autograd."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from assignments.tests.staff.cells import variables
from assignments.tests.unit import COURSE
from cnnkit import networks
from cnnkit.checks import modules, reference
from gradekit import checks

SOLVED = variables("a2_building_blocks")
small = settings(max_examples=40, deadline=None, derandomize=True)
sizes = st.integers(1, 4)
pairs = st.one_of(sizes, st.tuples(sizes, sizes))


@pytest.fixture(autouse=True)
def one_thread():
    """Layers this small are computed faster by one thread."""
    with reference.one_thread():
        yield


def outcome(function, *args, **kwargs):
    """What a function returns; None where it refuses."""
    try:
        return function(*args, **kwargs)
    except (ValueError, RuntimeError):
        return None


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


@small
@given(st.integers(1, 40), st.integers(1, 7), sizes, st.integers(0, 3), st.integers(1, 3))
def test_places_are_those_of_a_convolution(n, k, s, p, d):
    x, w = torch.zeros(1, 1, n), torch.zeros(1, 1, k)
    theirs = outcome(functional.conv1d, x, w, None, s, p, d)
    mine = outcome(SOLVED["conv_out_size"], n, k, s, p, d)
    assert mine == (None if theirs is None else theirs.shape[-1])
    assert modules.places([(n, k, s, p, d)]) == [mine]


@small
@given(st.integers(1, 40), st.integers(1, 7), sizes, st.integers(0, 3), st.integers(1, 3))
def test_places_are_those_of_a_pooling_that_rounds_up(n, k, s, p, d):
    assume(2 * p <= k)  # PyTorch pools nothing else
    x = torch.zeros(1, 1, n, n)
    theirs = outcome(functional.max_pool2d, x, k, s, p, d, ceil_mode=True)
    mine = outcome(SOLVED["conv_out_size"], n, k, s, p, d, ceil_mode=True)
    assert mine == (None if theirs is None else theirs.shape[-1])


@st.composite
def poolings(draw):
    """A map, a kernel, a stride and a padding that PyTorch takes."""
    kernel = draw(pairs)
    kH, kW = (kernel, kernel) if isinstance(kernel, int) else kernel
    padding = draw(st.tuples(st.integers(0, kH // 2), st.integers(0, kW // 2)))
    stride = draw(st.one_of(st.none(), pairs))
    shape = draw(st.tuples(*[st.integers(1, 2)] * 2, st.integers(kH, 9), st.integers(kW, 9)))
    x = normal(*shape, seed=draw(st.integers(0, 99)))
    return np.round(x) if draw(st.booleans()) else x, kernel, stride, padding


@small
@given(poolings())
def test_max_pooling(case):
    x, kernel, stride, padding = case
    theirs = functional.max_pool2d(torch.from_numpy(x), kernel, stride, padding).numpy()
    np.testing.assert_array_equal(SOLVED["max_pool2d"](x, kernel, stride, padding), theirs)
    np.testing.assert_array_equal(reference.max_pool2d(x, kernel, stride, padding), theirs)


@small
@given(poolings(), st.booleans())
def test_average_pooling(case, counted):
    x, kernel, stride, padding = case
    theirs = functional.avg_pool2d(
        torch.from_numpy(x), kernel, stride, padding, count_include_pad=counted
    ).numpy()
    for mine in (SOLVED["avg_pool2d"], reference.avg_pool2d):
        np.testing.assert_allclose(mine(x, kernel, stride, padding, counted), theirs, atol=1e-12)
    whole = functional.adaptive_avg_pool2d(torch.from_numpy(x), 1)[:, :, 0, 0].numpy()
    np.testing.assert_allclose(SOLVED["global_avg_pool"](x), whole, atol=1e-12)


@small
@given(poolings())
def test_gradient_of_max_pooling_is_autograds(case):
    x, kernel, stride, _ = case
    tensor = torch.from_numpy(x).requires_grad_()
    y = functional.max_pool2d(tensor, kernel, stride)
    dout = normal(*y.shape, seed=1)
    (theirs,) = torch.autograd.grad((y * torch.from_numpy(dout)).sum(), tensor)
    for mine in (SOLVED["max_pool2d_backward"], reference.max_pool2d_gradient):
        np.testing.assert_allclose(mine(dout, x, kernel, stride), theirs.numpy(), atol=1e-12)


@st.composite
def trunks(draw):
    """A stack of windows with single numbers for settings."""
    layers = []
    for step in range(draw(st.integers(1, 4))):
        k, s = draw(st.integers(1, 4)), draw(st.integers(1, 2))
        if draw(st.booleans()):
            layers.append(networks.conv(f"c{step}", 1, 1, k, 0, stride=s, dilation=draw(sizes)))
        else:
            layers.append(
                {"kind": "pool", "kernel": k, **draw(st.sampled_from([{}, {"stride": s}]))}
            )
    return layers


@small
@given(trunks())
def test_the_receptive_field_is_where_the_gradient_is_not_zero(layers):
    size, stride = SOLVED["receptive_field"](layers)
    x = torch.zeros(1, 1, 1, size + stride, requires_grad=True)
    y = x.double()
    for layer in layers:
        k = layer["kernel"]
        if layer["kind"] == "conv":
            w = torch.ones(1, 1, 1, k, dtype=torch.float64)
            y = functional.conv2d(y, w, stride=layer["stride"], dilation=(1, layer["dilation"]))
        else:
            # The mean hands a gradient to every pixel of a window; a maximum to one of them.
            y = functional.avg_pool2d(y, (1, k), (1, layer.get("stride", k)))
    assert y.shape[-1] == 2
    for place in (0, 1):
        (gradient,) = torch.autograd.grad(y[..., place].sum(), x, retain_graph=True)
        seen = gradient.flatten().nonzero().flatten().tolist()
        assert (seen[0], seen[-1]) == (place * stride, place * stride + size - 1)
    assert modules.receptive_field(layers) == (size, stride)


@small
@given(*[st.integers(1, 3)] * 7)
def test_two_convolutions_are_one(C, M, F, h1, v1, h2, v2):
    w1, w2, x = normal(M, C, h1, v1), normal(F, M, h2, v2, seed=1), normal(2, C, 6, 7, seed=2)
    both = reference.conv2d(reference.conv2d(x, w1), w2)
    one = reference.conv2d(x, SOLVED["collapse_two_convs"](w1, w2))
    np.testing.assert_allclose(one, both, atol=1e-10)


@pytest.mark.parametrize(
    ("layers", "shape", "total", "field"),
    [
        (networks.tiny_cnn(), (None, 1, 8, 8), 170, (4, 2)),
        (networks.simple_cnn(), (5, 3, 32, 32), 268_650, (10, 4)),
        (networks.improved_cnn(), (None, 3, 32, 32), 1_117_866, (16, 4)),
        (networks.improved_cnn(bias=False), (1, 3, 32, 32), 1_117_866 - 448, (16, 4)),
        (networks.improved_cnn(third_block=True), (2, 3, 32, 32), 815_530, (36, 8)),
        (networks.mlp(), (2, 3, 32, 32), 394_634, (1, 1)),
    ],
)
def test_the_known_networks(layers, shape, total, field):
    shapes = SOLVED["trace_shapes"](layers, shape)
    assert shapes == modules.shapes(layers, shape)
    assert shapes[-1] == (shape[0], 2 if total == 170 else 10)
    counts = SOLVED["count_params"](layers)
    assert counts == modules.parameters(layers)
    assert sum(counts.values()) == total
    assert SOLVED["receptive_field"](layers) == field


def test_what_does_not_fit_is_refused_by_both():
    for shape in ((2, 3, 64, 64), (2, 1, 32, 32), (2, 3, 3, 3)):
        with pytest.raises(ValueError, match=r"layer \d|no place"):
            SOLVED["trace_shapes"](networks.simple_cnn(), shape)
        with pytest.raises((ValueError, RuntimeError)):
            modules.shapes(networks.simple_cnn(), shape)


@pytest.mark.parametrize("shape", [(0, 3, 2, 2), (1, 2, 3, 4), (4, 5)])
def test_relu_and_flatten(shape):
    x = normal(*shape)
    tensor = torch.from_numpy(x)
    np.testing.assert_array_equal(SOLVED["relu"](x), torch.relu(tensor).numpy())
    flat = torch.flatten(tensor, 1).numpy()
    np.testing.assert_array_equal(SOLVED["flatten_batch"](x), flat)


def test_every_layer_has_a_kind_that_the_notebook_explains():
    text = (COURSE.sources / "a2_building_blocks" / "a2_building_blocks.ipynb").read_text("utf-8")
    for layer in [*networks.improved_cnn(), {"kind": "gap"}]:
        assert f"| `{layer['kind']}` |" in text
    assert networks.describe(networks.conv("c", 3, 16, (3, 5))) == "conv 3x5"
    assert networks.listing(networks.tiny_cnn()) == "[conv, relu, pool, flatten, linear]"


def test_a_message_that_must_name_numbers_takes_whole_words_only():
    def refuses(number):
        raise ValueError(f"layer 13 gets {number}")

    right = checks.raises(ValueError, 7).saying(13, 7)
    checks.function("q0", "refuses(number)", refuses, [right])
    short = checks.raises(ValueError, 7).saying(3, 7)
    with pytest.raises(checks.CheckFailed, match="should name 3 and 7; 3 is not in it"):
        checks.function("q0", "refuses(number)", refuses, [short])
    with pytest.raises(checks.CheckFailed) as caught:
        checks.function("q0", "refuses(number)", refuses, [short.about("a case")], hidden=True)
    assert str(caught.value) == (
        "refuses, a case: it raised ValueError, but the message does not say all."
    )
