"""A place of the navigation."""

from dataclasses import dataclass

from autograder.records.review import Role


@dataclass(frozen=True)
class NavigationPlace:
    """A place of the navigation.

    Attributes:
        words: What it is called.
        endpoint: Its first page; its route takes `assignment` and nothing else that is required.
        blueprints: Blueprints whose pages belong to it.
        role: Who sees it.
    """

    words: str
    endpoint: str
    blueprints: tuple[str, ...]
    role: Role = "ta"
