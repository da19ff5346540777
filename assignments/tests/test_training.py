"""The course's training loop: what it computes, and what it measures."""

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from assignments.tests.small_training import SHAPES, TRAIN, VALID, network, run, weights
from bench.plain import plain_loop
from bench.whitening import whiten_first_layer
from cnnkit import data
from cnnkit import train as training
from cnnkit.train import half_format, machine, takes_channels_last, to_unit
from gradekit.training.experiment import triangle


def test_the_history_has_an_entry_an_epoch_and_one_test():
    history = run(network(), test=VALID)
    assert len(history.train_loss) == len(history.valid_loss) == len(history.valid_accuracy) == 2
    assert history.train_loss[0] == pytest.approx(math.log(10), abs=0.5)
    assert history.test_accuracy == history.valid_accuracy[-1]
    assert history.seconds > 0
    assert not history.interrupted
    without = training.train_and_evaluate(network(), TRAIN, epochs=1, progress=False, device="cpu")
    assert (without.valid_loss, without.test_accuracy) == ((), None)


def test_the_training_loss_is_a_mean_over_pictures():
    """With a rate of 0 the loss of each picture is that of the first weights."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))
    history = run(model, lr=0.0, epochs=1, flip=False, batch_size=100)
    expected = training.evaluate(model, TRAIN).loss
    assert history.train_loss[0] == pytest.approx(expected, rel=2e-2 if half() else 1e-5)


def half():
    return half_format(torch.device("cpu"))


def test_one_step_of_sgd_is_the_formula():
    """Nesterov momentum from rest: w - lr * 1.9 * (gradient + decay * w)."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(3072, 10)).double()
    model.forward = lambda x: functional.linear(
        x.flatten(1).double(), model[1].weight, model[1].bias
    )
    before = model[1].weight.detach().clone()
    pixels = to_unit(torch.from_numpy(TRAIN.images.copy())).double().flatten(1)
    labels = torch.from_numpy(TRAIN.labels.copy())
    gradient = pixels.T @ (
        functional.softmax(pixels @ before.T + model[1].bias.detach(), 1)
        - functional.one_hot(labels, 10)
    )
    run(model, epochs=1, lr=0.01, batch_size=150, flip=False, schedule="constant")
    step = 0.01 * 1.9 * (gradient.T / 150 + 5e-4 * before)
    tolerance = {"rtol": 0.05, "atol": 1e-3} if half() else {"rtol": 1e-4, "atol": 1e-8}
    torch.testing.assert_close(before - model[1].weight.detach(), step, **tolerance)


def test_the_same_seed_gives_the_same_weights_and_another_other_ones():
    models = [network() for _ in range(3)]
    for model, seed in zip(models, (3, 3, 4), strict=True):
        run(model, seed=seed, crop=1)
    assert torch.equal(weights(models[0]), weights(models[1]))
    assert not torch.equal(weights(models[0]), weights(models[2]))


def test_the_rate_rises_for_a_fifth_and_falls_to_nothing():
    rates = []

    def recorded(done):
        rates.append(done)
        return triangle()(done)

    run(network(), epochs=5, schedule=recorded)
    factors = [triangle()(done) for done in rates]
    assert len(factors) == 15
    assert np.argmax(factors) in (2, 3)
    assert 0 < factors[-1] < 0.05
    assert 0 < factors[0] < 0.2


def test_shapes_are_learned_that_a_linear_model_does_not_learn():
    """Ten classes, so chance is 10 %."""
    train, test = data.load_shapes(2000, 0), data.load_shapes(500, 1)

    def accuracy(*layers, lr):
        torch.manual_seed(0)
        model = nn.Sequential(*layers)
        settings = {"epochs": 4, "lr": lr, "batch_size": 32, "device": "cpu", "progress": False}
        return training.train_and_evaluate(model, train, test=test, **settings).test_accuracy

    linear = accuracy(nn.Flatten(), nn.Linear(3072, 10), lr=0.005)
    assert linear < 0.25
    trunk = [nn.Conv2d(3, 16, 5, 2, 2), nn.BatchNorm2d(16), nn.ReLU()]
    trunk += [nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)]
    small = accuracy(*trunk, nn.Flatten(), nn.Linear(512, 10), lr=0.05)
    assert small > linear + 0.15


def test_a_model_that_flattens_by_view_is_given_the_layout_it_takes():
    class Viewing(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.fc = nn.Conv2d(3, 4, 3, padding=1), nn.Linear(4 * 32 * 32, 10)

        def forward(self, x):
            return self.fc(self.conv(x).view(-1, 4 * 32 * 32))

    model = Viewing()
    assert not takes_channels_last(model, torch.zeros(2, 3, 32, 32))
    assert len(run(model).train_loss) == 2
    assert 0 <= training.evaluate(model, VALID).accuracy <= 1


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_either_optimizer_lowers_the_loss(optimizer):
    losses = run(network(), optimizer=optimizer, epochs=4, lr=0.02).train_loss
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"optimizer": "sgdm"}, 'optimizer is "sgd" or "adam"'), ({"schedule": "cosine"}, "schedule")],
)
def test_an_unknown_name_is_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        run(network(), **settings)


def test_evaluation_is_without_dropout_and_restores_the_mode():
    model = network().train()
    first = training.evaluate(model, VALID)
    assert first == training.evaluate(model, VALID, batch_size=7)._replace(loss=first.loss)
    assert training.evaluate(model, VALID, batch_size=7).loss == pytest.approx(first.loss)
    assert model.training
    logits = model.eval()(to_unit(torch.from_numpy(VALID.images.copy())))
    labels = torch.from_numpy(VALID.labels.copy())
    assert first.loss == pytest.approx(functional.cross_entropy(logits, labels).item(), rel=1e-5)
    assert first.accuracy == (logits.argmax(1) == labels).double().mean().item()


def test_nothing_to_evaluate_is_nan():
    assert all(math.isnan(value) for value in training.evaluate(network(), VALID.take([])))


def test_the_profile_is_the_environments(monkeypatch):
    monkeypatch.delenv("GRADEKIT_PROFILE", raising=False)
    assert training.profile().name == "small"
    monkeypatch.setenv("GRADEKIT_PROFILE", "tiny")
    assert training.profile().train_images <= 1000
    assert training.profile("full").simple_epochs == 10
    monkeypatch.setenv("GRADEKIT_PROFILE", "huge")
    with pytest.raises(
        ValueError, match="GRADEKIT_PROFILE is 'huge'; it is one of tiny, small, full"
    ):
        training.profile()


def test_the_plain_loop_learns_the_same_pictures():
    pytest.importorskip("torchvision", reason="torchvision is missing")
    losses = [loss for loss, _ in plain_loop(network(), TRAIN, epochs=4, lr=0.01)]
    assert len(losses) == 4
    assert losses[-1] < losses[0]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_trains_as_the_cpu_does():
    history = run(network(), device="cuda", epochs=4, lr=0.02)
    assert history.train_loss[-1] < history.train_loss[0]


def test_a_whitened_first_layer_gives_equal_uncorrelated_channels():
    torch.manual_seed(0)
    layer = nn.Conv2d(3, 12, 3, bias=False)
    drawn = layer.weight.detach().clone()
    whiten_first_layer(nn.Sequential(layer, nn.ReLU()), SHAPES)
    with torch.no_grad():
        channels = layer(to_unit(torch.from_numpy(SHAPES.images.copy()))).transpose(0, 1).flatten(1)
    seen = torch.cov(channels[:6])
    spread = seen.diag().sqrt()
    assert (seen / spread[:, None] / spread - torch.eye(6)).abs().max() < 0.02
    assert spread.max() / spread.min() < 1.5
    torch.testing.assert_close(channels[6:], -channels[:6])
    assert layer.weight.norm().item() == pytest.approx(1.5 * drawn.norm().item(), rel=1e-4)


def test_a_network_without_a_first_convolution_is_not_whitened():
    with pytest.raises(ValueError, match="three colours"):
        whiten_first_layer(nn.Sequential(nn.Flatten(), nn.Linear(3072, 10)), SHAPES)


@pytest.mark.parametrize(("gain", "dtype"), [(0.5, None), (2.0, torch.bfloat16)])
def test_sixteen_bits_are_for_processors_that_gain_by_them(monkeypatch, gain, dtype):
    """Some processors have the instructions and multiply more slowly with them."""
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    monkeypatch.setattr(machine, "_gain", lambda _: gain)
    assert half_format(torch.device("cpu")) is dtype
