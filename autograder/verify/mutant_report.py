"""What a run over wrong and right answers comes to: counts by question, survivors, hints, JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from autograder.verify.mutants import HONEST, NAMED, UNNAMED, Judged, survivors

HINTS = ("right", "silent", "wrong")


@dataclass(frozen=True)
class MutantReport:
    """Every answer that was handed in, with what became of it.

    Attributes:
        assignments: Assignments and their verdicts.
    """

    assignments: Sequence[tuple[str, Sequence[Judged]]]

    @property
    def judged(self) -> list[Judged]:
        """All verdicts."""
        return [one for _, found in self.assignments for one in found]

    @property
    def survivors(self) -> list[Judged]:
        """Wrong answers that kept every point, unsigned."""
        return survivors(self.judged)

    @property
    def wrong_hints(self) -> list[Judged]:
        """Answers whose hint is not their own, or that nobody has signed."""
        return [one for one in self.judged if one.answer.kind != HONEST and one.hint == "wrong"]

    @property
    def refused(self) -> list[Judged]:
        """Right answers that lost points."""
        return [one for one in self.judged if one.answer.kind == HONEST and not one.full]

    @property
    def faults(self) -> list[Judged]:
        """Answers that a check of the course could not judge."""
        return [one for one in self.judged if not one.result.status.scored]

    @property
    def sound(self) -> bool:
        """Whether nothing is left for a person to look at."""
        return not (self.survivors or self.wrong_hints or self.refused or self.faults)

    def as_json(self) -> dict[str, Any]:
        """The report for other programs, schema version 2."""
        questions: dict[str, Any] = {}
        for assignment, found in self.assignments:
            for name in dict.fromkeys(one.answer.question for one in found):
                own = [one for one in found if one.answer.question == name]
                questions[f"{assignment}/{name}"] = _counts(own)
        return {
            "schema_version": 2,
            **_counts(self.judged),
            "survivors": [_told(one) for one in self.survivors],
            "wrong_hints": [_told(one) for one in self.wrong_hints],
            "refused": [_told(one) for one in self.refused],
            "faults": [_told(one) for one in self.faults],
            "questions": questions,
        }

    def table(self) -> Table:
        """Counts by question for a terminal."""
        table = Table(title="Wrong and right answers", caption=self._summary())
        table.caption_justify = "left"
        heads = ("question", "named", "killed", "unnamed", "killed", "honest", "refused")
        for name in (*heads, *(f"hints {word}" for word in HINTS)):
            table.add_column(name, justify="left" if name == "question" else "right")
        for name, counts in self.as_json()["questions"].items():
            cells = [counts[key] for key in _COLUMNS]
            table.add_row(name, *map(str, (*cells, *(counts["hints"][word] for word in HINTS))))
        return table

    def details(self) -> list[str]:
        """A paragraph for everything that a person has to look at."""
        lines = [
            f"{one.answer.id} survives; sign it as equivalent in mutants.toml, or add a hidden case"
            f" that tells it from the solution:\n{one.answer.told}"
            for one in self.survivors
        ]
        lines += [
            f"{one.answer.id} is told the hint of {one.result.misconception}; sign it in "
            f"mutants.toml if it is true of this:\n{one.answer.told}\n  hint: {one.result.hint}"
            for one in self.wrong_hints
        ]
        lines += [
            f"{one.answer.id} is right and lost {one.lost:g} points: {one.result.message}"
            for one in self.refused
        ]
        return lines + [
            f"{one.answer.id} could not be judged ({one.result.status}): {one.result.message}"
            for one in self.faults
        ]

    def _summary(self) -> str:
        counts = _counts(self.judged)
        hints = ", ".join(f"{counts['hints'][word]} {word}" for word in HINTS)
        passed = counts["misconceptions"] + counts["unnamed"]
        passed -= counts["killed"] + counts["unnamed_killed"] + counts["equivalent"]
        return (
            f"{counts['misconceptions']} named mistakes, {counts['killed']} killed; "
            f"{counts['unnamed']} unnamed, {counts['unnamed_killed']} killed, "
            f"{counts['equivalent']} signed as equivalent. Hints: {hints}. Wrong work that passes: "
            f"{passed} of {counts['misconceptions'] + counts['unnamed']}; right work that is "
            f"refused: {counts['honest_refused']} of {counts['honest']}."
        )


_COLUMNS = ("misconceptions", "killed", "unnamed", "unnamed_killed", "honest", "honest_refused")


def _counts(found: Sequence[Judged]) -> dict[str, Any]:
    kinds = {
        kind: [one for one in found if one.answer.kind == kind] for kind in (NAMED, UNNAMED, HONEST)
    }
    wrong = kinds[NAMED] + kinds[UNNAMED]
    hints = Counter(one.hint for one in wrong if not one.full)
    return {
        "misconceptions": len(kinds[NAMED]),
        "killed": sum(not one.full for one in kinds[NAMED]),
        "unnamed": len(kinds[UNNAMED]),
        "unnamed_killed": sum(not one.full for one in kinds[UNNAMED]),
        "equivalent": sum(one.full and one.signed for one in kinds[UNNAMED]),
        "hints": {word: hints[word] for word in HINTS},
        "honest": len(kinds[HONEST]),
        "honest_refused": sum(not one.full for one in kinds[HONEST]),
    }


def _told(one: Judged) -> dict[str, Any]:
    return {
        "id": one.answer.id,
        "question": one.answer.question,
        "kind": one.answer.kind,
        "points": one.result.points,
        "possible": one.result.possible,
        "status": str(one.result.status),
        "mistake": one.result.misconception,
        "hint": one.result.hint,
        "message": one.result.message,
        "told": one.answer.told,
    }
