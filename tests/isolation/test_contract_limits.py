"""What every engine promises of limits: they hold, and cost no more than they must."""

import time

import pytest

from autograder.isolation.engines.engine import (
    MISSING,
    WorkerCrashed,
    WorkerOutOfMemory,
    WorkerTimeout,
)
from tests.isolation.asking import SECONDS, defined, run


@pytest.mark.parametrize(
    "endless",
    ["while True: pass", "import time; time.sleep(100)", "import re; re.match('(a+)+b', 'a' * 60)"],
)
def test_a_call_that_can_be_interrupted_costs_only_itself(start, endless):
    worker = defined(start, f"kept = 7\ndef hang():\n    {endless}")
    before = time.monotonic()
    with pytest.raises(WorkerTimeout, match=r"stopped after 0\.2 s") as caught:
        worker.call("hang", [], {}, 0.2)
    assert caught.value.alive
    assert time.monotonic() - before < 60
    assert worker.get("kept", SECONDS) == 7


def test_a_call_that_leaves_threads_behind_ends_the_worker(start):
    spin = "while True: pass"
    source = f"import threading\ndef spin():\n    {spin}\ndef hang():\n"
    source += f"    threading.Thread(target=spin, daemon=True).start()\n    {spin}"
    worker = defined(start, source)
    with pytest.raises(WorkerTimeout, match=r"stopped after 0\.5 s") as caught:
        worker.call("hang", [], {}, 0.5)
    assert not caught.value.alive
    assert not worker.alive


@pytest.mark.parametrize(
    "endless",
    [
        "import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, [2])\ntime.sleep(99)",
        "import numpy as np\na = np.ones(10**6)\nwhile True:\n"
        "    try:\n        while True: np.sort(a)\n    except BaseException: pass",
    ],
)
def test_a_cell_that_resists_is_killed(start, endless):
    worker = start()
    with pytest.raises(WorkerTimeout) as caught:
        run(worker, endless, seconds=0.2)
    # Between two signals the second cell can be caught outside its try.
    assert caught.value.alive == worker.alive
    if not worker.alive:
        with pytest.raises(WorkerCrashed):
            run(worker, "1")


def test_many_calls_say_which_one_was_interrupted(start):
    worker = defined(start, "def f(n):\n    while n: pass")
    with pytest.raises(WorkerTimeout) as caught:
        worker.call_many("f", [([0], {}), ([1], {}), ([0], {})], 0.2)
    assert caught.value.index == 1


@pytest.mark.parametrize(
    ("deadly", "why"),
    [
        ("import os; os._exit(0)", "ended before it answered"),
        ("import ctypes; ctypes.string_at(0)", "segmentation fault"),
        ("import os; os.closerange(3, 10)", "ended before it answered"),
    ],
)
def test_a_death_is_told_and_the_next_worker_starts_clean(start, deadly, why):
    worker = defined(start, "kept = 1")
    with pytest.raises(WorkerCrashed, match=why):
        run(worker, deadly, seconds=5)
    assert not worker.alive
    assert start().get("kept", SECONDS) is MISSING


@pytest.mark.parametrize(
    "hungry",
    ["x = [0] * 10**10", "x = np.ones(10**10)", "import torch; x = torch.ones(10**10)"],
)
def test_memory_that_cannot_be_had_costs_only_the_request(start, hungry):
    worker = defined(start, "import numpy as np\nkept = 7", memory_bytes=512 << 20)
    with pytest.raises(WorkerOutOfMemory, match="512 MiB") as caught:
        run(worker, hungry)
    assert caught.value.alive
    assert worker.get("kept", SECONDS) == 7


def test_cpu_seconds_are_limited(start):
    worker = start(cpu_seconds=1)
    with pytest.raises(WorkerTimeout, match="1 CPU seconds"):
        run(worker, "while True: pass")
    assert not worker.alive


def test_output_is_kept_up_to_its_bound(start):
    worker = start(output_bytes=1000)
    assert run(worker, "import os\nprint('first')\nos.system\nprint('x' * 10**7)") is None
    assert worker.output().startswith("first\nxxx")
    assert len(worker.output()) < 1100
    assert "bytes more" in worker.output()


def test_a_flood_of_output_ends_the_worker(start):
    worker = start(output_flood_bytes=1 << 20)
    with pytest.raises(WorkerCrashed, match="printed more than 1 MiB"):
        run(worker, "while True: print('x' * 10000)")


def test_output_of_compiled_code_is_captured_in_order(start):
    worker = start()
    run(
        worker,
        "import os\nprint('one', flush=True)\nos.write(1, b'two\\n')\nos.write(2, b'three\\n')",
    )
    assert worker.output() == "one\ntwo\nthree\n"


def test_a_forged_answer_ends_the_worker(start):
    worker = defined(
        start,
        "import os\ndef forge():\n    os.write(4, b'NBG1' + bytes(12))\n    return 1",
    )
    with pytest.raises(WorkerCrashed, match="protocol"):
        worker.call("forge", [], {}, 5)
    assert not worker.alive


def test_an_answer_that_drips_is_late_on_time(start):
    worker = defined(
        start,
        "import os, time\ndef drip():\n"
        "    os.write(4, b'NBG1' + (1 << 19).to_bytes(4, 'little') + bytes(8))\n"
        "    while True:\n        time.sleep(0.01)\n        os.write(4, b' ')\n",
    )
    before = time.monotonic()
    with pytest.raises((WorkerTimeout, WorkerCrashed)):
        worker.call("drip", [], {}, 0.3)
    assert time.monotonic() - before < 60
