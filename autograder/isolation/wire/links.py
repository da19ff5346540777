"""What is made of objects that are no data, on their way out and in."""

from typing import Any

from autograder.isolation.wire.signatures import describe
from autograder.isolation.wire.values import FunctionInfo


class Links:
    """What is made of objects that are no data, on their way in and out; this one knows nothing."""

    def outgoing(self, value: Any) -> Any:
        """What is sent in place of a value that is no data.

        Raises:
            EncodeError: If nothing can be.
        """
        return describe(value)

    def described(self, info: FunctionInfo) -> Any:
        """An object that the other side has described."""
        return info

    def variable(self, name: str) -> Any:
        """What a `Reference` stands for.

        Raises:
            KeyError: If it stands for nothing here.
        """
        raise KeyError(name)

    def callback(self, number: int, name: str) -> Any:
        """What a `Callback` stands for.

        Raises:
            KeyError: If it stands for nothing here.
        """
        raise KeyError(number)

    def imported(self, module: str, path: str) -> Any:
        """What an `Imported` stands for.

        Raises:
            KeyError: If nothing is imported here.
        """
        raise KeyError(module)

    def iterated(self, items: list[Any]) -> Any:
        """What an `Iterated` stands for.

        Raises:
            KeyError: If nothing is iterated here.
        """
        raise KeyError
