"""What is told of an exception in student code: type, message, and the line that led to it."""

import traceback
from typing import Any

from autograder.isolation.wire.protocol import Message
from gradekit.outcome import kind_of, line_of

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
    return {"k": "raised", "t": kind_of(error)[:200], "m": text, "l": line_of(error)}


def _was_starting(error: BaseException) -> bool:
    for frame, _ in traceback.walk_tb(error.__traceback__):
        module: Any = frame.f_globals.get("__name__")
        if isinstance(module, str) and module.startswith(_STARTERS):
            return True
    return False
