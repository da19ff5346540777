"""How much of a secret a public text contains, by shingles of normalised tokens.

A shingle is a run of k tokens. The share of a secret's tokens that lie in shingles which the
public text has too is its coverage: 1 for a copy, little for texts that share an idiom. Code is
compared twice: with its names, and with every name of the author's replaced by one letter, so that
renaming hides nothing.
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

    def found(self, secret: Sequence[str], public: frozenset[tuple[str, ...]]) -> bool:
        """Whether the public text, given by its shingles, contains the secret."""
        if len(secret) < self.least:
            return False
        share = 0.95 if len(secret) < self.short else self.share
        return coverage(secret, public, self.k) >= share

    def shingles(self, tokens: Sequence[str]) -> frozenset[tuple[str, ...]]:
        """All runs of k tokens."""
        return frozenset(tuple(tokens[i : i + self.k]) for i in range(len(tokens) - self.k + 1))


NAMED = Measure(k=6, least=8, short=24, share=0.6)
RENAMED = Measure(k=12, least=24, short=40, share=0.75)
WORDS = Measure(k=4, least=6, short=12, share=0.65)


def coverage(secret: Sequence[str], public: frozenset[tuple[str, ...]], k: int) -> float:
    """Share of the secret's tokens that lie in a shingle of the public text."""
    covered: set[int] = set()
    for start in range(len(secret) - k + 1):
        if tuple(secret[start : start + k]) in public:
            covered.update(range(start, start + k))
    return len(covered) / len(secret) if secret else 0.0


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
