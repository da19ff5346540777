"""What makes a proxy look like the student's own function: its signature and its exceptions.

Both arrive as text and are read, never evaluated.
"""

import ast
import builtins
import inspect
from typing import Any, NoReturn

from autograder.isolation.wire.values import StudentError
from gradekit import syntax
from gradekit.outcome import Raised


def raise_as_student(raised: Raised) -> NoReturn:
    """Raise what the student's code raised.

    Raises:
        Exception: The builtin type of that name; `StudentError` if there is none.
    """
    kind = getattr(builtins, raised.type_name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        error: Any = kind.__new__(kind)
        error.args = (raised.message,)
        if isinstance(error, KeyError):
            # The text of a KeyError is the repr of its argument.
            error.args = (_unquoted(raised.message),)
        elif isinstance(error, SyntaxError):
            error.msg = raised.message
    else:
        error = StudentError(raised.type_name, raised.message)
    error.raised = raised
    raise error


def _unquoted(text: str) -> Any:
    try:
        statement = syntax.parse(text).body[0]
        return ast.literal_eval(statement.value) if isinstance(statement, ast.Expr) else text
    except (ValueError, TypeError, IndexError, SyntaxError, MemoryError, RecursionError):
        return text


def read_signature(text: str | None) -> inspect.Signature | None:
    """A signature with the names, kinds and plain defaults of the student's; never evaluated."""
    if text is None:
        return None
    try:
        tree = syntax.parse(f"def f{text}: pass")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        return None
    return inspect.Signature(_parameters(function.args))


def _parameters(args: ast.arguments) -> list[inspect.Parameter]:
    kinds = inspect.Parameter
    plain: list[tuple[ast.arg, Any]] = [(a, kinds.POSITIONAL_ONLY) for a in args.posonlyargs]
    plain += [(a, kinds.POSITIONAL_OR_KEYWORD) for a in args.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(args.defaults))
    defaults += args.defaults
    result = [_parameter(a, kind, d) for (a, kind), d in zip(plain, defaults, strict=True)]
    if args.vararg:
        result.append(kinds(args.vararg.arg, kinds.VAR_POSITIONAL))
    for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        result.append(_parameter(a, kinds.KEYWORD_ONLY, d))
    if args.kwarg:
        result.append(kinds(args.kwarg.arg, kinds.VAR_KEYWORD))
    return result


def _parameter(arg: ast.arg, kind: Any, default: ast.expr | None) -> inspect.Parameter:
    value: Any = inspect.Parameter.empty
    if default is not None:
        try:
            value = ast.literal_eval(default)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            value = ast.unparse(default)
    return inspect.Parameter(arg.arg, kind, default=value)
