"""The course's training loop: what it computes, shows, keeps and goes on from."""

import json
import math
import os
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest
import torch
from cnnkit import data, training
from cnnkit.training_batches import Batches, to_unit
from cnnkit.training_device import half_format, takes_channels_last
from cnnkit.training_progress import NotebookBar
from cnnkit.training_start import whiten_first_layer
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

SHAPES = data.load_shapes(200, 0)
TRAIN, VALID = SHAPES.take(slice(150)), SHAPES.take(slice(150, 200))


def network(seed=0):
    """A small network with dropout, and with batch normalisation, which has buffers."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, stride=2, padding=1),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Linear(24, 10),
    )


def weights(model):
    return torch.cat([value.detach().float().flatten() for value in model.state_dict().values()])


def run(model, **settings):
    """Two epochs on the CPU with nothing printed, unless the settings say otherwise."""
    chosen = {"epochs": 2, "batch_size": 50, "device": "cpu", "progress": False, **settings}
    return training.train_and_evaluate(model, TRAIN, VALID, **chosen)


# Batches


def test_bytes_become_what_totensor_and_normalize_make_of_them():
    transforms = pytest.importorskip("torchvision.transforms", reason="torchvision is missing")
    usual = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)]
    )
    ours = to_unit(torch.from_numpy(TRAIN.images[:4].copy()))
    torch.testing.assert_close(
        ours, torch.stack([usual(image) for image in TRAIN.images[:4].copy()])
    )
    assert ours.is_contiguous(memory_format=torch.channels_last)


def seen(epoch, data_=TRAIN, **settings):
    batches = Batches(data_, torch.device("cpu"))
    return [
        torch.cat(parts) for parts in zip(*batches.shuffled(epoch, 32, **settings), strict=True)
    ]


def rows(pictures):
    """Pictures as a sorted list: the same for any order."""
    return sorted(pictures.flatten(1).sum(1).tolist())


def test_an_epoch_deals_every_picture_once_in_an_order_of_its_own():
    pictures, labels = seen(0, flip=False)
    whole = to_unit(torch.from_numpy(TRAIN.images.copy()))
    assert rows(pictures) == pytest.approx(rows(whole))
    assert sorted(labels.tolist()) == sorted(TRAIN.labels.tolist())
    assert not torch.equal(labels, seen(1, flip=False)[1])
    assert torch.equal(labels, seen(0, flip=False)[1])
    assert not torch.equal(labels, seen(0, flip=False, seed=1)[1])


def test_two_epochs_show_both_forms_of_every_picture():
    few = TRAIN.take(slice(20))
    plain = to_unit(torch.from_numpy(few.images.copy()))
    both = torch.cat([plain, plain.flip(3)])
    pictures = torch.cat([seen(epoch, few)[0] for epoch in (4, 5)])
    key = torch.linspace(0, 1, 32)  # tells a picture from its mirror image
    assert sorted((pictures * key).sum((1, 2, 3)).tolist()) == pytest.approx(
        sorted((both * key).sum((1, 2, 3)).tolist()), abs=1e-3
    )


def test_moved_pictures_are_windows_of_the_padded_ones():
    few = TRAIN.take(slice(12))
    padded = functional.pad(to_unit(torch.from_numpy(few.images.copy())), [2] * 4, mode="reflect")
    windows = padded.unfold(2, 32, 1).unfold(3, 32, 1)  # (12, 3, 5, 5, 32, 32)
    windows = windows.permute(0, 2, 3, 1, 4, 5).reshape(12 * 25, -1)
    pictures, _ = seen(0, few, flip=False, crop=2)
    nearest = torch.cdist(pictures.flatten(1), windows).min(1)
    assert nearest.values.max() < 0.05
    assert sorted((nearest.indices // 25).tolist()) == list(range(12))
    assert len(set((nearest.indices % 25).tolist())) > 4


@pytest.mark.parametrize(("size", "sizes"), [(75, [75, 75]), (149, [150]), (40, [40, 40, 40, 30])])
def test_no_batch_is_of_one_picture(size, sizes):
    batches = Batches(TRAIN, torch.device("cpu"))
    assert [len(labels) for _, labels in batches.shuffled(0, size)] == sizes
    assert batches.steps(size) == len(sizes)


# Training


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
        return training.SCHEDULES["triangle"](done)

    run(network(), epochs=5, schedule=recorded)
    factors = [training.SCHEDULES["triangle"](done) for done in rates]
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


# Evaluation


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


# What is shown


def test_one_line_an_epoch_is_printed(capsys):
    run(network(), test=VALID, progress=True)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:10] for line in lines] == ["epoch  1/2", "epoch  2/2", "test accur"]
    assert "valid accuracy" in lines[0]
    assert "on 50 pictures" in lines[2]


def test_silence_is_silent(capsys):
    run(network(), test=VALID)
    assert capsys.readouterr().out == ""


def test_a_terminal_shows_a_bar_with_the_time_left():
    code = (
        "import sys; sys.stderr.isatty = lambda: True\n"
        "from cnnkit import training_progress as shown\n"
        "shown.Progress._PAUSE = 0\n"
        "bar = shown.Progress(2, 50)\n"
        "for step in range(50): bar.step(0, step)\n"
        "bar.line('epoch 1 is done'); bar.step(1, 0); bar.close()\n"
    )
    environment = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "90"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "epoch 1 is done\n"
    for part in ("epoch 1", "epoch 2", "time left", "50%"):
        assert part in done.stderr


def test_a_notebook_shows_one_bar_that_is_gone_in_the_end():
    shell = InteractiveShell.instance()
    try:
        with capture_output() as captured:
            bar = NotebookBar()
            bar.show(10, 100, "epoch 1")
            bar.show(20, 100, "epoch 1")
            bar.close()
    finally:
        shell.clear_instance()
    first, *updates = captured.outputs
    assert not first.update
    assert all(output.update for output in updates)
    shown = [output.data["text/html"] for output in updates]
    assert shown[0].endswith("epoch 1, 10%, time left ?")
    assert shown[1].endswith("epoch 1, 20%, time left 0:00")
    assert shown[2] == ""


# Interrupt and resume


class Stopping(nn.Module):
    """A network at whose n-th training step somebody presses Ctrl-C."""

    def __init__(self, step):
        super().__init__()
        self.inner, self.left = network(), step

    def forward(self, x):
        if self.training:
            self.left -= 1
            if self.left == 0:
                signal.raise_signal(signal.SIGINT)
        return self.inner(x)


def test_an_interrupt_keeps_the_history(capsys):
    assert threading.current_thread() is threading.main_thread()
    history = run(Stopping(5), epochs=4, progress=True, test=VALID)
    assert history.interrupted
    assert len(history.train_loss) == 1
    assert history.test_accuracy is None
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "Interrupted: 1 of 4 epochs are done and kept."


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_resumed_run_ends_as_an_uninterrupted_one(tmp_path, optimizer, capsys):
    settings = {"epochs": 3, "optimizer": optimizer, "lr": 0.02, "crop": 1}
    whole = network()
    expected = run(whole, **settings)
    file = tmp_path / "run.safetensors"
    stopped = Stopping(5)
    assert run(stopped, **settings, checkpoint=file).interrupted
    model = Stopping(0)
    torch.manual_seed(99)
    found = run(model, **settings, checkpoint=file, progress=True)
    assert found.train_loss == expected.train_loss
    assert found.valid_accuracy == expected.valid_accuracy
    assert torch.equal(weights(model.inner), weights(whole))
    assert "going on after epoch 1 of run.safetensors" in capsys.readouterr().out


def test_a_finished_run_is_read_and_not_repeated(tmp_path):
    file, model = tmp_path / "run.safetensors", network()
    first = run(model, checkpoint=file)
    again = network(1)
    assert run(again, checkpoint=file).train_loss == first.train_loss
    assert torch.equal(weights(again), weights(model))


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    file = tmp_path / "run.safetensors"
    run(network(), checkpoint=file)
    with pytest.raises(ValueError, match=r"run with epochs 2 \(now 3\), lr 0.1 \(now 0.2\)"):
        run(network(), checkpoint=file, epochs=3, lr=0.2)
    with pytest.raises(ValueError, match="of another model"):
        run(nn.Sequential(nn.Flatten(), nn.Linear(3072, 10)), checkpoint=file)


def test_a_damaged_checkpoint_is_named(tmp_path):
    file = tmp_path / "run.safetensors"
    run(network(), checkpoint=file)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match=r"run\.safetensors is no checkpoint that can be read"):
        run(network(), checkpoint=file)
    save_file({"weight": torch.zeros(2)}, str(file))
    with pytest.raises(ValueError, match="no checkpoint"):
        run(network(), checkpoint=file)


def test_a_checkpoint_holds_the_weights_by_their_names(tmp_path):
    file, model = tmp_path / "deep" / "run.safetensors", network()
    run(model, checkpoint=file)
    tensors = load_file(str(file))
    for name, value in model.state_dict().items():
        assert torch.equal(tensors[f"model/{name}"], value)
    assert [path.name for path in file.parent.iterdir()] == ["run.safetensors"]


# Profiles, and the loop for comparison


def test_the_profile_is_the_environments(monkeypatch):
    monkeypatch.delenv("CNN_PROFILE", raising=False)
    assert training.profile().name == "small"
    monkeypatch.setenv("CNN_PROFILE", "tiny")
    assert training.profile().train_images <= 1000
    assert training.profile("full").simple_epochs == 10
    monkeypatch.setenv("CNN_PROFILE", "huge")
    with pytest.raises(ValueError, match="CNN_PROFILE is 'huge'; it is one of tiny, small, full"):
        training.profile()


def test_recipes_are_arguments_of_the_loop():
    for recipe in training.RECIPES.values():
        run(network(), **{**recipe, "epochs": 1})
        assert json.loads(json.dumps(dict(recipe))) == dict(recipe)


def test_the_plain_loop_learns_the_same_pictures():
    pytest.importorskip("torchvision", reason="torchvision is missing")
    losses = [loss for loss, _ in training.plain_loop(network(), TRAIN, epochs=4, lr=0.01)]
    assert len(losses) == 4
    assert losses[-1] < losses[0]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_trains_as_the_cpu_does():
    history = run(network(), device="cuda", epochs=4, lr=0.02)
    assert history.train_loss[-1] < history.train_loss[0]


# A faster start


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
