"""Code as tokens that do not change when it is renamed, re-commented or laid out anew.

Comments, docstrings and layout are left out. A name that the writer is free to choose becomes `N`;
keywords, built-in names, attributes (`.reshape`) and operators stay, since they carry what the code
does. Numbers become `0`, texts `"`.
"""

import builtins
import functools
import io
import keyword
import token
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass

_BUILT_IN = frozenset(dir(builtins))
_LEFT_OUT = frozenset(
    {
        token.COMMENT,
        token.NL,
        token.NEWLINE,
        token.INDENT,
        token.DEDENT,
        token.ENCODING,
        token.ENDMARKER,
    }
)
_LONGEST = 200_000  # characters of a cell; a longer one is data, not code


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A cell of somebody's code.

    Attributes:
        number: Position in the notebook, from 1.
        source: Its text.
    """

    number: int
    source: str


@dataclass(frozen=True, slots=True)
class CodeToken:
    """A token.

    Attributes:
        text: What it is compared by.
        cell: Index of its cell; -1 between two cells.
        line: Line of the cell, from 1.
    """

    text: str
    cell: int
    line: int


def tokens_of(cells: Sequence[CodeCell], owner: str) -> list[CodeToken]:
    """The tokens of somebody's cells, one after the other.

    Args:
        cells: The cells.
        owner: Whose they are: what stands between two cells equals nothing of anybody else.
    """
    found: list[CodeToken] = []
    for index, cell in enumerate(cells):
        found.append(CodeToken(f"\0{owner}\0{index}", -1, 0))
        found += [CodeToken(text, index, line) for text, line in _tokens(cell.source)]
    return found


@functools.lru_cache(maxsize=4096)
def _tokens(source: str) -> tuple[tuple[str, int], ...]:
    if len(source) > _LONGEST:
        return ()
    found: list[tuple[str, int]] = []
    before, first = "", True
    try:
        for one in tokenize.generate_tokens(io.StringIO(source).readline):
            if one.type in _LEFT_OUT:
                first = first or one.type in (token.NEWLINE, token.INDENT, token.DEDENT)
                continue
            if one.type == token.STRING and first:
                # A text that stands by itself does nothing.
                continue
            first = False
            found.append((_form(one.type, one.string, before), one.start[0]))
            before = one.string
    except (tokenize.TokenError, SyntaxError):
        # Code that does not parse is compared as far as it can be read.
        return tuple(found)
    return tuple(found)


def _form(kind: int, text: str, before: str) -> str:
    if kind == token.NAME:
        kept = before == "." or text in _BUILT_IN or keyword.iskeyword(text)
        return text if kept else "N"
    if kind == token.NUMBER:
        return "0"
    return '"' if kind == token.STRING else text
