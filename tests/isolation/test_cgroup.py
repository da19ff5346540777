"""Control groups: found where they can be had, and then a worker's memory is theirs to bound."""

import os
from pathlib import Path

import pytest

from autograder.isolation.confine import cgroup
from autograder.isolation.engines.engine import WorkerOutOfMemory
from autograder.records.assignment import Limits
from tests.isolation.conftest import SOON, opened


def test_the_process_behind_a_handle_is_found():
    handle = os.pidfd_open(os.getpid())
    assert cgroup.host_pid(handle) == os.getpid()
    os.close(handle)


def test_a_group_is_made_and_removed_where_a_cgroup2_file_system_is_writable():
    mount = cgroup._mount()
    if mount is None or not os.access(mount, os.W_OK):
        pytest.skip("no writable cgroup2 file system is mounted here")
    folder = mount / f"autograder-test-{os.getpid()}"
    folder.mkdir()
    groups = cgroup.Groups(folder)
    first = groups.make(Limits())
    child = os.fork()
    if child == 0:
        os.read(os.pipe()[0], 1)
        os._exit(0)
    first.add(child)
    assert str(child) in Path(first._folder, "cgroup.procs").read_text(encoding="ascii").split()
    assert not first.out_of_memory()
    first.close()
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == 9
    groups.close()
    assert not folder.exists()


def test_a_worker_that_the_kernel_ends_for_its_memory_is_out_of_memory():
    groups = cgroup.find()
    if groups is None:
        pytest.skip(cgroup.REMEDY)
    groups.close()
    engine = opened("native-full", SOON)
    with engine.start(Limits(memory_bytes=64 << 20), {}) as worker:
        # Written to the folder in memory, which no limit on address space counts.
        source = "for n in range(100): open(str(n), 'wb').write(bytes(1 << 20))"
        with pytest.raises(WorkerOutOfMemory) as caught:
            worker.run_cell(source, "cell 1", 30)
        assert not caught.value.alive
    engine.close()
