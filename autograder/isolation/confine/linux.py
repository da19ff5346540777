"""System calls of Linux that Python does not offer, by ctypes; each raises OSError on failure."""

import ctypes
import os
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
# Of mount_setattr, whose number is the same on all architectures.
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV, ATTR_NOEXEC = 1, 2, 4, 8
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
SYS_MOUNT_SETATTR = 442
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 24, 36, 38
SECCOMP_MODE_FILTER = 2
LAST_CAPABILITY = 63
CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *args: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Any system call by its number.

    Args:
        number: On this architecture.
        args: Integers (64 bits wide), pointers to bytes or None.
    """
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    return _checked(_libc.syscall(ctypes.c_long(number), *wide), f"system call {number}")


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(fd: int, flag: int) -> None:
    """Enter the namespace that `fd` is open on."""
    _checked(_libc.setns(ctypes.c_int(fd), ctypes.c_int(flag)), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system or a part of one."""
    result = _libc.mount(
        source.encode(),
        target.encode(),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    _checked(result, f"mount {target}")


def unmount(target: str) -> None:
    """Take a mount out of sight at once."""
    _checked(_libc.umount2(target.encode(), ctypes.c_int(MNT_DETACH)), f"umount {target}")


def set_mount_attributes(target: str, attributes: int) -> None:
    """Add attributes to a mount and all below it."""
    wanted = struct.pack("=QQQQ", attributes, 0, 0, 0)
    syscall(SYS_MOUNT_SETATTR, AT_FDCWD, target.encode(), AT_RECURSIVE, wanted, len(wanted))


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root and put the old one at `old`."""
    syscall(SYS_PIVOT_ROOT[os.uname().machine], new.encode(), old.encode())


def prctl(option: int, value: int = 0, third: int = 0) -> int:
    """Set or ask a property of this process."""
    zero = ctypes.c_ulong(0)
    args = ctypes.c_ulong(value), ctypes.c_ulong(third), zero, zero
    return _checked(_libc.prctl(ctypes.c_int(option), *args), f"prctl {option}")


def die_with_parent() -> None:
    """Be killed when the thread that forked this process ends; to be renewed after setuid."""
    prctl(PR_SET_PDEATHSIG, 9)


def sethostname(name: str) -> None:
    """Name the machine, in this namespace."""
    _checked(_libc.sethostname(name.encode(), ctypes.c_size_t(len(name))), "sethostname")


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    for capability in range(LAST_CAPABILITY):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            # Past the last one that this kernel knows, or not ours to drop: then it has no effect.
            break
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    _checked(_libc.capset(header, bytes(24)), "capset")


def no_new_privileges() -> None:
    """Nothing executed from here on gains a privilege."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def install_filter(code: bytes) -> None:
    """Filter the system calls of this process with a BPF program.

    Args:
        code: Instructions of 8 bytes each.
    """
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    pointer = ctypes.create_string_buffer(program, len(program))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(pointer))
