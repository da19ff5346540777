"""How much of a secret a public text contains, by shingles of normalised tokens.

A shingle is a run of k tokens. The share of a secret's tokens that lie in shingles which the
public text has too is near 1 for a copy and small for texts that share an idiom. Code is compared
twice: with its names, and with every name of the author's replaced by one letter, so that renaming
hides nothing.
"""

import ast
import builtins
import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.release.lint_cells import parse_cell

_TOKEN = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|\"[^\"\n]*\"|'[^'\n]*'|[^\s\w]")
_NAME = re.compile(r"[A-Za-z_]\w*")
Shingles = frozenset[tuple[str, ...]]
_KEPT = {*keyword.kwlist, *dir(builtins), "np", "torch", "math", "self"}


@dataclass(frozen=True)
class Measure:
    """One way to compare.

    Attributes:
        k: Tokens of a shingle.
        least: Secrets with fewer tokens are idioms and not compared.
        short: Below this many tokens a secret counts as found only when nearly all of it is there.
        share: Coverage from which a longer secret counts as found.
    """

    k: int
    least: int
    short: int
    share: float

    def needle(self, secret: Sequence[str], known: Shingles) -> "Needle | None":
        """Prepare a secret for the search in many texts.

        Args:
            secret: Its tokens.
            known: Shingles of what students may know; tokens in them are not secret.

        Returns:
            None if too little of it is secret.
        """
        windows = _windows(secret, self.k)
        open_to_all = _covered(windows, known, self.k)
        hidden = frozenset(range(len(secret))) - open_to_all
        if len(hidden) < self.least:
            return None
        share = 0.95 if len(hidden) < self.short else self.share
        return Needle(windows, hidden, share * len(hidden), self.k)

    def shingles(self, tokens: Sequence[str]) -> Shingles:
        """All runs of k tokens."""
        return frozenset(_windows(tokens, self.k))


@dataclass(frozen=True)
class Needle:
    """A secret prepared by `Measure.needle`: its runs of k tokens and which of them are secret."""

    windows: tuple[tuple[str, ...], ...]
    hidden: frozenset[int]
    enough: float
    k: int

    def is_in(self, text: Shingles) -> bool:
        """Whether the text, given by its shingles, contains the secret."""
        return len(_covered(self.windows, text, self.k) & self.hidden) >= self.enough


NAMED = Measure(k=6, least=8, short=24, share=0.6)
RENAMED = Measure(k=12, least=24, short=40, share=0.75)
WORDS = Measure(k=4, least=6, short=12, share=0.65)


def _windows(tokens: Sequence[str], k: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(tokens[i : i + k]) for i in range(len(tokens) - k + 1))


def _covered(windows: Sequence[tuple[str, ...]], text: Shingles, k: int) -> set[int]:
    """Positions of the tokens that lie in a window which the text has too."""
    found = (start for start, window in enumerate(windows) if window in text)
    return {position for start in found for position in range(start, start + k)}


@lru_cache(maxsize=4096)
def code_tokens(code: str) -> tuple[str, ...]:
    """Tokens of Python code: docstrings, comments, layout and spare parentheses removed."""
    try:
        tree = parse_cell(code)
    except (SyntaxError, ValueError):
        bare = "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in code.split("\n"))
        return tuple(_TOKEN.findall(bare))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            node.body = [line for line in node.body if not _is_text(line)]
    return tuple(_TOKEN.findall(ast.unparse(tree)))


def renamed(tokens: Sequence[str]) -> tuple[str, ...]:
    """The tokens with every name of the author's replaced; attributes and library names stay."""
    result = []
    for turn, token in enumerate(tokens):
        own = _NAME.fullmatch(token) and token not in _KEPT
        attribute = turn > 0 and tokens[turn - 1] == "."
        result.append("v" if own and not attribute else token)
    return tuple(result)


def words(text: str) -> tuple[str, ...]:
    """Words of a text in lower case."""
    return tuple(re.findall(r"\w+", text.lower()))


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
