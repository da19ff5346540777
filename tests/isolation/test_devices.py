"""Device nodes are for the workers that ask for them, and for no other; a copy of /dev/zero stands
in for a GPU."""

import json
import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from autograder.isolation.confine import devices, seccomp, syscalls
from autograder.isolation.engines.engine import Library, WorkerOutOfMemory
from autograder.isolation.engines.gpu import GpuLimits, limits_with
from autograder.isolation.engines.native import NativeEngine
from autograder.records.assignment import Limits
from tests.isolation.asking import run
from tests.isolation.conftest import FORMS

HERE = Path(__file__).parent
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device node")
MIB = 1 << 20

LOOK = """
import fcntl, os

def read(path):
    with open(path, "rb") as file:
        return len(file.read(4))

def refused(path, flags=os.O_RDONLY):
    try:
        os.close(os.open(path, flags))
    except OSError as error:
        return type(error).__name__
    return ""

def listed(folder):
    return sorted(os.listdir(folder))

def told(path, number):
    fd = os.open(path, os.O_RDWR)
    try:
        fcntl.ioctl(fd, number)
    except OSError as error:
        return error.errno
    finally:
        os.close(fd)
    return 0

def named(name):
    # As the C library opens it when it names a thread.
    fd = os.open(f"/proc/self/task/{os.getpid()}/comm", os.O_RDWR)
    os.write(fd, name.encode())
    os.close(fd)
    with open("/proc/self/comm") as file:
        return file.read().strip()

def memory_file():
    os.close(os.memfd_create("x"))

def there(path):
    return os.path.exists(path)

def environment(name):
    return os.environ.get(name)
"""


@pytest.fixture(scope="module")
def node():
    path = f"/dev/autograder-{os.getpid()}"
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this container lets nobody make a device node")
    Path(path).chmod(0o666)
    yield path
    Path(path).unlink()


@pytest.fixture(scope="module", params=FORMS)
def engine(request, node):
    unused = Library(unused=("torch", "scipy"))
    engine = NativeEngine((request.param,), nodes=[node], library=unused)
    with closing(engine):
        assert engine.self_test().form == request.param
        yield engine


@pytest.fixture
def ask(engine):
    """Starts workers with and without a share of a GPU; calls their functions."""
    workers = []

    def begin(limits):
        worker = engine.start(limits, {})
        workers.append(worker)
        assert run(worker, LOOK) is None

        def call(name, *args):
            outcome = worker.call(name, args, {}, 10)
            return outcome.value if outcome.raised is None else outcome.raised.type_name

        return call

    yield begin
    for worker in workers:
        worker.close()


@as_root
def test_a_worker_that_asks_for_a_gpu_has_its_nodes(ask, node):
    call = ask(limits_with(Limits(), 4))
    assert call("read", node) == 4
    assert call("refused", node, os.O_RDWR) == ""
    # The driver's own numbers reach the device, which knows none of them; a terminal's do not.
    for number in (0xC0284658, 0x30000001, 27):
        assert call("told", node, number) == 25, hex(number)
    assert call("told", node, 0x541A) == 25
    assert call("named", "cuda-1") == "cuda-1"
    assert call("memory_file") is None
    assert call("read", "/proc/cpuinfo") == 4
    assert call("there", devices.SYSTEM)
    assert call("environment", "CUBLAS_WORKSPACE_CONFIG") == devices.WORKSPACE


@as_root
def test_a_worker_that_does_not_ask_has_none(ask, node, engine):
    call = ask(Limits())
    assert call("refused", node) in {"FileNotFoundError", "PermissionError"}
    assert call("memory_file") == "PermissionError"
    assert call("refused", "/proc/cpuinfo") in {"FileNotFoundError", "PermissionError"}
    assert call("refused", f"{devices.SYSTEM}/cpu") in {"FileNotFoundError", "PermissionError"}
    assert call("environment", "CUDA_VISIBLE_DEVICES") == ""
    if engine.describe().form == "full":
        assert not call("there", node)
        assert not call("there", devices.STAGE + node)
        assert call("listed", "/dev") == ["null", "random", "urandom", "zero"]


@as_root
def test_with_a_gpu_nothing_else_is_opened(ask, node, engine):
    call = ask(limits_with(Limits(), 4))
    parent = os.getpid()
    for path in ("/etc/passwd", "/proc/1/environ", f"/proc/{parent}/environ", "/proc/kallsyms"):
        if path != "/proc/1/environ" or engine.describe().form != "full":
            assert call("refused", path), path
    assert call("refused", "/proc/self/oom_score_adj", os.O_WRONLY) == "PermissionError"
    assert call("refused", "/proc/sys/vm/overcommit_memory", os.O_WRONLY)
    assert call("refused", f"{devices.SYSTEM}/cpu/cpu0/uevent", os.O_WRONLY)
    if engine.describe().form == "full":
        assert call("listed", "/dev") == sorted(
            ["null", "random", "shm", "urandom", "zero", Path(node).name]
        )


@as_root
def test_memory_is_bounded_where_addresses_cannot_be(engine):
    limits = GpuLimits(gpu_share=0.2, memory_bytes=300 * MIB)
    with engine.start(limits, {}) as worker:
        # As CUDA does: far more addresses than memory.
        source = "import mmap\nfar = mmap.mmap(-1, 1 << 42, mmap.MAP_PRIVATE, mmap.PROT_READ)"
        assert run(worker, source) is None
        with pytest.raises(WorkerOutOfMemory):
            run(worker, "kept = bytearray(400 << 20)")
        assert run(worker, "kept = bytearray(100 << 20)") is None


@as_root
def test_shared_memory_is_watched_where_no_limit_counts_it(engine):
    limits = GpuLimits(gpu_share=0.2, memory_bytes=200 * MIB)
    bomb = "import mmap\nkept = mmap.mmap(-1, 1 << 31)\nwhile True:\n    kept.write(bytes(1 << 20))"
    with engine.start(limits, {}) as worker, pytest.raises(WorkerOutOfMemory, match="200 MiB"):
        run(worker, bomb)


@as_root
def test_an_ordinary_user_hands_on_the_nodes_too(node):
    for more in ([], ["--refuse-namespaces"]):
        command = [sys.executable, str(HERE / "ordinary.py"), str(HERE / "probe_nodes.py"), node]
        done = subprocess.run([*command, *more], capture_output=True, text=True, timeout=1200)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout.splitlines()[-1])
        if "error" in told:
            pytest.skip(told["error"])
        assert told["form"] == ("restricted" if more else "full")
        assert (told["with"], told["without"]) == ([4, "probed"], ["refused", "refused"])


def test_without_a_gpu_a_worker_that_asks_says_so():
    if devices.found():
        pytest.skip("there is a GPU here")
    from autograder.records.errors import EngineError

    with (
        closing(NativeEngine()) as engine,
        pytest.raises(EngineError, match="CUDA does not start inside the sandbox: "),
    ):
        engine.start(limits_with(Limits(), 4), {})


def test_the_share_depends_on_the_number_alone():
    limits = limits_with(Limits(memory_bytes=MIB), 3)
    assert limits.gpu_share == pytest.approx(0.3)
    assert limits.memory_bytes > 1024 * MIB
    assert devices.share(limits.model_dump()) == limits.gpu_share
    assert devices.share(Limits().model_dump()) == 0


@pytest.mark.parametrize("machine", sorted(syscalls.ARCHITECTURES))
def test_every_architecture_has_a_filter_for_gpus(machine):
    arch = syscalls.architecture(machine)
    plain, gpu = seccomp.program(1, arch), seccomp.program(1, arch, gpu=True)
    assert len(plain) < len(gpu)


@as_root
def test_memory_of_the_gpu_has_its_own_sentence(engine):
    limits = GpuLimits(gpu_share=0.2)
    source = "import torch\nraise torch.OutOfMemoryError('CUDA out of memory.')"
    with engine.start(limits, {}) as worker:
        with pytest.raises(WorkerOutOfMemory, match=r"its share of the GPU's memory \(20%\)"):
            run(worker, source)
        # The worker goes on, and an exception of the student's own by that name is no such thing.
        named = "class OutOfMemoryError(RuntimeError): pass\nraise OutOfMemoryError('CUDA')"
        assert run(worker, named).type_name == "RuntimeError"
