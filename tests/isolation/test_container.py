"""The container engine: its command line, its image, its worker; a real container where one runs.

The contract tests run over it too, where podman or docker works.
"""

import io
import sys
import tarfile

import pytest

from autograder.isolation.engines.container import (
    ContainerEngine,
    command,
    empty_image,
    launch,
    shown,
)
from autograder.isolation.engines.engine import WorkerCrashed, WorkerTimeout
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError

SECONDS = 30.0


def test_the_command_line_gives_nothing_but_what_is_needed():
    line = command("podman", "name", Limits(threads=4, disk_bytes=1 << 20), seed=3)
    text = " ".join(line)
    for wanted in (
        *("--network none", "--read-only", "--cap-drop ALL", "no-new-privileges"),
        *("--pids-limit 5", "size=1048576", "--user 60001:60001", "--pull never"),
    ):
        assert wanted in text
    assert "--privileged" not in text
    mounts = [line[n + 1] for n, word in enumerate(line) if word == "-v"]
    assert mounts
    assert all(mount.endswith(":ro") for mount in mounts)


def test_nothing_that_grades_is_shown():
    names = {str(path) for path in shown(None)}
    assert any(name.endswith("autograder/isolation") for name in names)
    assert not any(name.endswith(("autograder", "autograder/grading")) for name in names)


def test_the_image_holds_folders_and_links_alone():
    with tarfile.open(fileobj=io.BytesIO(empty_image())) as archive:
        members = archive.getmembers()
    assert {"box", "proc", "dev"} <= {member.name for member in members}
    assert all(member.isdir() or member.issym() for member in members)


def test_its_worker_serves_without_a_warm_process(tmp_path):
    settings = f'{{"limits": {Limits().model_dump_json()}, "seed": 1, "box": "{tmp_path}",'
    settings += ' "library": null, "preload": [], "unused": []}'
    line = [sys.executable, "-P", "-s", "-m", "autograder.isolation.worker.alone", settings]
    with launch(line, Limits(), "", "") as worker:
        worker.write({"a.txt": b"content"}, 200)
        assert worker.run_cell("text = open('a.txt').read()", "cell 1", SECONDS) is None
        assert worker.get("text", SECONDS) == "content"
        raised = worker.run_cell("import os; os.fork()", "cell 2", SECONDS)
        assert raised.type_name == "PermissionError"
        with pytest.raises(WorkerTimeout) as caught:
            worker.run_cell("while True: pass", "cell 3", 0.2)
        assert caught.value.alive
        with pytest.raises(WorkerCrashed, match="segmentation fault"):
            worker.run_cell("import ctypes; ctypes.string_at(0)", "cell 4", SECONDS)


def test_without_a_runtime_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"podman is not installed.*Install podman"):
        ContainerEngine().self_test()
