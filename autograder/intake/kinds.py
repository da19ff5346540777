"""What a file is that is not a notebook, so that its refusal can say what to hand in instead."""

import json
from collections.abc import Iterable
from pathlib import PurePosixPath

_KINDS = {
    ".pdf": "a PDF",
    ".html": "a web page",
    ".htm": "a web page",
    ".py": "a Python script",
    ".r": "an R script",
    ".md": "a text",
    ".txt": "a text",
    ".doc": "a text document",
    ".docx": "a text document",
    ".odt": "a text document",
    ".pages": "a text document",
    ".7z": "an archive that is not a zip",
    ".rar": "an archive that is not a zip",
    ".tar": "an archive that is not a zip",
    ".gz": "an archive that is not a zip",
    ".tgz": "an archive that is not a zip",
    ".bz2": "an archive that is not a zip",
    ".xz": "an archive that is not a zip",
    ".png": "a picture",
    ".jpg": "a picture",
    ".jpeg": "a picture",
    ".heic": "a picture",
    ".url": "a link to a page",
    ".webloc": "a link to a page",
    ".lnk": "a link to a file",
    ".crdownload": "an unfinished download",
    ".part": "an unfinished download",
    ".gdoc": "a link to a page",
    ".gsheet": "a link to a page",
}


def kind_of(name: str) -> str:
    """What a file is by its ending, with its article; empty if nothing is known of it."""
    return _KINDS.get(PurePosixPath(name).suffix.lower(), "")


def no_notebook(where: str, files: Iterable[str], assignment: str) -> str:
    """The refusal of a hand-in without a notebook: what it holds instead, and what to hand in.

    Args:
        where: Name of the hand-in.
        files: Names of what it holds, litter left out.
        assignment: Id of the assignment.
    """
    names = list(files)
    remedy = f"hand in {assignment}.ipynb or the zip that the last cell makes."
    if not names:
        return f"{where} holds no notebook; {remedy} It is empty."
    kind = kind_of(names[0])
    # The platform may have put a name before the student's own.
    if len(names) == 1 and where.endswith(names[0]):
        return f"{names[0]} is {kind + ', ' if kind else ''}not a notebook; {remedy}"
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"{where} holds no notebook; {remedy} It holds: {shown}."


def may_be_notebook(name: str) -> bool:
    """Whether a file under another ending is worth a look: browsers add endings and change them."""
    path = PurePosixPath(name.lower())
    return ".ipynb" in path.name or path.suffix in ("", ".json", ".txt", ".ipy", ".ipyn", ".nb")


def is_notebook(data: bytes) -> bool:
    """Whether the content of a file is that of a notebook, whatever its name."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(content, dict)
        and isinstance(content.get("nbformat"), int)
        and ("cells" in content or "worksheets" in content)
    )
