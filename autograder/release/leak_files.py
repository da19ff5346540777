"""Files of the student version: each is one that was declared, and can be examined.

What a file is, its first bytes say; its name only has to agree. Text of any kind is searched, also
inside office documents and databases.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

# First bytes, and how messages call the format.
_MAGIC = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpeg"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"%PDF-"), "pdf"),
    (re.compile(rb"PAR1"), "parquet"),
    (re.compile(rb"SQLite format 3\x00"), "sqlite"),
    (re.compile(rb"\x93NUMPY"), "npy"),
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), "zip"),
    (re.compile(rb".{7}\x00\{", re.DOTALL), "safetensors"),
    (re.compile(rb"\x1f\x8b"), "gzip"),
)
# A name that ends so promises this format.
_PROMISED = {
    ".png": ("png",),
    ".jpg": ("jpeg",),
    ".jpeg": ("jpeg",),
    ".gif": ("gif",),
    ".webp": ("webp",),
    ".pdf": ("pdf",),
    ".parquet": ("parquet",),
    ".db": ("sqlite",),
    ".sqlite": ("sqlite",),
    ".sqlite3": ("sqlite",),
    ".npy": ("npy",),
    ".npz": ("zip",),
    ".xlsx": ("zip",),
    ".docx": ("zip",),
    ".pptx": ("zip",),
    ".ods": ("zip",),
    ".zip": ("zip",),
    ".safetensors": ("safetensors",),
    ".gz": ("gzip",),
}
_RUNS_CODE = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".dill")
_IMAGES = ("png", "jpeg", "gif", "webp")
_MAX_INSIDE = 64 * 1024 * 1024


def format_of(data: bytes) -> str | None:
    """The format that the first bytes tell, `text` for UTF-8 text, or None."""
    for pattern, name in _MAGIC:
        if pattern.match(data):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "text"


def is_image(data: bytes) -> bool:
    """Whether the first bytes are those of a picture."""
    return format_of(data) in _IMAGES


def misfits(name: str, data: bytes) -> str | None:
    """Why a file cannot be examined or is not what its name says; None if all is well."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _RUNS_CODE:
        return f"files of type {suffix} cannot be examined, and run code when they are opened"
    found = format_of(data)
    promised = _PROMISED.get(suffix)
    if found is None:
        return "not UTF-8 text and of no known format, so it cannot be examined"
    if promised and found not in promised:
        return f"its name ends in {suffix}, its content is {found}"
    return None


def readable(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a file, each with the name that messages call it by.

    Args:
        name: The file.
        data: Its content.
    """
    found = format_of(data)
    if found == "text":
        yield name, data.decode("utf-8")
    elif found == "sqlite":
        yield name, data.decode("utf-8", "replace")
    elif found == "zip":
        yield from _inside(name, data)


def _inside(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MAX_INSIDE:
                return
            members: Mapping[str, bytes] = {
                member.filename: archive.read(member) for member in archive.infolist()
            }
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return
    for member, content in members.items():
        if format_of(content) == "text":
            yield f"{name}, {member}", content.decode("utf-8")
