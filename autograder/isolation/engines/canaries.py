"""Live canaries: things that a sandboxed worker must not be able to do, tried in a real one."""

from dataclasses import dataclass

from autograder.isolation.engines.engine import Worker, WorkerError
from autograder.records.errors import EngineError

SECONDS = 20.0

# Each function returns when it succeeded and raises when it was held back.
SOURCE = """
import ctypes, os, signal, socket, subprocess, sys
_libc = ctypes.CDLL(None, use_errno=True)

def _call(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")

def read_a_file_outside():
    open(MARKER).read()

def read_the_list_of_users():
    open("/etc/passwd").read()

def write_outside():
    open(MARKER + ".written", "w").close()

def write_into_a_library():
    open(os.path.join(os.path.dirname(os.__file__), "canary.pth"), "w").close()

def open_a_socket():
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()

def open_a_local_socket():
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()

def start_a_process():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)

def execute_a_program():
    code = os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", "pass"])
    if code:
        raise OSError("refused")

def read_the_environment_of_the_warm_process():
    open(f"/proc/{PID}/environ", "rb").read(1)
    raise OSError("empty")

def signal_the_warm_process():
    os.kill(PID, 0)

def trace_the_warm_process():
    _call(_libc.ptrace(ctypes.c_long(0x4206), ctypes.c_long(PID), None, None))

def make_a_user_namespace():
    _call(_libc.unshare(ctypes.c_int(0x10000000)))

def mount_something():
    _call(_libc.mount(b"none", b"/", b"tmpfs", ctypes.c_ulong(0), None))

def become_root():
    os.setuid(0)
    open("/etc/shadow").read()

def share_memory():
    _call(_libc.shmget(ctypes.c_int(1), ctypes.c_size_t(4096), ctypes.c_int(0o1600)))

def make_a_memory_file():
    os.close(os.memfd_create("canary"))

def raise_a_limit():
    import resource
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

def find_other_descriptors():
    for fd in range(5, 4096):
        try:
            os.fstat(fd)
        except OSError:
            continue
        return
    raise OSError("none")

def inherit_an_environment():
    if not set(os.environ) & {"SSH_AUTH_SOCK", "USER", "PWD", "OLDPWD", "VIRTUAL_ENV", "SHLVL"}:
        raise OSError("clean")

def try_all():
    succeeded = []
    for name in NAMES:
        try:
            globals()[name]()
        except (OSError, ValueError, AttributeError):
            continue
        succeeded.append(name)
    return succeeded
"""
NAMES = tuple(
    line.removeprefix("def ").split("(")[0]
    for line in SOURCE.splitlines()
    if line.startswith("def ") and not line.startswith(("def _", "def try_all"))
)


@dataclass(frozen=True)
class Canary:
    """One thing that was tried.

    Attributes:
        name: What, in words.
        held: Whether it was held back.
    """

    name: str
    held: bool


def try_canaries(worker: Worker, marker: str, pid: int) -> list[Canary]:
    """Try all of them.

    Args:
        worker: A fresh one; it is of no other use afterwards.
        marker: A readable file outside the sandbox.
        pid: Process id of the warm process, as the grader sees it.

    Raises:
        EngineError: If the worker does not get through them.
    """
    start = f"MARKER, PID, NAMES = {marker!r}, {pid}, {NAMES!r}\n"
    try:
        raised = worker.run_cell(start + SOURCE, "canaries", SECONDS)
        outcome = worker.call("try_all", [], {}, SECONDS)
    except WorkerError as error:
        raise EngineError(f"The canaries did not run: {error}") from None
    raised = raised or outcome.raised
    if raised is not None or not isinstance(outcome.value, list):
        raise EngineError(f"The canaries did not run: {raised}")
    return [Canary(name.replace("_", " "), name not in outcome.value) for name in NAMES]
