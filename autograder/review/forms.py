"""Values of forms, as people type them."""

import math

from flask import request

from autograder.gradebook import Refused


def amount(text: str, what: str) -> float | None:
    """Points as a person types them, with a point or a comma; None for a blank field.

    Args:
        text: What was typed.
        what: Whose points they are, for the sentence.

    Raises:
        Refused: If it is not a number.
    """
    plain = text.strip().replace(",", ".")
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in plain:
        raise Refused(f"{what}: {text.strip()[:40]!r} is not a number of points.")
    return value


def whole(text: str | None, otherwise: int) -> int:
    """A whole number from an address or a hidden field, or what it is otherwise."""
    plain = (text or "").strip()
    if plain.isascii() and plain.isdigit() and len(plain) < 16:
        return int(plain)
    return otherwise


def flag(name: str) -> bool:
    """Whether a box of the form is ticked."""
    return request.form.get(name) in ("1", "on", "true")
