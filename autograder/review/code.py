"""Code of students as lines of a page: coloured, numbered, escaped; differences to the template."""

import difflib
import functools
import io
import keyword
import tokenize
from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup, escape
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String

from autograder.records.plain_text import visible

_MOST = 40_000  # characters; longer code is shown without colours
_WHOLE = 10**9  # as far as a row goes
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
    text = "\n".join(rows)
    spans = _spans(text)
    if spans is None:
        return _colours_by_pygments(text, len(rows))
    done = []
    for n, row in enumerate(rows, 1):
        pieces: list[str] = []
        at = 0
        for start, end, kind in spans.get(n, ()):
            pieces.append(escape(row[at:start]))
            pieces.append(f'<span class="{kind}">{escape(row[start:end])}</span>')
            at = end
        pieces.append(escape(row[at:]))
        done.append(Markup("".join(pieces)))  # noqa: S704 - every piece is escaped
    return tuple(done)


def _spans(text: str) -> dict[int, list[tuple[int, int, str]]] | None:
    """What has a colour in each row: from, to, class; None for what Python cannot take apart.

    Python's own tokenizer is several times as quick as a lexer that stands any text.
    """
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            kind = _class_of(token, before)
            if token.type == tokenize.ERRORTOKEN:
                return None
            if token.type == tokenize.NAME:
                before = token.string
            (first, start), (last, end) = token.start, token.end
            for row in range(first, last + 1) if kind else ():
                left, right = start if row == first else 0, end if row == last else _WHOLE
                found[row].append((left, right, kind))
    except (tokenize.TokenError, SyntaxError):
        return None
    return found


def _class_of(token: tokenize.TokenInfo, before: str) -> str:
    if token.type == tokenize.NAME:
        if before in ("def", "class"):
            return "nf"
        return "k" if keyword.iskeyword(token.string) else ""
    if token.type == tokenize.STRING or tokenize.tok_name[token.type].startswith("FSTRING"):
        return "s"
    return {tokenize.COMMENT: "c", tokenize.NUMBER: "m"}.get(token.type, "")


def _colours_by_pygments(text: str, rows: int) -> tuple[Markup, ...]:
    """Each line of a text that is not quite Python."""
    parts: list[list[str]] = [[] for _ in range(rows)]
    at = 0
    for token, run in _lexer().get_tokens(text):
        kind = _kind(token)
        for n, piece in enumerate(run.split("\n")):
            at += n > 0
            if not piece or at >= len(parts):
                continue
            safe = escape(piece)
            parts[at].append(f'<span class="{kind}">{safe}</span>' if kind else safe)
    return tuple(Markup("".join(row)) for row in parts)  # noqa: S704 - every piece is escaped


@functools.cache
def _lexer() -> PythonLexer:
    return PythonLexer(stripnl=False, ensurenl=False)


@functools.cache
def _kind(token: object) -> str:
    """The class of a token; empty for one that has no colour."""
    return next((name for of, name in _CLASSES if token in of), "")
