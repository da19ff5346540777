"""A training that is interrupted, and weights that are kept."""

import signal
import threading

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from assignments.tests.small_training import VALID, network, run
from cnnkit.train import save_weights


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
