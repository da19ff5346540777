"""Calling a function that a student may not have written yet."""

from collections.abc import Callable
from typing import Any


def attempt(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a student's function for a picture; what it cannot do is said, never raised.

    Cells that only show something go on like this, so that Run All reaches the end of a notebook
    at any stage of the work.

    Args:
        function: The student's function.
        *args: Its arguments.
        **kwargs: Its keyword arguments.

    Returns:
        Its result; None when there is none, after a sentence that says why.
    """
    name = getattr(function, "__name__", "the function")
    try:
        result = function(*args, **kwargs)
    except NotImplementedError:
        result = None
    except Exception as error:  # noqa: BLE001  # a student's code may raise anything
        print(f"{name} raised {type(error).__name__}: {error}. This cell waits until it runs.")
        return None
    if result is None or result is ...:
        print(f"{name} is not implemented yet. Run this cell again when it is.")
        return None
    return result
