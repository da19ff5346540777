"""What the training loop shows while it runs."""

import os
import subprocess
import sys

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from assignments.tests.small_training import VALID, network, run
from cnnkit.training_progress import NotebookBar


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
