"""Reading what came from beside the student's code: nothing in it is believed to be of its form."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CheckFailed


@dataclass(frozen=True)
class PlainReport:
    """A dictionary of plain values from the other side.

    Attributes:
        subject: The student's variable, for messages.
        values: What came.
    """

    subject: str
    values: Any

    def get(self, name: str) -> Any:
        """A value.

        Raises:
            CheckFailed: If there is none.
        """
        if type(self.values) is not dict or name not in self.values:
            raise self._malformed(name)
        return self.values[name]

    def whole(self, name: str) -> int:
        """A whole number of at least 0."""
        value = self.get(name)
        if type(value) is not int or value < 0:
            raise self._malformed(name)
        return value

    def texts(self, name: str) -> list[str]:
        """Names, each cut to a length that fits into a message."""
        value = self.get(name)
        if type(value) is not list or not all(type(item) is str for item in value):
            raise self._malformed(name)
        return [item[:80] for item in value]

    def shapes(self) -> list[tuple[int, ...]]:
        """Shapes of parameters, sorted."""
        value = self.get("shapes")
        if type(value) is not list or not all(type(item) is tuple for item in value):
            raise self._malformed("shapes")
        return value

    def array(self, name: str, shape: tuple[int | None, ...]) -> NDArray[np.float64]:
        """Finite numbers as float64.

        Args:
            name: Name of the value.
            shape: Wanted; None for any size.

        Raises:
            CheckFailed: If its shape is another one, or a number is not finite.
        """
        value = self.get(name)
        if hasattr(value, "detach"):
            value = value.detach().cpu().numpy()
        try:
            found = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            raise self._malformed(name) from None
        fits = found.ndim == len(shape) and all(
            want in (None, have) for want, have in zip(shape, found.shape, strict=True)
        )
        if not fits:
            last = shape[-1] if name in ("raw", "alone", "prints", "outputs") else None
            wanted = f"(N, {last})" if last is not None else str(shape)
            raise CheckFailed(
                f"{self.subject}: its output for a batch has the shape {_batch(name, found)}; "
                f"expected {wanted}."
            )
        if not np.isfinite(found).all():
            raise CheckFailed(f"{self.subject}: the output contains nan or inf.")
        return found

    def _malformed(self, name: str) -> CheckFailed:
        return CheckFailed(f"{self.subject} could not be examined: no usable answer to {name!r}.")


def _batch(name: str, found: NDArray[np.float64]) -> str:
    shape = found.shape[1:] if name == "prints" else found.shape
    return (
        f"({', '.join(str(size) for size in shape)})" if math.prod(shape) < 10**9 else "too large"
    )
