"""Where the call of `mcq` stands: what its cell is called, and what its answer is to be called."""

import ast
import sys
from collections.abc import Collection, Iterator

from gradekit import syntax
from gradekit.notebook.ran import current_cell


def misplaced(question: str, questions: Collection[str]) -> str:
    """The question that the running cell belongs to, if it asks for another one; else empty.

    A cell that was copied, such as `Q3 = mcq("Q1", ...)`, would answer the wrong question.

    Args:
        question: What `mcq` is called with.
        questions: Ids of all graded questions.
    """
    named = _named(current_cell(), question)
    return next((name for name in named if name != question and name in questions), "")


def typed_alone(question: str) -> bool:
    """Whether the running cell calls `mcq` for the question without giving the answer a name."""
    cell = current_cell()
    return bool(cell) and question not in _named(cell, question)


def bind(question: str, answer: str, before: str) -> str:
    """Give an answer the name of its question in the notebook, where a check looks for it.

    A name that the student uses for something else stays as it is.

    Args:
        question: Id of the question, which is the name.
        answer: What is recorded now.
        before: What was recorded before; empty for nothing.

    Returns:
        The answer.
    """
    names = vars(sys.modules["__main__"])
    if names.get(question, before) in (before, ""):
        names[question] = answer
    return answer


def _named(cell: str, question: str) -> list[str]:
    """Names that the cell gives to what `mcq` returns for a question."""
    try:
        tree = syntax.parse(cell)
    except (SyntaxError, ValueError):
        return []
    return list(_targets(tree, question))


def _targets(tree: ast.Module, question: str) -> Iterator[str]:
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(value, ast.Call) or not value.args:
            continue
        first = value.args[0]
        called = getattr(value.func, "id", getattr(value.func, "attr", ""))
        if called == "mcq" and isinstance(first, ast.Constant) and first.value == question:
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
