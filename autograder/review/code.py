"""Code of students as lines of a page: coloured, numbered, escaped; differences to the template."""

import difflib
import functools
from dataclasses import dataclass

from markupsafe import Markup, escape
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, Token

from autograder.records.plain_text import visible

_MOST = 40_000  # characters; longer code is shown without colours
_CLASSES = (
    (Comment, "c"),
    (Keyword, "k"),
    (String, "s"),
    (Number, "m"),
    (Name.Function, "nf"),
    (Name.Class, "nf"),
)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of code.

    Attributes:
        number: From 1; 0 for one that is only in the template.
        html: Coloured, safe.
        kind: Empty, `add` (the student's) or `gone` (only in the template).
    """

    number: int
    html: Markup
    kind: str = ""


def coloured(source: str) -> list[CodeLine]:
    """The lines of some code."""
    return [CodeLine(n, html) for n, html in enumerate(_colours(source), 1)]


def difference(given: str, source: str) -> list[CodeLine]:
    """The lines of some code held against what the student version gives.

    Args:
        given: The template's text.
        source: The student's.
    """
    before, after = given.splitlines(), source.splitlines()
    old, new = _colours(given), _colours(source)
    lines = []
    for tag, low, high, start, end in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag in ("replace", "delete"):
            lines += [CodeLine(0, old[n], "gone") for n in range(low, high)]
        mark = "" if tag == "equal" else "add"
        lines += [CodeLine(n + 1, new[n], mark) for n in range(start, end)]
    return lines


@functools.lru_cache(maxsize=4096)
def _colours(source: str) -> tuple[Markup, ...]:
    """Each line of `source.splitlines()` in colours."""
    # Pages show what is invisible; numbers of lines must not move by it.
    rows = [visible(line, lines=True).replace("\n", " ") for line in source.splitlines()]
    if len(source) > _MOST:
        return tuple(escape(row) for row in rows)
    parts: list[list[Markup]] = [[] for _ in rows]
    at = 0
    for token, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens("\n".join(rows)):
        kind = next((name for of, name in _CLASSES if token in of), None)
        for n, piece in enumerate(text.split("\n")):
            at += n > 0
            if not piece or at >= len(parts):
                continue
            if kind is None or token is Token.Text:
                parts[at].append(escape(piece))
            else:
                parts[at].append(Markup('<span class="{}">{}</span>').format(kind, piece))
    return tuple(Markup("").join(row) for row in parts)
