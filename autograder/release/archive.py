"""Folders and zip files as plain mappings, and zips that are the same bytes on every machine."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

_CACHES = ("__pycache__", ".ipynb_checkpoints")
# The same on every machine, and no age that a file browser would show as "46 years ago".
_DATE = (2026, 9, 1, 12, 0, 0)
_EXECUTABLE = ("run_autograder", "setup.sh")


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its POSIX path, caches and hidden files left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part in _CACHES or part.startswith(".") for part in parts):
            continue
        if path.is_file():
            found["/".join(parts)] = path.read_bytes()
    return found


def write_folder(folder: Path, members: Mapping[str, bytes]) -> None:
    """Write files into a folder that is the caller's own; not atomic."""
    for name, data in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read_zip(data: bytes) -> dict[str, bytes]:
    """Every file of a zip that this program or Otter Assign has just made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """A zip of these files: sorted, one fixed date, stored.

    Stored and not deflated, for another release of zlib may compress to other bytes.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = 3  # Unix, so that the mode counts
            mode = 0o755 if name in _EXECUTABLE else 0o644
            info.external_attr = (0o100000 | mode) << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()
