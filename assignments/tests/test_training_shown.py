"""What the training loop shows while it runs."""

import os
import subprocess
import sys

from assignments.tests.small_training import VALID, network, run


def test_one_line_an_epoch_is_printed(capsys):
    run(network(), test=VALID, progress=True)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:10] for line in lines] == ["epoch  1/2", "epoch  2/2", "test accur"]
    assert "valid accuracy" in lines[0]
    assert "on 50 images" in lines[2]


def test_silence_is_silent(capsys):
    run(network(), test=VALID)
    assert capsys.readouterr().out == ""


def test_a_terminal_shows_a_bar_with_the_time_left_and_keeps_the_lines():
    code = (
        "import sys; sys.path[:0] = ['.', 'assignments']\n"
        "from assignments.tests.small_training import network, run\n"
        "run(network(), progress=True)\n"
    )
    environment = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "90"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert [line[:10] for line in done.stdout.splitlines()] == ["epoch  1/2", "epoch  2/2"]
    for part in ("epoch 1", "epoch 2", "time left", "100%"):
        assert part in done.stderr


def test_where_nobody_watches_there_is_no_bar(capsys):
    run(network(), progress=True)
    assert capsys.readouterr().err == ""
