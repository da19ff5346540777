"""The GPU path: what it does without a GPU, and with one what only a real one can show.

pytest -m gpu tests/training/test_gpu.py      # the second half alone
"""

import inspect
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F  # noqa: N812

from assignments.tests.training.attack_sources import HONEST
from assignments.tests.training.conftest import notebook
from assignments.tests.unit import REFERENCES, TASKS
from assignments.tests.zoo import simple
from autograder.grading.loaded import OpenedRelease
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import Cell, take_in
from autograder.isolation.confine import devices
from autograder.isolation.engines.engine import Engine, WorkerOutOfMemory
from autograder.isolation.engines.gpu import Gpu, limits_with, look, try_inside
from autograder.isolation.session import Session
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError
from autograder.records.result import SubmissionResult
from autograder.training.options import Training, choose
from autograder.training.sandbox import SandboxTrainer
from autograder.training.turns import turn
from gradekit.checks import CheckFailed
from gradekit.training.judge import train_and_judge

NONE = look()
without = pytest.mark.skipif(isinstance(NONE, Gpu), reason="there is a GPU here")

SIMPLE = (
    "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n"
    + inspect.getsource(simple.SimpleCNN)
)
BOMB = SIMPLE.replace(
    "x = self.pool(F.relu(self.conv1(x)))",
    "kept = [torch.zeros(1 << 28, device=x.device) for _ in range(1 << 10)]\n"
    "        x = self.pool(F.relu(self.conv1(x)))",
)
LOOKING = SIMPLE.replace(
    "super().__init__()",
    "super().__init__()\n"
    "        import glob, numpy as np\n"
    "        for name in glob.glob('**/*.npy', recursive=True):\n"
    "            if 'images' not in name and not name.endswith('labels.npy'):\n"
    "                raise SystemExit('other labels')",
)


def graded(
    tmp_path: Path, opened: OpenedRelease, engine: Engine, source: str, training: Training
) -> SubmissionResult:
    """A submission of the question q3_8, graded through the whole path."""
    path = tmp_path / "ada" / "stripes.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(notebook(source)))
    submission = take_in(Found("ada", path.parent), opened.wanted)
    return grade_submission(submission, opened, engine, secret=b"s" * 32, training=training)


@without
def test_a_device_that_is_not_there_is_one_line_and_the_cpu_decides(
    tmp_path: Path, opened: OpenedRelease, engine: Engine
) -> None:
    lines: list[str] = []
    training = choose(None, "cuda", 0, lines.append)
    assert lines == [f"No GPU: {NONE}. Networks are trained on the CPU, by profile cpu."]
    result = graded(tmp_path, opened, engine, HONEST, training)
    assert result.total == 3
    assert any("There is no cuda device here" in note for note in result.notes)
    assert result.provenance is not None
    assert (result.provenance.device, result.provenance.profile) == ("cpu", "cpu")
    assert not torch.cuda.is_initialized()
    with closing(engine.start(Limits(), {})) as worker:
        source = "import torch\ndef started(): return torch.cuda.is_initialized()"
        assert worker.run_cell(source, "cell 1", 10) is None
        # A worker is a copy of the warm process.
        assert worker.call("started", [], {}, 10).value is False


@without
def test_a_training_on_a_gpu_that_is_gone_is_no_fault_of_the_student(engine: Engine) -> None:
    with pytest.raises(EngineError, match="No GPU: "):
        Training("gpu", "cuda").gpu_share  # noqa: B018
    assert "CUDA does not start inside the sandbox" in try_inside(engine)
    assert Training("gpu", "cuda", sharing=3).usable.gpu_share == 0


def test_no_more_than_so_many_train_at_a_time(tmp_path: Path) -> None:
    now, most, lock = 0, 0, threading.Lock()

    def train() -> None:
        nonlocal now, most
        with turn(2, tmp_path):
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.1)
            with lock:
                now -= 1

    threads = [threading.Thread(target=train) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (now, most) == (0, 2)


def test_the_turn_of_a_grader_that_was_killed_is_free_again(tmp_path: Path) -> None:
    source = (
        "import pathlib, sys, time\nfrom autograder.training.turns import turn\n"
        "with turn(1, pathlib.Path(sys.argv[1])):\n"
        "    print('mine', flush=True)\n    time.sleep(60)"
    )
    command = [sys.executable, "-c", source, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        holder.send_signal(signal.SIGKILL)
        with turn(1, tmp_path) as number:
            assert number == 0


def test_waiting_for_a_turn_costs_a_submission_nothing(engine: Engine) -> None:
    session = Session(engine, Limits(submission_seconds=5), {})
    before = session._within(100)
    with session.uncounted():
        time.sleep(0.5)
    assert session._within(100) > before - 0.2


def test_a_folder_of_turns_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(EngineError, match="belongs to somebody else"), turn(1, tmp_path / "link"):
        pass


def test_a_small_gpu_trains_fewer_at_a_time() -> None:
    sizes = (2, 8, 24, 80)
    assert [Gpu("x", size << 30).at_a_time for size in sizes] == [1, 2, 4, 4]
    assert limits_with(Limits(), 2).gpu_share == pytest.approx(0.45)


@pytest.mark.parametrize("task", list(REFERENCES))
def test_on_meta_a_training_step_keeps_its_shapes(task: str) -> None:
    """All that `meta` can show: no operation mixes devices, and shapes fit. It has no values."""
    asked, reference = TASKS[task], REFERENCES[task]
    made = reference(0, "meta") if asked.kind == "experiment" else reference()
    model = (made.model if asked.kind == "experiment" else made).to("meta")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    outputs = model(torch.zeros(4, *asked.shape, device="meta"))
    assert (outputs.shape, outputs.device.type) == ((4, asked.classes), "meta")
    F.cross_entropy(outputs, torch.zeros(4, dtype=torch.long, device="meta")).backward()
    optimizer.step()
    assert all(p.grad is not None and p.grad.shape == p.shape for p in model.parameters())


@pytest.fixture(scope="module")
def gpu() -> Gpu:
    """The GPU of this machine."""
    found = look()
    if not isinstance(found, Gpu):
        pytest.skip(found)
    return found


class Trained:
    """A student's SimpleCNN in sandboxes on the GPU, and the records of its levels."""

    def __init__(self, engine: Engine, source: str, sharing: int = 2) -> None:
        self.session = Session(engine, Limits(cpu_seconds=60), {}, seed=1)
        assert self.session.execute(Cell(1, "code", source, False)) is None
        self.records: list[dict] = []
        training = Training("gpu", "cuda", TASKS, sharing=sharing)
        self.trainer = SandboxTrainer(training, self.session, "SimpleCNN", self._note)

    def _note(self, record) -> None:
        self.records.append({key: value for key, value in record.items() if key != "seconds"})

    def learns(self) -> dict:
        """The record of the level `learns`."""
        train_and_judge(TASKS["simple_cnn"], "learns", self.trainer)
        return self.records[-1]


@pytest.fixture
def begin(gpu: Gpu, engine: Engine) -> Iterator:
    """Begins sessions that train; they are closed in the end."""
    made: list[Trained] = []

    def one(source: str = SIMPLE, sharing: int = 2) -> Trained:
        made.append(Trained(engine, source, sharing))
        return made[-1]

    yield one
    for one in made:
        one.session.close()


@pytest.mark.gpu
def test_cuda_starts_inside_the_sandbox(gpu: Gpu, engine: Engine) -> None:
    assert try_inside(engine) == ""
    assert not torch.cuda.is_initialized()


@pytest.mark.gpu
def test_a_network_trains_on_the_gpu_and_the_same_seed_gives_the_same_record(begin) -> None:
    first, second = begin().learns(), begin().learns()
    assert first["device"] == "cuda"
    assert first["accuracy"] >= first["threshold"]
    assert first == second


@pytest.mark.gpu
def test_two_submissions_side_by_side_give_what_each_gives_alone(begin) -> None:
    alone = begin().learns()
    pair = [begin(), begin()]
    threads = [threading.Thread(target=one.learns) for one in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert [one.records for one in pair] == [[alone], [alone]]


@pytest.mark.gpu
def test_a_memory_bomb_on_the_gpu_hits_its_own_share(begin) -> None:
    with pytest.raises(WorkerOutOfMemory, match=r"more than its share of the GPU's memory \(45%\)"):
        begin(BOMB).learns()
    assert begin().learns()["accuracy"] > 0.5


@pytest.mark.gpu
def test_a_share_that_a_student_lifts_is_put_back(begin) -> None:
    lifted = BOMB.replace(
        "kept =", "torch.cuda.set_per_process_memory_fraction(1.0)\n        kept ="
    )
    with pytest.raises((WorkerOutOfMemory, CheckFailed)):
        begin(lifted, sharing=4).learns()


@pytest.mark.gpu
def test_labels_stay_secret_on_the_gpu(begin) -> None:
    assert begin(LOOKING).learns()["accuracy"] > 0.5


@pytest.mark.gpu
def test_a_worker_of_the_cpu_sees_no_gpu(gpu: Gpu, engine: Engine) -> None:
    source = (
        "import os, torch\n"
        "def seen(): return [torch.cuda.is_available(), sorted(os.listdir('/dev'))]\n"
        "def opened(path):\n    os.close(os.open(path, os.O_RDWR))"
    )
    with closing(engine.start(Limits(), {})) as worker:
        assert worker.run_cell(source, "cell 1", 30) is None
        seen = worker.call("seen", [], {}, 30)
        assert seen.raised is not None or seen.value[0] is False
        for node in devices.found():
            assert worker.call("opened", [node], {}, 10).raised is not None
