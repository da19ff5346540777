"""Doctests as Otter compiles them, read back into code."""

import ast
import doctest


def code_of(body: str) -> str:
    """The code of a doctest without its prompts and expected outputs.

    Args:
        body: Lines that begin `>>> ` or `... `, and what they show.

    Raises:
        ValueError: If a line is not a doctest's.
    """
    return "".join(example.source for example in doctest.DocTestParser().get_examples(body))


def normalised(body: str) -> str:
    """The code of a doctest as `ast` writes it, for comparison.

    Raises:
        SyntaxError: If it is not Python.
        ValueError: If a line is not a doctest's.
    """
    return ast.unparse(ast.parse(code_of(body)))
