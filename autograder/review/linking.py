"""Links of pages: to routes while served, to files where a site is frozen into a folder."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flask import g, url_for

View = TypeVar("View", bound=Callable[..., Any])

_FILES = "_freezes"


class Tour(Protocol):
    """Who freezes a site: it is asked for each link and notes what is still to be frozen.

    Attributes:
        head: Head of the audit that the site is of; empty until it is asked for.
    """

    head: str

    def link(self, endpoint: str, values: dict[str, Any]) -> str:
        """Where the frozen page lies, seen from the one being frozen; empty if it is not."""
        ...


def freezes(*identity: str) -> Callable[[View], View]:
    """Say that a view is part of a frozen site.

    Args:
        *identity: Arguments of the address that make it another page; any other, such as the order
            of a table, is left out of the frozen site.
    """

    def wrap(view: View) -> View:
        setattr(view, _FILES, identity)
        return view

    return wrap


def frozen_by(view: Callable[..., Any]) -> tuple[str, ...] | None:
    """Arguments that make a frozen view another page; None if it is not frozen."""
    found: tuple[str, ...] | None = getattr(view, _FILES, None)
    return found


def link(endpoint: str, **values: Any) -> str:
    """The address of a view; empty in a frozen site that does not have it."""
    tour: Tour | None = g.get("tour")
    if tour is not None:
        return tour.link(endpoint, values)
    return url_for(endpoint, **values)


def is_frozen() -> bool:
    """Whether the page is drawn for a frozen site: it has no forms then."""
    return g.get("tour") is not None
