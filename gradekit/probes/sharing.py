"""Whether what a function returns is new, or memory that it was handed."""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from gradekit.probes.forward import probe
from gradekit.probes.plain_values import is_tensor


@probe
def shares(function: Callable[..., Any], args: tuple[Any, ...]) -> list[int]:
    """The positions of the arguments whose memory the returned array or tensor shares.

    Args:
        function: The student's function; it is called once, on copies.
        args: Its positional arguments.

    Raises:
        Exception: Whatever the function raises.
    """
    given = copy.deepcopy(args)
    result = function(*given)
    return [index for index, value in enumerate(given) if _overlap(result, value)]


def _overlap(one: Any, other: Any) -> bool:
    arrays = [item.detach().numpy() if is_tensor(item) else item for item in (one, other)]
    if not all(isinstance(item, np.ndarray) for item in arrays):
        return one is other
    return np.shares_memory(*arrays)
