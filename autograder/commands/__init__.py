"""Groups of commands, one module each, and its line here."""

import typer

from autograder.commands import export, feedback, items, push, recheck


def register(app: typer.Typer) -> None:
    """Add every group to the command line."""
    export.register(app)
    feedback.register(app)
    items.register(app)
    push.register(app)
    recheck.register(app)
