"""File names made of people's names: one each, on every file system."""

import hashlib
import re
import unicodedata

_UNSAFE = re.compile(r"[^\w. -]+")
_LONGEST = 60
_LONGEST_BYTES = 120
_HASHED = re.compile(r"-[0-9a-f]{12}$")
# Names that Windows keeps for devices, whatever follows their first dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.I)


def slug(student: str) -> str:
    """A student's name as a file name; different names give different ones.

    They differ even where upper and lower case or forms of an accent are one. A name of lower-case
    letters, digits, spaces, `_`, `-` and `.` stays as it is; any other gets a hash at its end.
    """
    normal = unicodedata.normalize("NFC", student)
    plain = _UNSAFE.sub("_", normal)[:_LONGEST]
    plain = plain.encode("utf-8")[:_LONGEST_BYTES].decode("utf-8", "ignore").strip("._ ")
    device = _DEVICE.match(plain) is not None
    one_case = plain == plain.upper().casefold()
    if plain and plain == student and one_case and not device and not _HASHED.search(plain):
        return plain
    digest = hashlib.sha256(student.encode("utf-8", "backslashreplace")).hexdigest()[:12]
    head = f"student_{plain}" if device else plain or "student"
    return f"{head}-{digest}"
