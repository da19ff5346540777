"""What happened to the watched things of a call, in order."""

from dataclasses import dataclass, field
from typing import Any

MOST = 5000
"""Events and calls that are written down; what comes after is left out."""


@dataclass
class Journal:
    """Written by the watched things of one call; see `gradekit.probes.run` for what they say.

    Attributes:
        events: What happened, in order.
        models: Watched modules by name.
        steps: Gradients at every step of an optimizer.
        batches: Indices of the batches that were handed out.
        stubs: Calls of the stubs by name.
        inputs: What each forward pass of a model was given, by its name.
        outputs: What it gave.
    """

    events: list[list[Any]] = field(default_factory=list)
    models: dict[str, Any] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    stubs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    inputs: dict[str, list[Any]] = field(default_factory=dict)
    outputs: dict[str, list[Any]] = field(default_factory=dict)

    def __deepcopy__(self, memo: object) -> "Journal":
        # Student code may copy a watched module; its journal stays the one of the call.
        return self

    def note(self, *event: Any) -> None:
        """Write an event down."""
        append(self.events, list(event))

    def free_name(self, name: str) -> str:
        """A name that no model has yet: `model`, `model2`, ..."""
        number, free = 1, name
        while free in self.models:
            number += 1
            free = f"{name}{number}"
        return free


def append(items: list[Any], item: Any) -> None:
    """Append unless the list is full: student code may loop for long."""
    if len(items) < MOST:
        items.append(item)
