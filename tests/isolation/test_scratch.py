"""Scratch folders: each its own while its grader lives, and gone after it, killed or not."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.isolation.engines.scratch import Scratch

GRADER = """
from autograder.isolation.engines.scratch import Scratch
scratch = Scratch()
(scratch.path / "box").mkdir()
(scratch.path / "box" / "work").write_text("a student's")
print(scratch.path, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def grader() -> tuple[subprocess.Popen, Path]:
    started = subprocess.Popen(
        [sys.executable, "-c", GRADER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return started, Path(started.stdout.readline().strip())


def test_a_killed_grader_s_folder_is_removed_by_the_next(temporary: Path) -> None:
    killed, left = grader()
    alive, kept = grader()
    assert left.is_dir()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert (left / "box" / "work").is_file()
    ours = Scratch()
    assert not left.exists()
    assert (kept / "box" / "work").is_file()
    alive.communicate("\n")
    ours.remove()
    assert set(temporary.iterdir()) == {kept}


def test_what_is_not_a_grader_s_stays(temporary: Path) -> None:
    precious = temporary / "precious"
    precious.mkdir()
    (precious / ".in-use").write_text("mine")
    (temporary / "autograder-scratch-link").symlink_to(precious)
    (temporary / "autograder-scratch-other").mkdir()
    Scratch().remove()
    assert (precious / ".in-use").read_text() == "mine"
    assert len(list(temporary.iterdir())) == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_another_user_s_folder_stays(temporary: Path) -> None:
    theirs = temporary / "autograder-scratch-theirs"
    theirs.mkdir()
    (theirs / ".in-use").touch()
    os.chown(theirs, 65534, 65534)
    Scratch().remove()
    assert (theirs / ".in-use").is_file()
