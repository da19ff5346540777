"""What is told of an exception in student code: type, message, and the line that led to it."""

import linecache
import traceback
from typing import Any

from autograder.isolation.wire.protocol import Message

TEXT = 4000
# What starts processes; a sandbox refuses it in words that say nothing to a student.
_STARTERS = ("multiprocessing", "concurrent.futures.process", "subprocess", "torch.multiprocessing")
_NO_PROCESS = "no other processes can be started while grading"


def raised(error: BaseException) -> Message:
    """The reply that tells of an exception."""
    try:
        text = str(error)[:TEXT]
    except Exception:
        text = "(its message could not be made)"
    if isinstance(error, OSError) and _was_starting(error):
        text = f"{_NO_PROCESS} ({text})"
    return {"k": "raised", "t": type(error).__name__[:200], "m": text, "l": _line(error)}


def _was_starting(error: BaseException) -> bool:
    for frame, _ in traceback.walk_tb(error.__traceback__):
        module: Any = frame.f_globals.get("__name__")
        if isinstance(module, str) and module.startswith(_STARTERS):
            return True
    return False


def _line(error: BaseException) -> str:
    """The deepest line of a notebook cell that led to the exception."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"{error.filename}, line {error.lineno}: {(error.text or '').strip()}"[:TEXT]
    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        label = frame.f_code.co_filename
        entry = linecache.cache.get(label)
        if entry is not None and len(entry) == 4 and entry[1] is None:
            return f"{label}, line {number}: {linecache.getline(label, number).strip()}"[:TEXT]
    return ""
