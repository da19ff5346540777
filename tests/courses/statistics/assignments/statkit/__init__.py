"""The library of the statistics course: what its notebooks share."""

from statkit.sources import ordered_bumps

__all__ = ["ordered_bumps"]
