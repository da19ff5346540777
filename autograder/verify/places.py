"""A place in a text, found by its syntax tree, and what a slip puts there."""

import ast
from collections.abc import Callable
from dataclasses import dataclass

Position = Callable[[int, int], int]
"""Turns a line and a column of a syntax tree into a position in the text."""


@dataclass(frozen=True)
class TextEdit:
    """A place in a text and what a slip puts there.

    Attributes:
        kind: What kind of slip it is.
        start: First character that is replaced.
        end: The one after the last.
        new: What stands there instead.
    """

    kind: str
    start: int
    end: int
    new: str


class NodePlace:
    """A node with its text."""

    def __init__(self, node: ast.AST, text: str, position: Position) -> None:
        self.node = node
        self._text = text
        self._position = position

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node stands."""
        line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]
        last, end = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return self._position(line, column), self._position(last, end)

    def source(self, node: ast.AST) -> str:
        """Text of a node."""
        start, end = self.span(node)
        return self._text[start:end]

    def put(self, kind: str, node: ast.AST, new: str) -> TextEdit:
        """A change that replaces a node."""
        return TextEdit(kind, *self.span(node), new)
