"""Lint of a source notebook: what would cost points or leak, and what an author may not expect.

All findings are collected and told at once, each with its cell and a remedy.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.records.assignment import Assignment
from autograder.records.errors import ReleaseError
from autograder.records.notebook import Notebook, source
from autograder.release.blocks import edge_of
from autograder.release.findings import Finding, counted, in_order, report
from autograder.release.lint_cells import lint_cells
from autograder.release.lint_config import lint_config
from autograder.release.lint_questions import lint_questions
from autograder.release.mcq import FEW, McqBank, unbalanced
from autograder.release.pictures import lint_pictures
from autograder.release.source import Source


def refuse_errors(assignment: str, findings: Sequence[Finding]) -> None:
    """Refuse a source notebook that has errors; notes alone pass.

    Args:
        assignment: Its id.
        findings: What lint found.

    Raises:
        ReleaseError: With every finding, one a line, at most ten of a kind.
    """
    if any(finding.voice == "error" for finding in findings):
        lines = "\n".join(f"  {line}" for line in report(findings))
        raise ReleaseError(f"{assignment}.ipynb is refused, {counted(findings)}:\n{lines}")


def find_all(settings: Assignment, folder: Path, raw: Notebook, parts: Source) -> list[Finding]:
    """All findings, those of a cell first and in the order of the cells.

    Args:
        settings: The assignment's settings.
        folder: Its folder, for the files that the notebook shows.
        raw: The notebook as it lies on disk.
        parts: The same, read.
    """
    foreign = list(_foreign(raw))
    if foreign:
        return foreign
    found = [*parts.findings, *_kernel(raw), *lint_config(settings, parts)]
    found += lint_cells(parts)
    found += lint_questions(settings, parts)
    found += lint_pictures(settings, folder, parts)
    found += _balance(parts.bank)
    return in_order(found)


def _foreign(raw: Notebook) -> Iterator[Finding]:
    """A notebook that is none of ours is called so once; its cells would only repeat it."""
    kernel = raw["metadata"].get("kernelspec")
    language = kernel.get("language", "python") if isinstance(kernel, dict) else "python"
    if str(language).lower() not in ("python", "python3"):
        yield Finding(
            None,
            f"this is a notebook in {language}, and only Python is graded here",
            "write it in Python, or grade it with Otter alone",
            "foreign",
        )
        return
    graded = [c for c in raw["cells"] if isinstance(c["metadata"].get("nbgrader"), dict)]
    ours = any(edge_of(source(cell)) for cell in raw["cells"] if cell["cell_type"] == "raw")
    if graded and not ours:
        yield Finding(
            None,
            f"this is an nbgrader notebook ({len(graded)} of its cells are marked by nbgrader)",
            "put each question between the raw cells # BEGIN QUESTION and # END QUESTION, "
            "its solution and its tests into blocks of their own",
            "foreign",
        )


def _kernel(raw: Notebook) -> Iterator[Finding]:
    if not isinstance(raw["metadata"].get("kernelspec"), dict):
        yield Finding(
            None,
            "the notebook has no kernelspec, without which Otter does not compile it",
            "open it in Jupyter, choose the kernel Python 3, and save",
            "settings",
        )


def _balance(bank: McqBank) -> Iterator[Finding]:
    """Below a handful of questions a favourite letter is chance; above it, a key."""
    few = len(bank.graded) < FEW
    for words in unbalanced(bank.graded):
        yield Finding(
            None,
            f"keys of the multiple-choice questions: {words}",
            "reorder or reword options, so that guessing by the pattern does not pay",
            "choices",
            "note" if few else "error",
        )
