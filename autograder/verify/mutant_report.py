"""What a run over wrong and right answers comes to: counts by question, survivors, hints, JSON."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.table import Table

from autograder.records.checked import Checked
from autograder.records.release import Release
from autograder.verify.mutants import HONEST, NAMED, UNNAMED, JudgedAnswer, survivors

HINTS = ("right", "silent", "wrong")


@dataclass(frozen=True)
class MutantReport:
    """Every answer that was handed in, with what became of it.

    Attributes:
        assignments: Assignments and their verdicts.
    """

    assignments: Sequence[tuple[str, Sequence[JudgedAnswer]]]

    @property
    def judged(self) -> list[JudgedAnswer]:
        """All verdicts."""
        return [one for _, found in self.assignments for one in found]

    @property
    def survivors(self) -> list[JudgedAnswer]:
        """Wrong answers that kept every point, unsigned."""
        return survivors(self.judged)

    @property
    def wrong_hints(self) -> list[JudgedAnswer]:
        """Answers whose hint is not their own, or that nobody has signed."""
        return [one for one in self.judged if one.answer.kind != HONEST and one.hint == "wrong"]

    @property
    def refused(self) -> list[JudgedAnswer]:
        """Right answers that lost points."""
        return [one for one in self.judged if one.answer.kind == HONEST and not one.full]

    @property
    def faults(self) -> list[JudgedAnswer]:
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

    def checked(self, assignment: str, release: Release) -> dict[str, Checked]:
        """What `checked.json` notes of an assignment, by question.

        Args:
            assignment: One of those that were measured.
            release: Its release, on whose tests that was.
        """
        found = dict(self.assignments)[assignment]
        rates = {}
        for name in dict.fromkeys(one.answer.question for one in found):
            counts = _counts([one for one in found if one.answer.question == name])
            rates[name] = Checked(
                wrong=counts["wrong"],
                passed=counts["passed"],
                right=counts["honest"],
                refused=counts["honest_refused"],
                tests=release.question(name).tests,
            )
        return rates

    def table(self) -> Table:
        """Counts by question for a terminal."""
        title = "Wrong and right answers"
        table = Table(
            title=title,
            caption=self._summary(),
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            collapse_padding=True,
        )
        table.caption_justify = "left"
        for name in ("question", *_COLUMNS):
            table.add_column(name, justify="left" if name == "question" else "right")
        rows = {**self.as_json()["questions"], "total": _counts(self.judged)}
        for name, counts in rows.items():
            cells = (of(counts) for of in _COLUMNS.values())
            question = name if len(self.assignments) > 1 else name.rpartition("/")[2]
            table.add_row(question, *cells, style="bold" if name == "total" else None)
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
        return (
            f"{counts['misconceptions']} named mistakes, {counts['killed']} killed; "
            f"{counts['unnamed']} unnamed, {counts['unnamed_killed']} killed, "
            f"{counts['equivalent']} signed as equivalent. Hints: {hints}. Named mistakes that can "
            f"be replayed: {_share(counts['replays'], counts['killed'])}. Wrong work that passes: "
            f"{counts['passed']} of {counts['wrong']}; right work that is refused: "
            f"{counts['honest_refused']} of {counts['honest']}."
        )


def _share(count: int, total: int) -> str:
    return f"{count}/{total}" if total else "-"


_COLUMNS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "named killed": lambda of: _share(of["killed"], of["misconceptions"]),
    "unnamed killed": lambda of: _share(of["unnamed_killed"], of["unnamed"]),
    "equal": lambda of: str(of["equivalent"]),
    "wrong passes": lambda of: _share(of["passed"], of["wrong"]),
    "right refused": lambda of: _share(of["honest_refused"], of["honest"]),
    "named replays": lambda of: _share(of["replays"], of["killed"]),
    "hints r/s/w": lambda of: "/".join(str(of["hints"][word]) for word in HINTS),
}
"""What the table shows, by heading; hints are right, silent and wrong ones."""


def _counts(found: Sequence[JudgedAnswer]) -> dict[str, Any]:
    kinds = {
        kind: [one for one in found if one.answer.kind == kind] for kind in (NAMED, UNNAMED, HONEST)
    }
    wrong = kinds[NAMED] + kinds[UNNAMED]
    hints = Counter(one.hint for one in wrong if not one.full)
    named, unnamed = (sum(map(_is_killed, kinds[kind])) for kind in (NAMED, UNNAMED))
    refused = sum(not one.full for one in kinds[HONEST])
    # What a person has signed as equivalent is not wrong.
    equivalent = sum(one.full and one.signed for one in kinds[UNNAMED])
    passed = len(wrong) - equivalent - named - unnamed
    return {
        "misconceptions": len(kinds[NAMED]),
        "killed": named,
        "unnamed": len(kinds[UNNAMED]),
        "unnamed_killed": unnamed,
        "equivalent": equivalent,
        "wrong": len(wrong) - equivalent,
        "passed": passed,
        "false_pass_rate": _rate(passed, len(wrong) - equivalent),
        "hints": {word: hints[word] for word in HINTS},
        "replays": sum(one.result.replay is not None for one in kinds[NAMED] if _is_killed(one)),
        "honest": len(kinds[HONEST]),
        "honest_refused": refused,
        "false_refusal_rate": _rate(refused, len(kinds[HONEST])),
    }


def _is_killed(one: JudgedAnswer) -> bool:
    """Whether a wrong answer lost points; what no check could judge is not known to."""
    return one.result.status.scored and not one.full


def _rate(count: int, total: int) -> float | None:
    return round(count / total, 6) if total else None


def _told(one: JudgedAnswer) -> dict[str, Any]:
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
