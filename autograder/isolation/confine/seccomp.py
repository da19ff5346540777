"""The filter of system calls: a list of what is allowed, as a classic BPF program.

Everything else is refused with EPERM. A call through the entry of another architecture, or of x32,
ends the process. Sources: Linux `Documentation/userspace-api/seccomp_filter.rst`,
`<linux/bpf_common.h>`.
"""

import errno
import struct

from autograder.isolation.confine.syscalls import (
    ALLOWED,
    FILTERED,
    FOR_GPU,
    PRETENDED,
    Architecture,
    architecture,
    numbers,
)

# Operations: load a word of the input; compare and skip; mask; return.
LOAD, EQUAL, AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
NUMBER, ARCH, ARGUMENTS = 0, 4, 16
ALLOW = 0x7FFF0000
KILL = 0x80000000
ERRNO = 0x00050000
X32 = 0x40000000

CLONE_THREAD = 0x00010000
# New cgroup, uts, ipc, user, pid, network, time and mount namespaces. The bit of time namespaces is
# one of clone's exit signal, where a thread has none.
CLONE_NEW = 0x7E020080
# What isatty and file objects ask; TIOCSTI and all device controls are among the rest.
IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# NVIDIA's control and card nodes: numbers of the type `F`. Its memory node: plain small numbers,
# those from 200 on being for the driver's own tests, and two to start and to end.
IOCTL_TYPE, NVIDIA = 0xFF00, 0x4600
UVM_TESTS, UVM_START, UVM_END = 200, 0x30000001, 0x30000002
# Duplicate, flags, pipe size; locks are pretended, leases and notifications refused.
FCNTLS = (0, 1, 2, 3, 4, 1030, 1032)
FCNTL_LOCKS = (6, 7, 37, 38)
# Names of threads and of memory regions, and whether the process is dumpable.
PRCTLS = (3, 15, 16, 0x53564D41)

Instruction = tuple[int, int, int, int]


def refuse(number: int) -> int:
    """The result that makes a call fail with this errno; 0 pretends success."""
    return ERRNO | number


def program(pid: int, arch: Architecture | None = None, *, gpu: bool = False) -> bytes:
    """The filter of a worker, as the kernel takes it.

    Args:
        pid: Process id of the worker in its own namespace: the only one that it may signal.
        arch: For another machine than this one.
        gpu: Let through what CUDA needs. Source: gVisor, `nvproxy/seccomp_filters.go`.
    """
    arch = arch or architecture()
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 1, 0, arch.audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    if arch.has_x32:
        code += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL)]
    filtered = numbers(FILTERED, arch)
    for name, rule in _rules(pid, gpu).items():
        body = [*rule, (LOAD, 0, 0, NUMBER)]
        code += [(EQUAL, 0, len(body), filtered[name]), *body]
    tables = [(ALLOWED, ALLOW), (PRETENDED, refuse(0)), *([(FOR_GPU, ALLOW)] if gpu else [])]
    for table, result in tables:
        for number in numbers(table, arch).values():
            code += [(EQUAL, 0, 1, number), (RETURN, 0, 0, result)]
    code.append((RETURN, 0, 0, refuse(errno.EPERM)))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _rules(pid: int, gpu: bool) -> dict[str, list[Instruction]]:
    """Every rule ends in a result for all arguments."""
    own = [*_one_of(0, (pid,), ALLOW), (RETURN, 0, 0, refuse(errno.EPERM))]
    return {
        # Threads, but neither processes nor namespaces.
        "clone": [
            (LOAD, 0, 0, ARGUMENTS),
            (AND, 0, 0, CLONE_THREAD | CLONE_NEW),
            (EQUAL, 0, 1, CLONE_THREAD),
            (RETURN, 0, 0, ALLOW),
            (RETURN, 0, 0, refuse(errno.EPERM)),
        ],
        # Their arguments lie in memory, where a filter cannot look: libc falls back.
        "clone3": [(RETURN, 0, 0, refuse(errno.ENOSYS))],
        "openat2": [(RETURN, 0, 0, refuse(errno.ENOSYS))],
        "ioctl": [
            *_one_of(1, IOCTLS, ALLOW),
            *(_nvidia() if gpu else []),
            (RETURN, 0, 0, refuse(errno.ENOTTY)),
        ],
        "fcntl": [
            *_one_of(1, FCNTLS, ALLOW),
            *_one_of(1, FCNTL_LOCKS, refuse(0)),
            (RETURN, 0, 0, refuse(errno.EPERM)),
        ],
        "prctl": [*_one_of(0, PRCTLS, ALLOW), (RETURN, 0, 0, refuse(errno.EPERM))],
        "kill": own,
        "tgkill": own,
        # Asking for one's own limits, with no new ones given.
        "prlimit64": [
            (LOAD, 0, 0, ARGUMENTS),
            (EQUAL, 0, 5, 0),
            (LOAD, 0, 0, ARGUMENTS + 16),
            (EQUAL, 0, 3, 0),
            (LOAD, 0, 0, ARGUMENTS + 20),
            (EQUAL, 0, 1, 0),
            (RETURN, 0, 0, ALLOW),
            (RETURN, 0, 0, refuse(errno.EPERM)),
        ],
    }


def _nvidia() -> list[Instruction]:
    """Allow the ioctls of NVIDIA's nodes; Landlock says on which files, from its ABI 5 on."""
    return [
        *_one_of(1, (UVM_START, UVM_END), ALLOW),
        (AT_LEAST, 1, 0, UVM_TESTS),
        (RETURN, 0, 0, ALLOW),
        (AND, 0, 0, IOCTL_TYPE),
        (EQUAL, 0, 1, NVIDIA),
        (RETURN, 0, 0, ALLOW),
    ]


def _one_of(argument: int, values: tuple[int, ...], result: int) -> list[Instruction]:
    """`result` if the lower half of an argument is one of the values.

    All of these arguments are 32 bits wide in the kernel, so that their upper half means nothing.
    """
    code: list[Instruction] = [(LOAD, 0, 0, ARGUMENTS + 8 * argument)]
    for value in values:
        code += [(EQUAL, 0, 1, value), (RETURN, 0, 0, result)]
    return code
