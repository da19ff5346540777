"""Networks, loops and statistics: the solutions and what diagnosis takes for right, by PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from assignments.tests.staff.cells import variables
from assignments.tests.unit import QUESTIONS as STAFF
from gradekit import probes, specs

A3, A4, A5 = "a3_tiny_cnn", "a4_cifar10", "a5_inside_the_network"
few = settings(max_examples=15, deadline=None, derandomize=True)
small = st.integers(1, 4)
seeds = st.integers(0, 2**31)


def both(assignment, question, name=""):
    """The solution's function or class and the reference of diagnosis."""
    collection = STAFF[question]
    name = name or collection.variable
    return variables(assignment)[name], collection.references[name]


def normal(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def labels_of(seed, n, classes):
    return torch.randint(0, classes, (n,), generator=torch.Generator().manual_seed(seed))


@few
@given(seeds, st.integers(1, 9), st.integers(1, 4), st.booleans())
def test_an_epoch_takes_the_steps_of_torch(seed, n, batch, momentum):
    x, y, w = normal(seed, n, 3), labels_of(seed, n, 2), normal(seed + 1, 2, 3)
    fc = nn.Linear(3, 2, bias=False).double()
    fc.weight = nn.Parameter(w.clone())
    optimizer = torch.optim.SGD(fc.parameters(), 0.1, momentum=0.9 * momentum)
    losses = []
    for inputs, labels in zip(x.split(batch), y.split(batch), strict=True):
        loss = functional.cross_entropy(fc(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses += [loss.item()] * len(inputs)
    net = specs.model(specs.sequential(fc=specs.linear(w)))
    for function in both(A3, "q3_3"):
        report = probes.run(
            function,
            (
                net,
                specs.loader(x, y, batch),
                specs.loss("cross_entropy"),
                specs.sgd(0.1, 0.9 * momentum),
                specs.device(),
            ),
        )
        assert report["value"] == pytest.approx(np.mean(losses), rel=1e-9)
        state = report["models"]["model"]["state"]["fc.weight"]
        torch.testing.assert_close(state, fc.weight.detach())


@few
@given(seeds, st.integers(1, 9), st.integers(1, 4), st.booleans())
def test_evaluation_counts_every_picture_once(seed, n, batch, training):
    x, y, w = normal(seed, n, 5), labels_of(seed, n, 2), normal(seed + 1, 2, 5)
    logits = x @ w.T
    expected = (logits.argmax(1) == y).double().mean(), functional.cross_entropy(logits, y)
    layers = specs.sequential(drop=specs.dropout(0.5), fc=specs.linear(w))
    args = specs.model(layers, training=training), specs.loader(x, y, batch), specs.device()
    for function in both(A3, "q3_4"):
        report = probes.run(function, args)
        assert report["value"] == pytest.approx([float(value) for value in expected], rel=1e-9)
        assert report["models"]["model"]["restored"]


@few
@given(seeds, st.integers(-2, 2), st.integers(0, 2), st.sampled_from([1, 2]))
def test_the_error_of_equivariance_is_that_of_shifting_by_hand(seed, steps, margin, stride):
    shift = steps * stride
    x, weight = normal(seed, 2, 1, 4, 12), normal(seed + 1, 2, 1, 3, 3)

    def f(pictures):
        return functional.conv2d(pictures, weight, stride=stride, padding=1)

    def moved(maps, by):
        out = torch.zeros_like(maps)
        for column in range(maps.shape[-1]):
            if 0 <= column - by < maps.shape[-1]:
                out[..., column] = maps[..., column - by]
        return out

    gap = (f(moved(x, shift)) - moved(f(x), steps)).abs()
    expected = gap[..., margin : gap.shape[-1] - margin].max()
    conv = specs.conv(weight, stride=stride, padding=1)
    for function in both(A3, "q3_7"):
        value = probes.run(function, (conv, x, shift, margin, stride))["value"]
        assert value == pytest.approx(expected.item(), rel=1e-9, abs=1e-12)


@few
@given(seeds, small, small, small)
def test_channel_statistics_are_those_of_all_pixels(seed, n, height, width):
    images = np.random.default_rng(seed).integers(0, 256, (n, height, width, 3), dtype=np.uint8)
    pixels = torch.tensor(images).double().reshape(-1, 3) / 255
    for function in both(A4, "q4_1"):
        for got, wanted in zip(
            function(images), (pixels.mean(0), pixels.std(0, correction=0)), strict=True
        ):
            np.testing.assert_allclose(np.asarray(got), wanted.numpy(), atol=1e-6)


@few
@given(seeds, st.integers(2, 5), small, small, small, st.floats(0.01, 0.9), st.booleans())
def test_batch_normalisation_agrees_with_torch_over_steps(seed, n, c, h, w, momentum, large_eps):
    settings = {"eps": 0.1 if large_eps else 1e-5, "momentum": momentum}
    x, dout = normal(seed, n, c, h, w) * 3 + 1, normal(seed + 1, n, c, h, w)
    steps = [("train", x, dout), ("eval", x), ("train", x + 1), ("eval", x, dout)]
    expected = probes.model(nn.BatchNorm2d, (c,), settings, steps=steps, fill=2)
    for layer in both(A4, "q4_5"):
        report = probes.model(layer, (c,), settings, steps=steps, fill=2)
        for got, wanted in zip(report["steps"], expected["steps"], strict=True):
            torch.testing.assert_close(got["output"], wanted["output"])
            for name in ("running_mean", "running_var"):
                torch.testing.assert_close(got["buffers"][name], wanted["buffers"][name])
            if "grads" in wanted:
                torch.testing.assert_close(got["grads"], wanted["grads"])
                torch.testing.assert_close(got["input_grad"], wanted["input_grad"])


@few
@given(seeds, st.floats(0, 1), st.booleans())
def test_dropout_keeps_and_scales_or_leaves_alone(seed, p, training):
    x = normal(seed, 4, 50)
    for function in both(A4, "q4_6"):
        y = probes.run(function, (x, p, training, specs.generator(seed)))["value"]
        if not training:
            assert torch.equal(y, x)
            continue
        kept = y != 0
        scaled = x[kept] / (1 - p) if p < 1 else x[:0, 0]
        torch.testing.assert_close(y[kept], scaled)
        assert abs(kept.double().mean().item() - (1 - p)) < 0.2


@few
@given(seeds, small, small, st.integers(2, 4))
def test_saliency_is_the_slope_of_one_logit(seed, n, channels, classes):
    x, y = normal(seed, n, channels, 3, 4), labels_of(seed, n, classes)
    conv, dense = normal(seed + 1, 2, channels, 3, 3), normal(seed + 2, classes, 2)
    layers = specs.sequential(
        conv=specs.conv(conv, padding=1),
        relu=specs.relu(),
        gap=specs.gap(),
        fc=specs.linear(dense),
    )
    expected = []
    for picture, label in zip(x, y, strict=True):
        one = picture[None].clone().requires_grad_()
        maps = functional.relu(functional.conv2d(one, conv, padding=1))
        (maps.mean((2, 3)) @ dense.T)[0, label].backward()
        expected.append(one.grad[0].abs().amax(0))
    for function in both(A5, "q5_4"):
        value = probes.run(function, (layers, x, y))["value"]
        torch.testing.assert_close(value, torch.stack(expected))


@few
@given(seeds, st.integers(0, 30), st.integers(1, 5))
def test_a_confusion_matrix_counts_pairs(seed, n, classes):
    truth, said = (labels_of(seed + i, n, classes) for i in range(2))
    counts = np.zeros((classes, classes), dtype=np.int64)
    for row, column in zip(truth.tolist(), said.tolist(), strict=True):
        counts[row, column] += 1
    with np.errstate(all="ignore"):
        shares = np.where(counts.sum(1) > 0, np.diag(counts) / counts.sum(1), np.nan)
    matrix_of = both(A5, "q5_3", "confusion_matrix")
    for function in matrix_of:
        assert np.array_equal(np.asarray(function(truth, said, classes)), counts)
    for function in both(A5, "q5_3", "per_class_accuracy"):
        given_matrix = matrix_of[0](truth, said, classes)
        got = np.asarray(function(given_matrix))
        np.testing.assert_allclose(got, shares, rtol=1e-6)
