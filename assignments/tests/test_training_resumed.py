"""A training that is interrupted, kept in a checkpoint, and taken up again."""

import signal
import threading

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from assignments.tests.small_training import VALID, network, run, weights
from cnnkit.training import save_weights


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
    with pytest.raises(ValueError, match=r"run\.safetensors is not a checkpoint that can be read"):
        run(network(), checkpoint=file)
    save_file({"weight": torch.zeros(2)}, str(file))
    with pytest.raises(ValueError, match="not a checkpoint"):
        run(network(), checkpoint=file)


def test_a_checkpoint_holds_the_weights_by_their_names(tmp_path):
    file, model = tmp_path / "deep" / "run.safetensors", network()
    run(model, checkpoint=file)
    tensors = load_file(str(file))
    for name, value in model.state_dict().items():
        assert torch.equal(tensors[f"model/{name}"], value)
    assert [path.name for path in file.parent.iterdir()] == ["run.safetensors"]


def test_weights_are_written_alone_and_load_strictly(tmp_path):
    file, model = tmp_path / "deep" / "simple_cnn.safetensors", network()
    model.to(memory_format=torch.channels_last)
    save_weights(model, file)
    other = network()
    nn.init.zeros_(next(other.parameters()))
    other.load_state_dict(load_file(str(file)), strict=True)
    for one, two in zip(model.parameters(), other.parameters(), strict=True):
        assert torch.equal(one, two)
    with pytest.raises(ValueError, match=r"Name the file simple_cnn\.safetensors"):
        save_weights(model, tmp_path / "simple_cnn.pt")
