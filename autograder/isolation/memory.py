"""Large pages for the warm process: a fork copies page tables, and these have far fewer entries."""

import ctypes
import mmap
import os

LARGE = 2 << 20
MADV_COLLAPSE = 25


def use_large_pages() -> None:
    """Gather this process's private memory in large pages, where the kernel can (Linux 6.1 on).

    Forking the warm process with torch imported takes a quarter of the time afterwards. A page that
    a child writes to is split again, in the child alone.
    """
    for start, end in _private_ranges():
        start, end = -(-start // LARGE) * LARGE, end // LARGE * LARGE
        if start < end:
            # A refusal leaves the pages small: slower, nothing else.
            _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)


def address_space() -> int:
    """Bytes of address space of this process; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * mmap.PAGESIZE
    except FileNotFoundError:
        return 0


def _private_ranges() -> list[tuple[int, int]]:
    if not os.path.exists("/proc/self/maps"):
        return []
    with open("/proc/self/maps", encoding="utf-8") as file:
        rows = [line.split() for line in file]
    ranges = [row[0].split("-") for row in rows if row[1] == "rw-p" and row[4] == "0"]
    return [(int(start, 16), int(end, 16)) for start, end in ranges]


_libc = ctypes.CDLL(None)
