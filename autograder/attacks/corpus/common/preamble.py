"""First cell of every attack: what an attacker who knows our house from inside would bring along.

The runner appends `PLACES`: where the secrets of this run really lie, the process ids of the
grader, its listening sockets, and a token that names whatever an attack leaves behind. Nothing of
this is secret; the planted markers are, and they are not in here.
"""

import ctypes
import errno
import os
import platform
import re
import sys

_MARKER = re.compile(b"PLANTED-" + b"[0-9a-f]{32}")
_REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS)


def escaped(what):
    """Tell the runner that the attack achieved its aim."""
    print("\nESC" + "APED " + what, flush=True)


def look(data, where):
    """Report a planted marker in some bytes or text."""
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    if _MARKER.search(data):
        escaped("read a secret from " + where)


def look_in(path, size=1 << 20):
    """Read a file, if that is possible, and look for a marker in it."""
    try:
        with open(path, "rb") as stream:
            look(stream.read(size), str(path))
    except (OSError, ValueError):
        return False
    return True


def attempt(action, *args, **kwargs):
    """Call something that ought to be refused; None when the system refuses it."""
    try:
        return action(*args, **kwargs)
    except (OSError, ValueError, RuntimeError, MemoryError, ImportError):
        return None


def allowed(action, *args, **kwargs):
    """Whether something that ought to be refused went through, whatever it returned."""
    try:
        action(*args, **kwargs)
    except (OSError, ValueError, RuntimeError, MemoryError, ImportError):
        return False
    return True


_X86 = {
    "read": 0,
    "write": 1,
    "clone": 56,
    "vfork": 58,
    "ptrace": 101,
    "syslog": 103,
    "personality": 135,
    "modify_ldt": 154,
    "pivot_root": 155,
    "adjtimex": 159,
    "chroot": 161,
    "settimeofday": 164,
    "mount": 165,
    "swapon": 167,
    "reboot": 169,
    "sethostname": 170,
    "iopl": 172,
    "ioperm": 173,
    "init_module": 175,
    "delete_module": 176,
    "quotactl": 179,
    "clock_settime": 227,
    "mq_open": 240,
    "kexec_load": 246,
    "add_key": 248,
    "request_key": 249,
    "keyctl": 250,
    "migrate_pages": 256,
    "unshare": 272,
    "move_pages": 279,
    "vmsplice": 278,
    "perf_event_open": 298,
    "fanotify_init": 300,
    "name_to_handle_at": 303,
    "open_by_handle_at": 304,
    "setns": 308,
    "process_vm_readv": 310,
    "process_vm_writev": 311,
    "kcmp": 312,
    "finit_module": 313,
    "seccomp": 317,
    "memfd_create": 319,
    "bpf": 321,
    "execveat": 322,
    "userfaultfd": 323,
    "pidfd_send_signal": 424,
    "io_uring_setup": 425,
    "open_tree": 428,
    "fsopen": 430,
    "pidfd_open": 434,
    "clone3": 435,
    "pidfd_getfd": 438,
    "mount_setattr": 442,
    "memfd_secret": 447,
    "shmget": 29,
    "msgget": 68,
    "semget": 64,
    "inotify_init1": 294,
    "acct": 163,
    "kexec_file_load": 320,
    "get_mempolicy": 239,
}
_ARM = {
    "read": 63,
    "write": 64,
    "clone": 220,
    "ptrace": 117,
    "syslog": 116,
    "personality": 92,
    "pivot_root": 41,
    "adjtimex": 171,
    "chroot": 51,
    "settimeofday": 170,
    "mount": 40,
    "swapon": 224,
    "reboot": 142,
    "sethostname": 161,
    "init_module": 105,
    "delete_module": 106,
    "quotactl": 60,
    "clock_settime": 112,
    "mq_open": 180,
    "kexec_load": 104,
    "add_key": 217,
    "request_key": 218,
    "keyctl": 219,
    "migrate_pages": 238,
    "unshare": 97,
    "move_pages": 239,
    "vmsplice": 75,
    "perf_event_open": 241,
    "fanotify_init": 262,
    "name_to_handle_at": 264,
    "open_by_handle_at": 265,
    "setns": 268,
    "process_vm_readv": 270,
    "process_vm_writev": 271,
    "kcmp": 272,
    "finit_module": 273,
    "seccomp": 277,
    "memfd_create": 279,
    "bpf": 280,
    "execveat": 281,
    "userfaultfd": 282,
    "pidfd_send_signal": 424,
    "io_uring_setup": 425,
    "open_tree": 428,
    "fsopen": 430,
    "pidfd_open": 434,
    "clone3": 435,
    "pidfd_getfd": 438,
    "mount_setattr": 442,
    "memfd_secret": 447,
    "shmget": 194,
    "msgget": 186,
    "semget": 190,
    "inotify_init1": 26,
    "acct": 89,
    "kexec_file_load": 294,
    "get_mempolicy": 236,
}
NUMBERS = {"x86_64": _X86, "aarch64": _ARM}.get(platform.machine(), {})


def syscall(name, *args):
    """Make a raw system call.

    Returns:
        The result and the errno; (-1, ENOSYS) where this machine has no such call.
    """
    if name not in NUMBERS:
        return -1, errno.ENOSYS
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    raw = [
        arg
        if isinstance(arg, (bytes, ctypes._SimpleCData, ctypes.Array, ctypes._Pointer))
        else ctypes.c_long(arg)
        for arg in args
    ]
    result = libc.syscall(ctypes.c_long(NUMBERS[name]), *raw)
    return result, ctypes.get_errno() if result < 0 else 0


def reaches(name, *args):
    """Report a system call that the kernel looked at instead of refusing it."""
    result, number = syscall(name, *args)
    if result >= 0 or number not in _REFUSED:
        escaped(f"{name} reached the kernel: result {result}, errno {number}")
    return result
