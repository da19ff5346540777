"""Equal answers found, so that each is read once.

Two answers are equal if they are the same but for white space, case and punctuation of prose, and
for white space, comments, docstrings, annotations and local names of code. Code in which the same
misconception was recognised forms one group, too, and so does code of which none is known and whose
checks failed in the same way. Whoever is taken out of a group stands alone.
"""

import ast
import copy
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from autograder.intake.cell_code import parse

_PUNCTUATION = re.compile(r"(?<!\d)[.,:](?!\d)|(?<=\d)[.,:](?!\d)|[;!?\"'`*_#>()\[\]{}…“”‘’„«»]")
_HYPHEN = re.compile(r"(?<=[^\W\d])[-–—](?=[^\W\d])")
_COMMENT = re.compile(r"(?m)#.*$")

EQUAL, SLIP, ALIKE, BLANK, ALONE = "equal", "misconception", "alike", "blank", "alone"


@dataclass(frozen=True, slots=True)
class Alike:
    """How the checks of an answer failed, where no misconception is known.

    Attributes:
        key: Key of its error group.
        checks: The checks that failed, in words.
    """

    key: str
    checks: str


@dataclass(frozen=True, slots=True)
class Member:
    """An answer.

    Attributes:
        attempt: Number of the attempt.
        student: Key of the student.
        submission: Hash of what was handed in.
        normal: Normal form of the answer; empty where there is none.
        misconception: That was recognised; None for none.
        alike: How its checks failed; None where they passed or a misconception is known.
    """

    attempt: int
    student: str
    submission: str
    normal: str
    misconception: str | None = None
    alike: Alike | None = None


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Answers that are read as one.

    Attributes:
        key: Stays the same as long as its answers do.
        why: `equal`, `misconception`, `alike`, `blank` or `alone`.
        members: In order of their attempts; the first is shown for all.
        mistake: The misconception that all members show, or the checks that fail alike; empty for
            none.
    """

    key: str
    why: str
    members: tuple[Member, ...]
    mistake: str = ""

    @property
    def first(self) -> Member:
        """Whose answer is shown."""
        return self.members[0]


def grouped(members: Iterable[Member], out: Collection[int] = ()) -> list[AnswerGroup]:
    """Put equal answers together.

    Args:
        members: The answers to one question.
        out: Attempts that were taken out of their group.

    Returns:
        Groups, the largest first; of equal size by their key.
    """
    by_key: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for one in sorted(members, key=lambda one: one.attempt):
        if one.attempt in out:
            by_key[ALONE, str(one.attempt)].append(one)
        elif not one.normal:
            by_key[BLANK, ""].append(one)
        elif one.misconception:
            by_key[SLIP, one.misconception].append(one)
        elif one.alike:
            by_key[ALIKE, one.alike.key].append(one)
        else:
            by_key[EQUAL, one.normal].append(one)
    made = [
        AnswerGroup(
            hashlib.sha256(f"{why}\0{key}".encode("utf-8", "replace")).hexdigest()[:12],
            why if len(held) > 1 or why in (SLIP, BLANK) else ALONE,
            tuple(held),
            _mistake(why, held[0]),
        )
        for (why, key), held in by_key.items()
    ]
    return sorted(made, key=lambda one: (-len(one.members), one.key))


def _mistake(why: str, one: Member) -> str:
    if why == ALIKE and one.alike is not None:
        return one.alike.checks
    return one.misconception or "" if why == SLIP else ""


def normal_form(text: str, *, code: bool, names: Sequence[str] = ()) -> str:
    """The normal form of an answer; equal answers have the same.

    Args:
        text: The answer.
        code: Whether it is code.
        names: Names of the person who wrote it, which count as nothing.
    """
    if code:
        tree = parse(text)
        if tree is not None:
            try:
                # Parsed trees are shared, and this one is taken apart.
                return _normal_code(copy.deepcopy(tree))
            except RecursionError:
                pass
        return " ".join(_COMMENT.sub("", text).split())
    return _normal_prose(text, names)


def _normal_prose(text: str, names: Sequence[str]) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for name in names:
        folded = unicodedata.normalize("NFKC", name).casefold().strip()
        if len(folded) > 1:
            plain = re.sub(rf"(?<!\w){re.escape(folded)}(?!\w)", " ", plain)
    plain = _HYPHEN.sub(" ", _PUNCTUATION.sub(" ", plain))
    return " ".join(plain.split())


def _normal_code(tree: ast.Module) -> str:
    """The tree as text, without what does nothing and with local names numbered."""
    plain: ast.Module = _Plain().visit(tree)
    for node in plain.body:
        if isinstance(node, _FUNCTIONS):
            _rename(node)
    return ast.dump(plain)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Plain(ast.NodeTransformer):
    """Takes annotations and docstrings out."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        lone = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if lone else self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return self.generic_visit(ast.Assign(targets=[node.target], value=node.value, lineno=0))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)


def _rename(function: ast.AST) -> None:
    """Number a function's local names in the order in which they appear.

    Names of parameters that are given by keyword only stay: a caller says them.
    """
    kept: set[str] = set()
    local: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.arguments):
            kept |= {one.arg for one in node.kwonlyargs}
        elif isinstance(node, ast.Global | ast.Nonlocal):
            kept |= set(node.names)
    for node in ast.walk(function):
        name = None
        if isinstance(node, ast.arg):
            name = node.arg
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            name = node.id
        elif isinstance(node, _FUNCTIONS) and node is not function:
            name = node.name
        if name is not None and name not in kept:
            local.setdefault(name, f"local{len(local)}")
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            node.arg = local.get(node.arg, node.arg)
        elif isinstance(node, ast.Name):
            node.id = local.get(node.id, node.id)
        elif isinstance(node, _FUNCTIONS) and node is not function:
            node.name = local.get(node.name, node.name)
