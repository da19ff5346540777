"""The output size of a convolution: the formula with its numbers, and what a wrong size tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Axis:
    """One axis of a convolution.

    Attributes:
        n: Size of the input.
        k: Size of the kernel.
        s: Stride.
        p: Padding on each side.
        d: Dilation.
    """

    n: int
    k: int
    s: int = 1
    p: int = 0
    d: int = 1

    @property
    def room(self) -> int:
        """How many steps of one pixel the kernel can move: n + 2p - d(k-1) - 1."""
        return self.n + 2 * self.p - self.d * (self.k - 1) - 1

    @property
    def size(self) -> int:
        """Number of positions: floor(room / s) + 1."""
        return self.room // self.s + 1

    def formula(self, name: str) -> str:
        """The formula with its numbers: `H' = (8 + 2*1 - 3)//2 + 1 = 4`."""
        reach = f"{self.k}" if self.d == 1 else f"({self.d}*({self.k} - 1) + 1)"
        padding = f" + 2*{self.p}" if self.p else ""
        return f"{name} = ({self.n}{padding} - {reach})//{self.s} + 1 = {self.size}"


SLIPS: tuple[tuple[str, Callable[[Axis], float]], ...] = (
    ("the padding is left off", lambda a: (a.room - 2 * a.p) // a.s + 1),
    ("the padding is counted on one side only", lambda a: (a.room - a.p) // a.s + 1),
    ("the stride is left off", lambda a: a.room + 1),
    ("the dilation is left off", lambda a: (a.n + 2 * a.p - a.k) // a.s + 1),
    ("the + 1 is left off", lambda a: a.room // a.s),
    ("the division is rounded up", lambda a: ceil(a.room / a.s) + 1),
)
"""What can be left out of the formula, and what is left of it then."""


def recognise(got: Sequence[int], axes: tuple[Axis, Axis]) -> str:
    """The slip that gives both sizes, or two that do; empty if none does, or more than two.

    Args:
        got: Shape that came; its last two sizes count.
        axes: The vertical and the horizontal axis.
    """
    sizes, right = list(got[-2:]), [axis.size for axis in axes]
    if len(got) < 2 or sizes == right:
        return ""
    found = [slip for slip, formula in SLIPS if [formula(axis) for axis in axes] == sizes]
    if sizes == right[::-1]:
        found.append("height and width are exchanged")
    return " or ".join(found) if len(found) <= 2 else ""


def explanation(got: Sequence[int], axes: tuple[Axis, Axis]) -> str:
    """What to say of a wrong output shape, with numbers.

    Args:
        got: Shape that came; its last two sizes count.
        axes: The vertical and the horizontal axis.

    Returns:
        The formula of the first axis that is wrong, and the slip that gives the wrong sizes.
    """
    if len(got) < 2:
        return ""
    slip = recognise(got, axes)
    for name, size, axis in zip(("H'", "W'"), got[-2:], axes, strict=True):
        if size != axis.size:
            came = f"; {size} is what comes out when {slip}" if slip else ""
            return f"{axis.formula(name)}{came}."
    return ""


def words(got: Sequence[int], axes: tuple[Axis, Axis]) -> str:
    """What to say of a wrong output shape, without numbers; empty if it fits no slip."""
    slip = recognise(got, axes)
    return f"Such a size comes out when {slip}." if slip else ""
