"""What lies in a class folder or a hand-in and is nobody's work: litter, and the platform's own."""

import re
from pathlib import PurePosixPath

_FOLDERS = frozenset(
    {
        "__macosx",
        ".ipynb_checkpoints",
        "__pycache__",
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        ".env",
        "node_modules",
        "site-packages",
        ".vscode",
        ".idea",
        ".ruff_cache",
        ".mypy_cache",
        ".pytest_cache",
        ".cache",
        ".virtual_documents",
        ".trash",
        ".trashes",
        ".spotlight-v100",
        ".fseventsd",
        "$recycle.bin",
    }
)
_FILES = frozenset(
    {
        ".ds_store",
        "thumbs.db",
        "desktop.ini",
        ".directory",
        ".localized",
        ".gitignore",
        ".gitattributes",
        ".gitkeep",
        ".otter_log",
    }
)
_METADATA = frozenset(
    {"submission_metadata.yml", "submission_metadata.yaml", "grades.json", "grades.csv"}
)
_TABLES = re.compile(r"\.(csv|tsv|xlsx|xls|ods)$", re.IGNORECASE)


def skipped(path: str) -> bool:
    """Whether a path is litter of an operating system, an editor or a package manager, not work."""
    return litter_in(path) is not None


def litter_in(path: str) -> str | None:
    """The first part of a path that makes it litter, as people know it, such as `.venv`; else None.

    Args:
        path: Relative, with forward slashes.
    """
    parts = PurePosixPath(path).parts
    for number, part in enumerate(parts, 1):
        if part.startswith("._") or part.casefold() in _FOLDERS:
            return "/".join(parts[:number])
    if parts and parts[-1].casefold() in _FILES:
        return path
    return None


def is_metadata(name: str) -> bool:
    """Whether a file of a class folder is certainly nobody's hand-in: a platform's list, a roster.

    Args:
        name: An entry at the top of a class folder that no format has claimed for a student.
    """
    return name.casefold() in _METADATA or _TABLES.search(name) is not None
