"""What the gradebook refuses, and why."""

from typing import Any, Protocol

from autograder.records.errors import AutograderError


class GradebookError(AutograderError):
    """The gradebook cannot be opened, or what is asked of it makes no sense."""


class Refused(GradebookError):  # noqa: N818 - a refusal is an answer
    """A value is out of bounds or names nothing that is there; nothing was changed."""


class Stale(GradebookError):  # noqa: N818
    """Somebody else was faster: what the change was based on is no longer what is there.

    Attributes:
        yours: Revision that the change was based on.
        theirs: Revision that is there now.
        current: What is there now, for a page that shows both.
    """

    def __init__(
        self, message: str, *, yours: object, theirs: object, current: object = None
    ) -> None:
        super().__init__(message)
        self.yours = yours
        self.theirs = theirs
        self.current = current


class Tampered(GradebookError):  # noqa: N818
    """The audit does not verify: something was changed past it."""


class Decided(Protocol):
    """A decision with a revision, as both marks and overrides are."""

    revision: Any
    author: Any
    points: Any
    comment: Any


def stale(what: str, yours: int, there: Decided | None) -> Stale:
    """What is raised when a decision was based on another revision than there is."""
    theirs = 0 if there is None else there.revision
    by = "nobody" if there is None else there.author
    return Stale(
        f"{what} changed meanwhile: you saw revision {yours}, revision {theirs} is there now, by "
        f"{by}. Look at it and decide again.",
        yours=yours,
        theirs=theirs,
        current=None
        if there is None
        else {
            "points": there.points,
            "comment": there.comment,
            "author": there.author,
            "revision": theirs,
        },
    )
