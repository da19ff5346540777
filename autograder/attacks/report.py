"""What a run of the attack suite comes to: a verdict on each case, counts, a table, JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table


@dataclass(frozen=True)
class CaseReport:
    """What came of one case.

    Attributes:
        name: The case.
        honest: Whether it is honest work.
        escapes: How it got out; empty when it is contained.
        surprises: What else was not as the case expects, such as points that honest work lost.
        points: Points in all; None without a score.
        statuses: Status by question.
        seconds: Wall seconds of its grading.
    """

    name: str
    honest: bool
    escapes: tuple[str, ...]
    surprises: tuple[str, ...]
    points: float | None
    statuses: Mapping[str, str]
    seconds: float

    @property
    def contained(self) -> bool:
        """Whether nothing shows that it got anywhere."""
        return not self.escapes

    @property
    def lost(self) -> bool:
        """Whether honest work lost points or got out."""
        return self.honest and bool(self.escapes or self.surprises)


@dataclass(frozen=True)
class SuiteReport:
    """A whole run.

    Attributes:
        engine: Name of the engine.
        form: Its form.
        verdicts: One a case that was tried.
        skipped: Cases that are not for this form.
    """

    engine: str
    form: str
    verdicts: tuple[CaseReport, ...]
    skipped: tuple[str, ...]

    @property
    def attacks(self) -> list[CaseReport]:
        """Verdicts on attacks."""
        return [verdict for verdict in self.verdicts if not verdict.honest]

    @property
    def tried(self) -> int:
        """Number of attacks tried."""
        return len(self.attacks)

    @property
    def contained(self) -> int:
        """Number of attacks that were contained."""
        return sum(verdict.contained for verdict in self.attacks)

    @property
    def honest_tried(self) -> int:
        """Number of honest submissions graded."""
        return len(self.verdicts) - self.tried

    @property
    def honest_lost(self) -> int:
        """Number of honest submissions that lost points."""
        return sum(verdict.lost for verdict in self.verdicts)

    @property
    def escapes(self) -> dict[str, tuple[str, ...]]:
        """How each case that was not contained got out."""
        return {verdict.name: verdict.escapes for verdict in self.verdicts if verdict.escapes}

    def categories(self) -> dict[str, tuple[int, int]]:
        """Tried and contained (or, of honest work, kept) by category."""
        counts: dict[str, tuple[int, int]] = {}
        for verdict in self.verdicts:
            category = verdict.name.partition("/")[0]
            tried, good = counts.get(category, (0, 0))
            kept = not verdict.lost if verdict.honest else verdict.contained
            counts[category] = (tried + 1, good + kept)
        return counts

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "schema_version": 1,
            "engine": self.engine,
            "form": self.form,
            "tried": self.tried,
            "contained": self.contained,
            "honest_tried": self.honest_tried,
            "honest_lost": self.honest_lost,
            "escapes": {name: list(how) for name, how in self.escapes.items()},
            "surprises": {v.name: list(v.surprises) for v in self.verdicts if v.surprises},
            "categories": {
                name: {"tried": tried, "contained": good}
                for name, (tried, good) in self.categories().items()
            },
            "skipped": list(self.skipped),
            "cases": [asdict(verdict) for verdict in self.verdicts],
        }

    def table(self) -> Table:
        """The report as a table for a terminal."""
        table = Table(title=f"Attack suite, engine {self.engine} ({self.form})")
        for name in ("category", "tried", "contained"):
            table.add_column(name, justify="left" if name == "category" else "right")
        for category, (tried, good) in self.categories().items():
            table.add_row(category, str(tried), str(good))
        table.add_section()
        table.add_row("attacks", str(self.tried), str(self.contained))
        kept = self.honest_tried - self.honest_lost
        table.add_row("honest work kept", str(self.honest_tried), str(kept))
        return table
