"""Landlock: what a process may do to files, ports and other processes, from here on and for good.

Source: Linux `Documentation/userspace-api/landlock.rst`; the numbers of its calls are the same on
all architectures. Rights that a kernel does not know are left out, by its ABI version.
"""

import os
import stat
import struct
from collections.abc import Iterable

from autograder.isolation.confine import linux

CREATE, ADD_RULE, RESTRICT = 444, 445, 446
VERSION_FLAG = 1
RULE_PATH = 1
WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
# Highest file right of each ABI, from 1: up to make_sym, refer, truncate, the same, ioctl_dev.
RIGHTS_BY_ABI = (13, 14, 15, 15, 16)
FILE_RIGHTS = WRITE_FILE | READ_FILE | TRUNCATE
READ = READ_FILE | READ_DIR
EXECUTE, MAKE_CHAR, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = 1, 1 << 6, 1 << 9, 1 << 10, 1 << 11
IOCTL_DEV = 1 << 15
# A device that is read, written and controlled.
DEVICE = WRITE_FILE | READ_FILE | IOCTL_DEV
# In the worker's folder: files, folders and links, but nothing to execute and no devices.
OWN_FOLDER = ~(EXECUTE | MAKE_CHAR | MAKE_SOCK | MAKE_FIFO | MAKE_BLOCK | IOCTL_DEV)
ALL_PORTS = 3
ALL_SCOPES = 3


def version() -> int:
    """The ABI version of this kernel; 0 if it has no Landlock."""
    try:
        return linux.syscall(CREATE, None, 0, VERSION_FLAG)
    except OSError:
        return 0


class Ruleset:
    """What will be allowed; everything else that the kernel can restrict is not.

    Raises:
        OSError: If the kernel has no Landlock.
    """

    def __init__(self) -> None:
        abi = version()
        if not abi:
            raise OSError("this kernel has no Landlock")
        self._handled = (1 << RIGHTS_BY_ABI[min(abi, len(RIGHTS_BY_ABI)) - 1]) - 1
        ports = ALL_PORTS if abi >= 4 else 0
        # From ABI 6: no abstract sockets and no signals to processes outside.
        scopes = ALL_SCOPES if abi >= 6 else 0
        attributes = struct.pack("=QQQ", self._handled, ports, scopes)
        size = 24 if abi >= 6 else 16 if abi >= 4 else 8
        self._fd = linux.syscall(CREATE, attributes[:size], size, 0)

    def allow(self, paths: Iterable[str | int], rights: int) -> None:
        """Allow rights below each path.

        Args:
            paths: Names, or descriptors opened with O_PATH; a name that does not exist is left out.
            rights: Rights of folders are dropped where the path is a file.
        """
        for path in paths:
            try:
                fd = path if isinstance(path, int) else os.open(path, os.O_PATH | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            granted = rights & self._handled
            if not stat.S_ISDIR(os.fstat(fd).st_mode):
                granted &= FILE_RIGHTS | IOCTL_DEV
            linux.syscall(ADD_RULE, self._fd, RULE_PATH, struct.pack("=Qi", granted, fd), 0)
            if not isinstance(path, int):
                os.close(fd)

    def close(self) -> None:
        """Give it up unused."""
        os.close(self._fd)

    def restrict(self) -> None:
        """Hold this process to it. It must have given up new privileges before."""
        linux.syscall(RESTRICT, self._fd, 0)
        self.close()
