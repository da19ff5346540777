"""What lint has to say: errors, which refuse a build, and notes, which do not.

An error costs points or shows students something; a note tells what Otter or a student would not
have expected. Findings are told one a line, grouped by kind, the errors first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Voice = Literal["error", "note"]

SHOWN = 10
"""How many findings of a kind are told unless all are asked for."""

KINDS = {
    "foreign": "notebooks of another system",
    "blocks": "blocks of cells",
    "leaks": "what students would see",
    "dropped": "what Otter drops or misreads",
    "syntax": "code that does not parse",
    "settings": "settings",
    "questions": "questions",
    "points": "points",
    "tests": "tests",
    "choices": "multiple choice",
    "files": "files and pictures",
    "form": "the form of a question",
}
"""Headings of the report, in its order."""


@dataclass(frozen=True)
class Finding:
    """Something that an author should know of a source notebook.

    Attributes:
        cell: Number of the cell in the source notebook, from 1; None if it belongs to no cell.
        problem: What is the case.
        remedy: What to do about it, or what comes of it.
        kind: One of `KINDS`.
        voice: `error` refuses the build, `note` does not.
    """

    cell: int | None
    problem: str
    remedy: str
    kind: str = "questions"
    voice: Voice = "error"

    def __str__(self) -> str:
        where = "" if self.cell is None else f"cell {self.cell}: "
        end = "" if self.remedy.endswith("?") else "."
        return f"{where}{self.problem}; {self.remedy}{end}"


def note(cell: int | None, problem: str, remedy: str, kind: str) -> Finding:
    """A finding that does not refuse the build."""
    return Finding(cell, problem, remedy, kind, "note")


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings in the order of the cells, those of no cell last, each once."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda finding: (finding.cell is None, finding.cell or 0))


def report(findings: Sequence[Finding], *, all_of_them: bool = False) -> list[str]:
    """The findings as lines: a heading with a count for each kind, then one finding a line.

    Args:
        findings: What was found.
        all_of_them: Show more than `SHOWN` of a kind.
    """
    lines = []
    for voice in ("error", "note"):
        for kind, heading in KINDS.items():
            found = [f for f in in_order(findings) if f.voice == voice and f.kind == kind]
            if not found:
                continue
            lines.append(f"{voice}: {heading} ({len(found)})")
            shown = found if all_of_them else found[:SHOWN]
            lines += [f"  {finding}" for finding in shown]
            if len(found) > len(shown):
                lines.append(f"  and {len(found) - len(shown)} more; --all shows them")
    return lines


def counted(findings: Sequence[Finding]) -> str:
    """How many errors and notes there are, in words."""
    parts = []
    for voice in ("error", "note"):
        count = sum(finding.voice == voice for finding in findings)
        if count:
            parts.append(f"{count} {voice}{'s' if count > 1 else ''}")
    return " and ".join(parts) or "no findings"
