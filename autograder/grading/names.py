"""What a check is handed by name: every variable is fetched once a question, as in a notebook."""

from collections.abc import Iterator, Mapping
from typing import Any

from autograder.grading.proxies import StudentEnv

_ABSENT = object()


class Names(Mapping[str, Any]):
    """The variables of a notebook while one question is graded; Otter's `env`, too.

    Args:
        env: Where they are fetched.
        recorded: Choices that a student recorded, by question: they count where the notebook has
            no such variable, because the cell that would have made it stopped, say.

    Attributes:
        fetched: What was asked for so far; None for what the notebook does not define.
        scope: The namespace of the question's doctests, which share their variables as in Otter.
    """

    def __init__(self, env: StudentEnv, recorded: Mapping[str, str] | None = None) -> None:
        self.env = env
        self._recorded = recorded or {}
        self.fetched: dict[str, Any] = {}
        self.scope: dict[str, Any] = {}
        self._absent: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """A variable, or `default` where the notebook defines none."""
        if name not in self.fetched:
            value = self.env.get(name, _ABSENT)
            if value is _ABSENT or value is None:
                value = self._recorded.get(name, value)
            if value is _ABSENT:
                self._absent.add(name)
            self.fetched[name] = None if value is _ABSENT else value
        return default if name in self._absent else self.fetched[name]

    def __getitem__(self, name: str) -> Any:
        value = self.get(name, _ABSENT)
        if value is _ABSENT:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name, _ABSENT) is not _ABSENT

    def __iter__(self) -> Iterator[str]:
        return iter([name for name in self.fetched if name not in self._absent])

    def __len__(self) -> int:
        return len(self.fetched) - len(self._absent)

    def as_scope(self, wanted: tuple[str, ...]) -> dict[str, Any]:
        """The doctests' namespace with some variables in it."""
        for name in wanted:
            if name not in self.scope and name in self:
                self.scope[name] = self[name]
        return self.scope
