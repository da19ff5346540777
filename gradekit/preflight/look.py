"""What can be read off a saved notebook without running it: what the grader would stumble over."""

import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from gradekit import libraries, syntax
from gradekit.handout_facts import Handout
from gradekit.notebook.ran import bound
from gradekit.notebook.saved import ANSWER_TAG, IGNORE_TAG, Saved, SavedCell
from gradekit.preflight.cells import imported, plan

Finding = tuple[str, str]
"""`wrong` for what costs points, `warning` for what may, `plain` for what is good to know; text."""


def findings(saved: Saved, handout: Handout | None) -> Iterator[Finding]:
    """What is odd about a saved notebook.

    Args:
        saved: The notebook on disk.
        handout: What the hand-out says, if it says anything.
    """
    graded = [cell for cell in saved.code if IGNORE_TAG not in cell.tags]
    yield from _questions(saved, graded)
    yield from _cells(saved, graded)
    if handout is not None:
        yield from _packages(saved, graded, handout)


def _questions(saved: Saved, graded: list[SavedCell]) -> Iterator[Finding]:
    ended = {name for _, _, _, ends in plan(saved, saved.tests) for name in ends}
    names = frozenset().union(*(bound(cell.source) for cell in graded)) if graded else frozenset()
    for variable, question in saved.questions().items():
        if variable not in names:
            yield (
                "wrong",
                f"{question}: nothing in the notebook is called `{variable}`. Was its cell deleted?"
                " Copy it from the hand-out's notebook.",
            )
    for question in saved.tests:
        if question not in ended:
            yield (
                "plain",
                f"{question}: its check cell is gone. It is graded all the same, at the end.",
            )


def _cells(saved: Saved, graded: list[SavedCell]) -> Iterator[Finding]:
    for ident, count in Counter(cell.id for cell in saved.cells if cell.id).items():
        if count > 1:
            yield "warning", f"The cell {ident} is there {count} times; the last one counts."
    defined = Counter(
        name for cell in graded for name in bound(cell.source) & set(saved.questions())
    )
    for name, count in defined.items():
        if count > 1:
            yield (
                "warning",
                f"`{name}` is defined in {count} cells; the last one above its check counts.",
            )
    for number, cell in enumerate(saved.cells, 1):
        if cell.kind != "code" or IGNORE_TAG in cell.tags or not cell.source.strip():
            continue
        try:
            syntax.parse(cell.source)
        except (SyntaxError, ValueError) as error:
            if not cell.source.lstrip().startswith(("%", "!")) and "\n%" not in cell.source:
                yield "wrong", f"Cell {number} is no Python: {error}."
    never = sum(ANSWER_TAG in cell.tags and not cell.ran for cell in graded)
    if never:
        yield "plain", f"{never} answer cells were never run before the notebook was saved."


def _packages(saved: Saved, graded: list[SavedCell], handout: Handout) -> Iterator[Finding]:
    known = set(handout.packages) | set(sys.stdlib_module_names) | libraries.declared()
    known |= {name.partition("/")[0].removesuffix(".py") for name in handout.files}
    found = {name.partition(".")[0] for cell in graded for name in imported(cell.source)}
    for name in sorted(found - known):
        beside = saved.path.with_name(f"{name}.py").is_file() or (saved.path.parent / name).is_dir()
        remedy = (
            f"{name}.py lies beside your notebook and is not taken along: move its code into a cell"
            if beside
            else "ask your teacher for it, or do without"
        )
        yield "wrong", f"`import {name}` fails at the grader, which does not have it: {remedy}."


def versions(wanted: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Packages that are installed here: name, version here, version at the grader.

    Args:
        wanted: The grader's version by the name that is imported.
    """
    from importlib.metadata import PackageNotFoundError, packages_distributions, version

    providers = packages_distributions()
    for name, theirs in wanted.items():
        try:
            yield name, version(providers[name][0]), theirs
        except (KeyError, PackageNotFoundError):
            there = importlib.util.find_spec(name) is not None
            yield name, "?" if there else "", theirs


def beside(folder: Path, handout: Handout) -> list[str]:
    """Files of the hand-out that are not there.

    Args:
        folder: Where the notebook lies.
        handout: What the hand-out says.
    """
    return [name for name in handout.files if not (folder / name).exists()]
