"""Groups of commands, one module each, and its line here."""

import typer

from autograder.commands import (
    export,
    feedback,
    gradebook,
    gradescope,
    intake,
    items,
    lint,
    merge,
    new,
    push,
    recheck,
    review,
    similarity,
    verify,
)


def register(app: typer.Typer) -> None:
    """Add every group to the command line."""
    export.register(app)
    feedback.register(app)
    gradebook.register(app)
    gradescope.register(app)
    intake.register(app)
    items.register(app)
    lint.register(app)
    merge.register(app)
    new.register(app)
    push.register(app)
    recheck.register(app)
    review.register(app)
    similarity.register(app)
    verify.register(app)
