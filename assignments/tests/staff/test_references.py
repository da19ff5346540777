"""The solution and the right implementations beside the misconceptions, against PyTorch."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from assignments.tests.staff.cells import variables
from assignments.tests.unit import QUESTIONS as STAFF

RIGHT = {name: item.right for name, item in STAFF.items()}
few = settings(max_examples=40, deadline=None, derandomize=True)
small = st.integers(1, 4)
seeds = st.integers(0, 2**31)


def close(got, expected):
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-10)


def functions(question):
    """The solution's function and the reference of diagnosis."""
    solution = variables("a1_convolution")
    return solution[STAFF[question].variable], RIGHT[question]


@few
@given(st.lists(st.integers(1, 50), min_size=2, max_size=5), st.booleans())
def test_counting_parameters_agrees_with_linear_layers(sizes, bias):
    layers = [torch.nn.Linear(m, n, bias, device="meta") for m, n in pairwise(sizes)]
    expected = sum(p.numel() for layer in layers for p in layer.parameters())
    assert [f(sizes, bias) for f in functions("q1_1")] == [expected, expected]


@few
@given(seeds, st.integers(1, 5), st.integers(1, 8))
def test_permuted_weights_see_what_the_old_ones_saw(seed, units, pixels):
    rng = np.random.default_rng(seed)
    W, perm, x = rng.normal(size=(units, pixels)), rng.permutation(pixels), rng.normal(size=pixels)
    for function in functions("q1_2"):
        close(function(W, perm) @ x[perm], W @ x)


@few
@given(seeds, small, small, st.integers(0, 4), st.integers(0, 4))
def test_correlation_and_convolution_agree_with_scipy(seed, kH, kW, more_rows, more_columns):
    rng = np.random.default_rng(seed)
    image = rng.normal(size=(kH + more_rows, kW + more_columns))
    kernel = rng.normal(size=(kH, kW))
    for function in functions("q1_3"):
        close(function(image, kernel), correlate2d(image, kernel, mode="valid"))
    for function in functions("q1_6"):
        close(function(image, kernel), convolve2d(image, kernel, mode="valid"))


@few
@given(
    seeds,
    st.tuples(small, small, small, small, small),
    st.tuples(small, small),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 3),
    st.booleans(),
)
def test_the_layer_agrees_with_torch(seed, sizes, stride, padding, dilation, groups, bias):
    rng = np.random.default_rng(seed)
    N, C, F, kH, kW = sizes
    height = dilation[0] * (kH - 1) + 1 + int(rng.integers(5))
    width = dilation[1] * (kW - 1) + 1 + int(rng.integers(5))
    x = rng.normal(size=(N, groups * C, height, width))
    w = rng.normal(size=(groups * F, C, kH, kW))
    b = rng.normal(size=groups * F) if bias else None
    expected = torch.nn.functional.conv2d(
        torch.tensor(x), torch.tensor(w), None if b is None else torch.tensor(b),
        stride, padding, dilation, groups,
    ).numpy()  # fmt: skip
    for function in functions("q1_7"):
        close(function(x, w, b, stride, padding, dilation, groups), expected)
    if dilation == (1, 1) and groups == 1:
        for function in functions("q1_8"):
            close(function(x, w, b, stride, padding), expected)


@few
@given(
    seeds,
    st.tuples(small, small, small, small, small),
    st.integers(1, 3),
    st.integers(0, 2),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
def test_the_gradients_agree_with_autograd(seed, sizes, stride, padding, more):
    from cnnkit.checks.reference import conv2d_gradients

    rng = np.random.default_rng(seed)
    N, C, F, kH, kW = sizes
    x = torch.tensor(rng.normal(size=(N, C, kH + more[0], kW + more[1])), requires_grad=True)
    w = torch.tensor(rng.normal(size=(F, C, kH, kW)), requires_grad=True)
    b = torch.zeros(F, dtype=torch.float64, requires_grad=True)
    y = torch.nn.functional.conv2d(x, w, b, stride, padding)
    dout = torch.tensor(rng.normal(size=y.shape))
    expected = [part.numpy() for part in torch.autograd.grad(y, (x, w, b), dout)]
    arrays = (dout.numpy(), x.detach().numpy(), w.detach().numpy(), stride, padding)
    for function in (*functions("q1_9"), conv2d_gradients):
        for got, wanted in zip(function(*arrays), expected, strict=True):
            close(got, wanted)


@pytest.mark.parametrize("question", ["q1_3", "q1_6", "q1_7", "q1_8", "q1_9"])
def test_every_function_question_has_a_reference(question):
    assert callable(RIGHT[question])
