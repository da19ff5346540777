"""What a confined worker cannot do, tried by student code in a real one."""

import os
import socket
import time
from pathlib import Path

import pytest

from autograder.isolation.confine.linux import prctl
from autograder.isolation.engines.engine import WorkerCrashed, WorkerOutOfMemory, WorkerTimeout

SECONDS = 30.0
ROOT = Path(__file__).parents[2]
HEAD = """
import ctypes, os, signal, socket, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *args):
    result = libc.syscall(ctypes.c_long(number), *[
        ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
"""


def attempt(worker, source):
    """Run student code; the exception that stopped it, or None if nothing did."""
    raised = worker.run_cell(HEAD + source, "attempt", SECONDS)
    return raised.type_name if raised else None


REFUSED = {
    "read a file of the project": f"open({str(ROOT / 'pyproject.toml')!r}).read()",
    "read the grader's tests": f"open({str(Path(__file__))!r}).read()",
    "read what grades": "import autograder.grading",
    "read the misconceptions": "import autograder.misconceptions",
    "list the root user's home": "os.listdir('/root/.ssh')",
    "read /etc/passwd": "open('/etc/passwd').read()",
    "write into a library": "open(os.path.dirname(os.__file__) + '/x.pth', 'w')",
    "write into cnnkit": "import cnnkit; open(os.path.dirname(cnnkit.__file__) + '/x.py', 'w')",
    "write into /dev/shm": "open('/dev/shm/left', 'w')",
    "write into /var/tmp": "open('/var/tmp/left', 'w')",
    "link a file in from outside": "os.link('/etc/hostname', 'here')",
    "follow a link out": "os.symlink('/etc/passwd', 'here'); open('here').read()",
    "open by handle": "call(304, -100, bytes(64), 0)",
    "make a device": "os.mknod('dev', 0o020666, os.makedev(1, 1))",
    "make a fifo": "os.mkfifo('fifo')",
    "connect by TCP": "socket.create_connection(('127.0.0.1', 80), 1)",
    "send by UDP": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "open a local socket": "socket.socket(socket.AF_UNIX)",
    "open a netlink socket": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "make a pair of sockets": "socket.socketpair()",
    "look up a name": "socket.getaddrinfo('example.org', 80)",
    "fork": "os.fork()",
    "fork in another way": "call(57)",
    "clone a process": "call(56, 17, 0, 0, 0, 0)",
    "clone with a namespace": "call(56, 0x10000000 | 17, 0, 0, 0, 0)",
    "clone by the new call": "call(435, bytes(88), 88)",
    "execute a shell": "os.execv('/bin/sh', ['sh', '-c', 'true'])",
    "execute Python": "os.execv(sys.executable, [sys.executable])",
    "execute a file of one's own": (
        "open('x', 'wb').write(b'#!/bin/sh'); os.chmod('x', 0o777); os.execv('./x', ['x'])"
    ),
    "start a subprocess": "subprocess.run(['true'])",
    "become root": "os.setuid(0)",
    "take capabilities": "call(126, bytes([0x22, 5, 8, 0x20, 0, 0, 0, 0]), b'\\xff' * 24)",
    "make a user namespace": "call(272, 0x10000000)",
    "make a mount namespace": "call(272, 0x20000)",
    "mount": "call(165, b'none', b'/', b'tmpfs', 0, 0)",
    "change the root": "os.chroot('.')",
    "trace itself": "call(101, 0, 0, 0, 0)",
    "trace process 1": "call(101, 0x4206, 1, 0, 0)",
    "read the memory of another": "call(310, 1, bytes(16), 1, bytes(16), 1, 0)",
    "open another process": "os.pidfd_open(os.getppid())",
    "signal everybody": "os.kill(-1, signal.SIGTERM)",
    "signal the parent": "os.kill(os.getppid() or 2, signal.SIGTERM)",
    "read the parent's environment": "open(f'/proc/{os.getppid()}/environ', 'rb').read()",
    "read the parent's memory": "open(f'/proc/{os.getppid()}/mem', 'rb').read()",
    "list processes": "assert any(name.isdigit() for name in os.listdir('/proc'))",
    "raise a limit": "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "load a BPF program": "call(321, 0, bytes(128), 128)",
    "open a performance counter": "call(298, bytes(128), 0, -1, -1, 0)",
    "make an io_uring": "call(425, 8, bytes(120))",
    "make a userfaultfd": "call(323, 0)",
    "use the keyring": "call(250, 0, -3, 0)",
    "share memory": "call(29, 1, 4096, 0o1600)",
    "make a memory file": "os.memfd_create('x')",
    "watch files": "call(294, 0)",
    "type into a terminal": "import fcntl; fcntl.ioctl(0, 0x5412, b'x')",
    "take a lease": "import fcntl; fcntl.fcntl(open(os.__file__), 1024, 0)",
    "change the clock": "import time; time.clock_settime(0, 0)",
    "change the name of the machine": "socket.sethostname('x')",
    "drop a filter": "call(317, 0, 0, 0)",
    "reboot": "call(169, 0xfee1dead, 672274793, 0, 0)",
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers are those of x86-64")
@pytest.mark.parametrize("what", REFUSED)
def test_is_refused(confined, what):
    worker = confined()
    stopped = attempt(worker, REFUSED[what])
    assert stopped is not None, what
    assert stopped not in ("SyntaxError", "NameError", "AttributeError", "TypeError"), stopped
    assert attempt(worker, "") is None


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="machine code of x86-64")
@pytest.mark.parametrize(
    "entry",
    ["call(0x40000000 + 39)", "enter(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')"],
    ids=["x32", "int 0x80"],
)
def test_another_entry_to_the_kernel_ends_the_worker(confined, entry):
    enter = (
        "import mmap\n"
        "def enter(code):\n"
        "    page = mmap.mmap(-1, 4096, prot=7)\n"
        "    page.write(code)\n"
        "    start = ctypes.addressof(ctypes.c_char.from_buffer(page))\n"
        "    ctypes.CFUNCTYPE(ctypes.c_int)(start)()\n"
    )
    with pytest.raises(WorkerCrashed):
        attempt(confined(), enter + entry)


def test_locks_and_modes_are_pretended_so_that_honest_code_goes_on(confined):
    source = (
        "import fcntl, shutil, time\n"
        "lock = open('lock', 'w')\nfcntl.flock(lock, fcntl.LOCK_EX)\n"
        "shared = open(os.__file__)\nfcntl.flock(shared, fcntl.LOCK_EX)\n"
        "shutil.copy('lock', 'copy')\nos.replace('copy', 'copy2')\n"
    )
    first, second = confined(), confined()
    assert attempt(first, source) is None
    # A lock that held would be a channel from worker to worker: this would wait for the first.
    assert attempt(second, source) is None


def test_memory_of_every_kind_is_bounded(confined):
    private = "import numpy as np; x = np.ones(1 << 27)"
    shared = "import mmap; x = mmap.mmap(-1, 1 << 30); x.write(bytes(1 << 20) * 1024)"
    for source in (private, shared):
        worker = confined(memory_bytes=256 << 20)
        try:
            assert attempt(worker, source) in ("OSError", "ValueError")
        except WorkerOutOfMemory:
            assert worker.alive


def test_disk_is_bounded(sandbox, confined):
    worker = confined(disk_bytes=4 << 20, file_bytes=2 << 20, inodes=50)
    assert attempt(worker, "open('big', 'wb').write(bytes(3 << 20))") == "OSError"
    assert attempt(worker, "os.truncate('big', 1 << 40)") == "OSError"
    if sandbox.describe().form == "full":
        assert attempt(worker, "for n in range(4): open(f'{n}', 'wb').write(bytes(2 << 20))")
        assert attempt(worker, "for n in range(60): open(f'f{n}', 'wb')") == "OSError"


def test_descriptors_are_bounded(confined):
    assert (
        attempt(confined(open_files=32), "x = [open('/dev/null') for _ in range(40)]") == "OSError"
    )


def test_threads_are_bounded_and_starve_no_other_worker(sandbox, confined):
    if not sandbox.describe().layers["own user"]:
        pytest.skip("without a user of its own a worker's threads cannot be counted")
    many = (
        "import threading\nstop = threading.Event()\ncount = 0\n"
        "try:\n    for count in range(1, 40):\n        threading.Thread(target=stop.wait).start()\n"
        "except RuntimeError: count -= 1\n"
    )
    counts = []
    workers = [confined(threads=8), confined(threads=8)]
    for worker in workers:
        attempt(worker, many)
        counts.append(worker.get("count", SECONDS))
    assert counts[0] == counts[1] <= 8
    assert counts[0] >= 6


def test_nothing_of_the_grader_s_environment_is_inside(confined, monkeypatch):
    monkeypatch.setenv("GRADER_SECRET", "s3cret")
    worker = confined()
    attempt(worker, "inside = dict(os.environ)\nfolder = os.getcwd()")
    inside = worker.get("inside", SECONDS)
    assert not any("cret" in key + value for key, value in inside.items())
    assert set(inside) <= {
        *("PATH", "LANG", "HOME", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "LC_CTYPE"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MPLBACKEND"),
        *("MPLCONFIGDIR", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "TORCHINDUCTOR_CACHE_DIR"),
        *(
            "OBJC_DISABLE_INITIALIZE_FORK_SAFETY",
            "CUDA_VISIBLE_DEVICES",
            "KMP_INIT_AT_FORK",
            "KMP_DUPLICATE_LIB_OK",
        ),
    }
    assert worker.get("folder", SECONDS) != str(Path.cwd())


def test_only_the_descriptors_it_needs_are_open(confined):
    worker = confined()
    attempt(
        worker,
        "open_now = []\nfor fd in range(4096):\n"
        "    try: os.fstat(fd)\n    except OSError: continue\n    open_now.append(fd)\n",
    )
    assert worker.get("open_now", SECONDS) == [0, 1, 2, 3, 4]


def test_what_one_worker_leaves_the_next_does_not_find(confined):
    spoil = (
        "import numpy, builtins, sys\nnumpy.zeros = None\nbuiltins.spoiled = 1\n"
        "sys.modules['json'] = None\nopen('left', 'w').write('x')\n"
    )
    assert attempt(confined(), spoil) is None
    check = (
        "import numpy, builtins, json\nassert numpy.zeros(1) is not None\n"
        "assert not hasattr(builtins, 'spoiled')\nassert os.listdir() == []\n"
    )
    assert attempt(confined(), check) is None


def test_a_locked_leftover_is_removed(confined, tmp_path):
    worker = confined()
    assert attempt(worker, "os.makedirs('a/b', mode=0); os.open('c', os.O_CREAT, 0)") in (
        None,
        "PermissionError",
    )
    worker.close()


def test_killing_the_warm_process_ends_its_workers_and_the_next_one_has_another():
    from autograder.records.assignment import Limits
    from autograder.records.errors import EngineError
    from tests.isolation.conftest import SOON, opened

    engine = opened("native-full", SOON)
    worker = engine.start(Limits(), {})
    os.kill(engine._warmed.process().pid, 9)
    # Our fault, not a crash of the student's.
    with pytest.raises(EngineError):
        worker.run_cell("while True: pass", "cell 1", 10)
    worker.close()
    with engine.start(Limits(), {}) as other:
        assert other.run_cell("1", "cell 1", SECONDS) is None
    engine.close()


def test_closing_an_engine_leaves_no_process_and_no_folder(tmp_path, monkeypatch):
    from autograder.records.assignment import Limits
    from tests.isolation.conftest import SOON, opened

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    engine = opened("native-full", SOON)
    for _ in range(20):
        engine.start(Limits(), {}).close()
    engine.start(Limits(), {})
    pid = engine._warmed.process().pid
    before = time.monotonic()
    engine.close()
    assert time.monotonic() - before < 60
    assert not Path(f"/proc/{pid}").exists()
    assert list(tmp_path.iterdir()) == []


def test_the_grader_s_own_process_is_as_it_was(sandbox):
    # Nothing that confines a worker may have been applied here.
    assert prctl(39) == 0
    socket.socket().close()


def test_time_is_the_grader_s(confined):
    worker = confined()
    source = "import time\ntime.monotonic = time.time = lambda: 0.0\nwhile True: pass"
    before = time.monotonic()
    with pytest.raises(WorkerTimeout):
        worker.run_cell(source, "cell", 0.3)
    assert time.monotonic() - before < 60
