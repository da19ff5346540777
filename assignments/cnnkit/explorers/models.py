"""Building a model that a student may not have written yet."""

from collections.abc import Callable
from typing import Any

from cnnkit.explorers.attempt import attempt


def attempt_model(factory: Callable[[], Any], example: Any) -> Any:
    """Build a student's model for a picture; what it cannot do is said, never raised.

    Args:
        factory: The student's class or function.
        example: A batch that the model must be able to take.

    Returns:
        The model; None when it cannot be built or used, after a sentence that says why.
    """
    name = getattr(factory, "__name__", "the model")
    model = attempt(factory)
    if model is None:
        return None
    if not getattr(model, "_parameters", None) and not getattr(model, "_modules", None):
        print(f"{name} is not implemented yet. Run this cell again when it is.")
        return None

    def forward(batch: Any) -> Any:
        return model(batch)

    forward.__name__ = name
    return None if attempt(forward, example) is None else model
