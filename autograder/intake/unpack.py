"""Hostile archives: checked as a whole, then read member by member into memory, never extracted."""

import io
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from autograder.intake.litter import litter_in
from autograder.intake.plain_files import MIB, too_large
from autograder.records.errors import IntakeError

MAX_MEMBERS = 500
"""Files that are read of one hand-in, over all its archives."""
MAX_UNPACKED = 200 * MIB
"""Bytes that are read of one hand-in, over all its archives."""
MAX_RATIO = 100
BOMB = 64 * MIB
"""Bytes from which a member that grows more than `MAX_RATIO` times is taken for a weapon."""
MAX_LISTED = 50_000
MAX_DIRECTORY = 16 * MIB
"""Bytes of the list of members: a whole virtual environment fits."""

_CHUNK = 256 * 1024
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_MAGIC = b"PK\x06\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_MAGIC = b"PK\x06\x07"
_TAIL = _LOCATOR.size + _END.size + 0xFFFF


@dataclass
class ReadingBudget:
    """What may still be read of one hand-in; shared by an archive and the archives in it."""

    where: str
    files: int = MAX_MEMBERS
    bytes: int = MAX_UNPACKED

    def take(self, size: int) -> None:
        """Take note of a file that is read, of `size` bytes.

        Raises:
            IntakeError: If it is one too many or too large for what is left.
        """
        self.files -= 1
        self.bytes -= size
        if self.files < 0:
            raise IntakeError(
                f"{self.where} holds more than {MAX_MEMBERS} files; "
                "hand in the notebook and its files only."
            )
        if self.bytes < 0:
            raise IntakeError(
                f"{self.where} would unpack to more than {MAX_UNPACKED // MIB} MiB; refused."
            )


@dataclass
class Archive:
    """What was read of a zip.

    Attributes:
        members: Content of wanted members by path, in the order of the archive.
        aside: Paths of the others.
        litter: Litter that was passed over, such as `.venv`.
    """

    members: dict[str, bytes] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    litter: set[str] = field(default_factory=set)


def read_archive(
    data: bytes,
    where: str,
    wanted: Callable[[str], int | None],
    spared: Callable[[str], bool] = lambda path: False,
    budget: ReadingBudget | None = None,
) -> Archive:
    """Read the wanted members of a zip.

    The whole archive is refused for one unsafe path, link or device among its members, wanted or
    not, litter excepted. Bounds are on what is read; a declared size is a claim, and is counted
    again.

    Args:
        data: The archive.
        where: How messages name it.
        wanted: Given a member's path with forward slashes, the most bytes that it may have, or
            None to leave it where it is.
        spared: Asked of a wanted member that says it is larger than its bound: whether to leave it
            where it is rather than to refuse the archive.
        budget: What may be read; a full one when None.

    Raises:
        IntakeError: If it is not a zip, is encrypted or damaged, is too large, or has an absolute
            path, `..`, a link, a device or two names that are one on some file systems.
    """
    check_directory(io.BytesIO(data), len(data), where, MAX_LISTED, MAX_DIRECTORY)
    found = Archive()
    budget = budget or ReadingBudget(where)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked(archive, where, wanted, spared, found)
            for info, _ in members.values():
                budget.take(info.file_size)
            for path, (info, limit) in members.items():
                found.members[path] = read_member(archive, info, limit, where)
    except IntakeError:
        raise
    except Exception as error:
        # The decoders' errors (zlib, lzma, struct, zipfile, ...) have no common base, and anything
        # that they say about a stranger's bytes is about the bytes.
        raise IntakeError(
            f"{where} is damaged or not a zip ({error}); ask for the file again."
        ) from error
    return found


def check_directory(file: BinaryIO, size: int, where: str, listed: int, length: int) -> None:
    """Refuse a list of members that would cost more to parse than any honest one.

    Args:
        file: The archive.
        size: Its bytes.
        where: How messages name it.
        listed: The most members.
        length: The most bytes of their list.

    Raises:
        IntakeError: If it lists more, or is not a zip.
    """
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    start = tail.rfind(_END_MAGIC, max(0, len(tail) - _END.size - 0xFFFF))
    if start < 0 or start + _END.size > len(tail):
        raise IntakeError(f"{where} is not a zip, though it is named one; ask for the file again.")
    _, _, _, _, count, bytes_listed, _, _ = _END.unpack_from(tail, start)
    if start >= _LOCATOR.size and tail[start - _LOCATOR.size :].startswith(_LOCATOR_MAGIC):
        _, _, position, _ = _LOCATOR.unpack_from(tail, start - _LOCATOR.size)
        file.seek(min(position, size))
        record = file.read(_END64.size)
        if len(record) < _END64.size or not record.startswith(_END64_MAGIC):
            raise IntakeError(f"{where} is damaged (its list is missing); ask for the file again.")
        *_, count, bytes_listed, _ = _END64.unpack(record)
    if count > listed or bytes_listed > length:
        raise IntakeError(
            f"{where} lists more than {listed} files; hand in the notebook and its files only."
        )


def member_path(info: zipfile.ZipInfo) -> str | None:
    """A member's path with forward slashes, or None if it is not a plain relative path."""
    raw = info.orig_filename
    path = raw.replace("\\", "/")
    parts = path.rstrip("/").split("/")
    absolute = path.startswith("/") or (len(path) > 1 and path[1] == ":")
    if absolute or ".." in parts or "\0" in raw or not path.strip("/"):
        return None
    return path


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, where: str) -> bytes:
    """Content of a member.

    Raises:
        IntakeError: If it is larger than `limit` bytes, encrypted or damaged.
    """
    if info.flag_bits & 0x1:
        raise IntakeError(f"{where} is encrypted; hand it in without a password.")
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > limit:
                    raise too_large(f"{where}: {info.filename!r}", limit)
                pieces.append(piece)
    except IntakeError:
        raise
    except Exception as error:
        raise IntakeError(
            f"{where} is damaged or not a zip ({error}); ask for the file again."
        ) from error
    return b"".join(pieces)


def _checked(
    archive: zipfile.ZipFile,
    where: str,
    wanted: Callable[[str], int | None],
    spared: Callable[[str], bool],
    found: Archive,
) -> dict[str, tuple[zipfile.ZipInfo, int]]:
    """The members to read and their bounds; what is not read is noted in `found`."""
    infos = archive.infolist()
    if len(infos) > MAX_LISTED:
        raise IntakeError(
            f"{where} lists more than {MAX_LISTED} files; hand in the notebook and its files only."
        )
    members: dict[str, tuple[zipfile.ZipInfo, int]] = {}
    seen: dict[str, str] = {}
    for info in infos:
        path = member_path(info)
        if path is None:
            raise IntakeError(f"{where} holds the unsafe path {info.orig_filename!r}; refused.")
        litter = litter_in(path)
        if litter is not None:
            found.litter.add(litter)
            continue
        _check_kind(info, where)
        _check_name(path, seen, where)
        bound = wanted(path)
        if info.is_dir() or path.endswith("/"):
            continue
        if bound is None or (info.file_size > bound and spared(path)):
            _check_ratio(info, path, bound, where)
            found.aside.append(path)
        else:
            members[path] = (info, bound)
    return members


def _check_kind(info: zipfile.ZipInfo, where: str) -> None:
    if info.flag_bits & 0x1:
        raise IntakeError(f"{where} is encrypted; hand it in without a password.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        what = "link" if kind == stat.S_IFLNK else "device or pipe"
        raise IntakeError(f"{where}: {info.orig_filename!r} is a {what}; hand in plain files.")


def _check_name(path: str, seen: dict[str, str], where: str) -> None:
    """Refuse two names that are one on some file systems: which is meant, is anybody's guess."""
    key = unicodedata.normalize("NFC", path).casefold().rstrip("/")
    if key in seen:
        raise IntakeError(
            f"{where} holds {seen[key]!r} and {path!r}, one name on some computers; "
            "hand in each file once."
        )
    seen[key] = path


def _check_ratio(info: zipfile.ZipInfo, path: str, bound: int | None, where: str) -> None:
    """Nothing honest packs so well; it is not read, but whoever unpacks the hand-in would."""
    ratio = info.file_size / max(1, info.compress_size)
    if bound is None and info.file_size > BOMB and ratio > MAX_RATIO:
        raise IntakeError(f"{where}: {path!r} would grow {ratio:.0f} times; refused.")
