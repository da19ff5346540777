"""How many steps the Python loops of a function take."""

import dis
import sys
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

from gradekit.probes.forward import probe


class _LimitReached(BaseException):
    """Ends the call; not an `Exception`, so that the student's own handlers let it through."""


@probe
def loop_steps(function: Callable[..., Any], args: tuple[Any, ...], limit: int) -> int:
    """Count the steps of Python loops while a function runs.

    A step is a jump back to the head of a loop, in the function or in anything defined in the same
    notebook, and also every call of a notebook function (so that `np.vectorize`, `map` and
    recursion count as what they are). Loops inside libraries are free.

    Args:
        function: The student's function.
        args: Its positional arguments.
        limit: Counting stops when this is passed; a long loop is not run to its end.

    Returns:
        The number of steps, at most `limit + 1`.

    Raises:
        Exception: Whatever the function raises.
    """
    home = getattr(function, "__globals__", None)
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count > limit:
            raise _LimitReached

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_globals is not home:
            return None
        jumps = _back_jumps(frame.f_code)
        frame.f_trace_opcodes, frame.f_trace_lines = bool(jumps), False
        step()

        def inside(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "opcode" and frame.f_lasti in jumps:
                step()
            return inside

        return inside

    previous = sys.gettrace()
    sys.settrace(enter)
    try:
        function(*args)
    except _LimitReached:
        return limit + 1
    finally:
        sys.settrace(previous)
    return max(count - 1, 0)  # the call itself is not a step


@lru_cache(maxsize=256)
def _back_jumps(code: CodeType) -> frozenset[int]:
    return frozenset(
        instruction.offset
        for instruction in dis.get_instructions(code)
        if "JUMP_BACKWARD" in instruction.opname
    )
