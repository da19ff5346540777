"""Hostile archives: checked as a whole, then read member by member into memory, never extracted."""

import stat
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from io import BytesIO

from autograder.records.errors import IntakeError

MIB = 1024 * 1024
MAX_MEMBERS = 500
MAX_UNPACKED = 200 * MIB
MAX_RATIO = 100
SMALL = MIB
"""Bytes under which a member's ratio is not looked at: a page of blanks compresses well too."""
MAX_DIRECTORY = MIB
"""Bytes of the list of members: 500 of them with long names and extra fields fit."""

_CHUNK = 256 * 1024
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20


def read_archive(
    data: bytes,
    where: str,
    wanted: Callable[[str], int | None],
    spared: Callable[[str], bool] = lambda path: False,
) -> dict[str, bytes]:
    """Read the wanted members of a zip.

    The whole archive is refused for one unsafe member, whether it is wanted or not. A declared
    size is a claim: what is read is counted again.

    Args:
        data: The archive.
        where: How messages name it.
        wanted: Given a member's path with forward slashes, the most bytes that it may have, or
            None to leave it where it is. A member with such a bound is spared the ratio.
        spared: Asked of a wanted member that says it is larger than its bound: whether to leave it
            where it is rather than to refuse the archive.

    Returns:
        Content by path, in the order of the archive.

    Raises:
        IntakeError: If it is no zip, is encrypted or damaged, is too large, or has an absolute
            path, `..`, a link, a device or two names that are one on some file systems.
    """
    _check_directory(data, where)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = _checked(archive, where, wanted, spared)
            return {
                path: _read(archive, info, limit, where)
                for path, info in members.items()
                if (limit := wanted(path)) is not None
            }
    except IntakeError:
        raise
    except Exception as error:
        # The decoders' errors (zlib, lzma, struct, zipfile, ...) have no common base, and anything
        # that they say about a stranger's bytes is about the bytes.
        raise IntakeError(
            f"{where} is damaged or not a zip ({error}); ask for the file again."
        ) from error


def _check_directory(data: bytes, where: str) -> None:
    """Refuse a list of members that would cost more to parse than any honest one."""
    start = data.rfind(_END_MAGIC, max(0, len(data) - _END.size - 0xFFFF))
    if start < 0 or start + _END.size > len(data):
        raise IntakeError(f"{where} is not a zip, though it is named one; ask for the file again.")
    _, _, _, _, count, size, _, _ = _END.unpack_from(data, start)
    zip64 = data[max(0, start - _LOCATOR_SIZE) :].startswith(_ZIP64_LOCATOR)
    if zip64 or count > MAX_MEMBERS or size > MAX_DIRECTORY:
        raise IntakeError(
            f"{where} lists more than {MAX_MEMBERS} files; hand in the notebook and its files only."
        )


def _checked(
    archive: zipfile.ZipFile,
    where: str,
    wanted: Callable[[str], int | None],
    spared: Callable[[str], bool],
) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise IntakeError(
            f"{where} lists more than {MAX_MEMBERS} files; hand in the notebook and its files only."
        )
    members: dict[str, zipfile.ZipInfo] = {}
    seen: dict[str, str] = {}
    total = 0
    for info in infos:
        path = _safe_path(info, where)
        if info.flag_bits & 0x1:
            raise IntakeError(f"{where} is encrypted; hand it in without a password.")
        key = unicodedata.normalize("NFC", path).casefold().rstrip("/")
        if key in seen:
            raise IntakeError(
                f"{where} holds {seen[key]!r} and {path!r}, one name on some computers; "
                "hand in each file once."
            )
        seen[key] = path
        if info.is_dir():
            continue
        bound = wanted(path)
        if bound is not None and info.file_size > bound and spared(path):
            continue
        total += info.file_size
        if total > MAX_UNPACKED:
            raise IntakeError(
                f"{where} would unpack to more than {MAX_UNPACKED // MIB} MiB; refused."
            )
        ratio = info.file_size / max(1, info.compress_size)
        if info.file_size > SMALL and ratio > MAX_RATIO and bound is None:
            raise IntakeError(f"{where}: {path!r} would grow {ratio:.0f} times; refused.")
        members[path] = info
    return members


def _safe_path(info: zipfile.ZipInfo, where: str) -> str:
    """The member's path with forward slashes, if it is a plain relative path of a plain file."""
    raw = info.orig_filename
    path = raw.replace("\\", "/")
    parts = path.rstrip("/").split("/")
    absolute = path.startswith("/") or (len(path) > 1 and path[1] == ":")
    if absolute or ".." in parts or "\0" in raw or not path.strip("/"):
        raise IntakeError(f"{where} holds the unsafe path {raw!r}; refused.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        what = "link" if kind == stat.S_IFLNK else "device or pipe"
        raise IntakeError(f"{where}: {raw!r} is a {what}; hand in plain files.")
    return path


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, where: str) -> bytes:
    pieces: list[bytes] = []
    size = 0
    with archive.open(info) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > limit:
                raise IntakeError(
                    f"{where}: {info.filename!r} is larger than {limit / MIB:g} MiB; "
                    "clear the outputs of the notebook and hand it in again."
                )
            pieces.append(piece)
    return b"".join(pieces)
