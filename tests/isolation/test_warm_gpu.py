"""CUDA's driver is left alone before a worker is forked: a fork after it could not use a GPU."""

import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from autograder.isolation.engines.local import LocalEngine
from autograder.records.assignment import Limits

DRIVER = Path(__file__).with_name("driver.c")
TRAIN = """
import os, torch
layer = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
layer(torch.ones(1, 2)).sum().backward()
optimizer.step()
def own(): return os.getpid()
"""


def test_the_warm_process_never_asks_the_driver(tmp_path, monkeypatch):
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler for a stand-in of CUDA's driver")
    log = tmp_path / "log"
    command = [compiler, "-shared", "-fPIC", f'-DLOG="{log}"', str(DRIVER)]
    subprocess.run([*command, "-o", str(tmp_path / "libcuda.so.1")], check=True)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    with closing(LocalEngine()) as engine, engine.start(Limits(), {}) as worker:
        assert not log.exists(), "imports and warm-up asked CUDA's driver for GPUs"
        assert worker.run_cell(TRAIN, "cell 1", 60) is None
        own = worker.call("own", [], {}, 10).value
    # The worker did ask, so the stand-in is what torch loads.
    assert set(log.read_text(encoding="ascii").split()) == {str(own)}
