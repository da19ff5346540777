"""Library calls that a question does not allow: read in the source, and watched while it runs."""

import ast
import functools
from dataclasses import dataclass
from typing import Any

from gradekit import probes, syntax
from gradekit.checks.cases import Case
from gradekit.checks.failures import CheckFailed
from gradekit.checks.wording import Subject, detail
from gradekit.libraries import declared

CONVOLUTIONS = frozenset(
    {
        "conv1d", "conv2d", "conv3d", "Conv1d", "Conv2d", "Conv3d", "LazyConv2d", "convolution",
        "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "ConvTranspose2d",
        "conv_tbc", "mkldnn_convolution", "cudnn_convolution", "_convolution",
        "unfold", "fold", "Unfold", "Fold", "im2col", "col2im",
        "convolve", "correlate", "convolve2d", "correlate2d", "fftconvolve", "oaconvolve",
        "fft", "fft2", "fftn", "rfft", "rfft2", "rfftn", "ifft2", "irfft2",
        "avg_pool1d", "avg_pool2d", "max_pool2d", "AvgPool2d", "MaxPool2d", "adaptive_avg_pool2d",
        "filter2D",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Ban:
    """What a set of banned operations covers in the source.

    Attributes:
        modules: Modules that may not be imported or reached.
        names: Functions and classes that may not be reached in any library.
    """

    modules: frozenset[str]
    names: frozenset[str]


BANS = {
    "numpy": Ban(frozenset({"scipy", "cv2", "skimage", "PIL"}), CONVOLUTIONS),
    "course": Ban(frozenset(), frozenset()),
}
"""By name; what comes with the course is in every set. A set that a question names must stand in
the question's text."""

VIEWS = frozenset({"unfold", "fold"})
"""Banned as functions of `torch.nn.functional` alone: `Tensor.unfold` is a view, as NumPy's
`sliding_window_view` is."""


def bans(source: str, banned: str = "numpy") -> list[str]:
    """The banned library calls that a piece of source names.

    Args:
        source: Python source, as `probes.source` gives it.
        banned: Which set of `BANS`.

    Returns:
        What was found, as written there: `torch.nn.functional.conv2d`, `import scipy`. A function
        that the student defined under such a name is none. Empty for source that does not parse.
    """
    return list(_bans(source, banned))


@functools.lru_cache(maxsize=256)
def _bans(source: str, banned: str) -> tuple[str, ...]:
    """Kept, because every check of a question asks it of the same source."""
    ban = BANS[banned]
    ban = Ban(ban.modules | declared(), ban.names)
    try:
        tree = syntax.parse(source)
    except (SyntaxError, ValueError):
        # What does not parse cannot run either; running it is another check.
        return ()
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        for name in _named(node, ban, own):
            found.setdefault(name)
    return tuple(found)


def uses(source: str, name: str) -> bool:
    """Whether a piece of source uses a name; true for source that is not known."""
    if not source:
        return True
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in ast.walk(syntax.parse(source))
    )


def through(question: str, name: str, function: Any, other: str) -> None:
    """Fail unless a function makes use of another one of the notebook.

    Raises:
        CheckFailed: If its source does not name the other function.
    """
    if not uses(probes.source(function), other):
        raise CheckFailed(
            f"{question} asks for {name} by means of your {other}: let it do the sums."
        )


def allowed(subject: Subject, case: Case, banned: str) -> None:
    """Fail if a function uses banned operations, by its source or while it runs on a case.

    Raises:
        CheckFailed: If it does.
    """
    found = bans(probes.source(subject.function), banned)
    how = "uses"
    if not found:
        found = probes.operations(subject.function, *case.args, banned=banned, **case.kwargs)
        how = "calls"
    if found:
        raise CheckFailed(
            f"{subject.name} {how} {found[0]}, which does here what you are asked to build. "
            "Write it with NumPy's arithmetic, indexing and loops.",
            detail(subject, case, f"{how} {', '.join(found)}"),
        )


def _named(node: ast.AST, ban: Ban, own: set[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [f"import {item.name}" for item in node.names if _root(item.name) in ban.modules]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if _root(module) in ban.modules:
            return [f"{module}.{item.name}" for item in node.names]
        return [f"{module}.{item.name}" for item in node.names if item.name in ban.names]
    if isinstance(node, ast.Attribute):
        path = _path(node)
        views = node.attr in VIEWS and path.split(".")[-2] not in ("functional", "F")
        if node.attr in ban.names and node.attr not in own and not views:
            return [path]
        return [path] if _root(path) in ban.modules and "." in path else []
    if isinstance(node, ast.Name):
        return [node.id] if node.id in ban.modules and node.id not in own else []
    if isinstance(node, ast.Call):
        return _by_string(node, ban)
    return []


def _by_string(node: ast.Call, ban: Ban) -> list[str]:
    """`getattr(torch, "conv2d")`, `__import__("scipy")` and their like."""
    if not isinstance(node.func, ast.Name | ast.Attribute):
        return []
    called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
    if called not in ("getattr", "__import__", "import_module", "eval", "exec"):
        return []
    texts = [item.value for item in node.args if _is_text(item)]  # type: ignore[attr-defined]
    return [f"{called} {text}" for text in texts if text in ban.names or _root(text) in ban.modules]


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _root(path: str) -> str:
    return path.split(".")[0]


def _path(node: ast.Attribute) -> str:
    parts = [node.attr]
    value: ast.AST = node.value
    while isinstance(value, ast.Attribute):
        parts.append(value.attr)
        value = value.value
    parts.append(value.id if isinstance(value, ast.Name) else "...")
    return ".".join(reversed(parts))
