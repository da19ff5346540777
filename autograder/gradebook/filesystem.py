"""Which file system a file lies on: SQLite's write-ahead log needs memory shared by its users.

On a network file system two machines do not share memory, and a write-ahead log there corrupts the
database (https://www.sqlite.org/wal.html, "Overview", disadvantage 2).
"""

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    (
        *("9p", "acfs", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs", "gfs2"),
        *("glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "orangefs"),
        *("panfs", "prl_fs", "pvfs2", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs"),
    )
)
_ESCAPE = re.compile(r"\\([0-7]{3})")


def network_type(path: Path, mounts: str | None = None) -> str | None:
    """The type of the network file system that a path lies on.

    Args:
        path: A file or folder; it need not exist yet.
        mounts: Content of `/proc/self/mountinfo`; read when None.

    Returns:
        Such as `nfs4`; None on a local file system, and where the system does not say.
    """
    if mounts is None:
        if not _MOUNTS.is_file():
            return None
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    kind = _type_of(path.resolve(), mounts)
    # Any program may stand behind FUSE; most that people mount reach over a network.
    return kind if kind in _NETWORK or kind.startswith("fuse.") else None


def _type_of(path: Path, mounts: str) -> str:
    """Type of the mount that holds a path: the longest mount point, of equal ones the last."""
    longest, found = -1, ""
    for line in mounts.splitlines():
        left, separator, right = line.partition(" - ")
        fields = left.split(" ")
        if not separator or len(fields) < 5:
            continue
        point = _ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields[4])
        if path.is_relative_to(point) and len(point) >= longest:
            longest, found = len(point), right.split(" ")[0]
    return found
