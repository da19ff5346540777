"""The leaderboard of a free training question: recipes by their mean accuracy, under pseudonyms.

It is for looking at. No point of a grade comes from it.
"""

import hashlib
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.records.result import SubmissionResult, TrainingRecord

_COLOURS = (
    *("amber", "azure", "bronze", "cobalt", "copper", "coral", "crimson", "emerald"),
    *("golden", "indigo", "ivory", "jade", "lilac", "ochre", "olive", "pearl"),
    *("purple", "ruby", "saffron", "scarlet", "silver", "teal", "umber", "violet"),
)
_BIRDS = (
    *("avocet", "bittern", "bunting", "curlew", "dipper", "dunlin", "egret", "finch"),
    *("godwit", "heron", "hoopoe", "jackdaw", "kestrel", "kite", "lapwing", "linnet"),
    *("martin", "merlin", "osprey", "petrel", "plover", "redstart", "siskin", "wren"),
)


@dataclass(frozen=True)
class BoardEntry:
    """One line of the board.

    Attributes:
        place: From 1; entries of equal mean share it.
        student: Whose it is; the board itself does not show it.
        pseudonym: What the board shows.
        mean: Mean accuracy of the trainings, in [0, 1].
        sd: Their standard deviation, n - 1 in the denominator; None of a single one.
        runs: How many trainings there were.
        parameters: Numbers that the trained network holds; None where that is not known.
        flops: Operations for one input; None where that is not known.
        level: Whether it is within the spread of the entry above, so that the order means nothing.
    """

    place: int
    student: str
    pseudonym: str
    mean: float
    sd: float | None
    runs: int
    parameters: int | None
    flops: int | None
    level: bool = False


def leaderboard(results: Sequence[SubmissionResult]) -> list[BoardEntry]:
    """Entries by mean accuracy; of equal ones the one with less arithmetic comes first.

    Args:
        results: One a student.

    Returns:
        One entry for each student whose network was trained to the end; empty if there is none.
    """
    found = [(result, record) for result in results if (record := _record(result)) is not None]
    found.sort(key=lambda pair: (-statistics.fmean(pair[1].scores), pair[1].flops or 0))
    names = _pseudonyms([result for result, _ in found])
    entries: list[BoardEntry] = []
    for position, (result, record) in enumerate(found, start=1):
        mean = statistics.fmean(record.scores)
        above = entries[-1] if entries else None
        sd = statistics.stdev(record.scores) if len(record.scores) > 1 else None
        entries.append(
            BoardEntry(
                place=above.place if above is not None and above.mean == mean else position,
                student=result.student,
                pseudonym=names[position - 1],
                mean=mean,
                sd=sd,
                runs=len(record.scores),
                parameters=record.parameters or record.elements,
                flops=record.flops,
                level=above is not None and above.mean - mean <= (sd or 0) + (above.sd or 0),
            )
        )
    return entries


def _record(result: SubmissionResult) -> TrainingRecord | None:
    records = (record for question in result.questions for record in question.training)
    wanted = (record for record in records if record.board and record.scores)
    return next(wanted, None)


def _pseudonyms(results: Sequence[SubmissionResult]) -> list[str]:
    """A name for each, made from the secret seed of the submission: nobody else can work it out."""
    names: list[str] = []
    for result in results:
        secret = result.provenance.seed if result.provenance is not None else result.student
        digest = hashlib.sha256(f"pseudonym|{secret}".encode()).digest()
        name = f"{_COLOURS[digest[0] % len(_COLOURS)]} {_BIRDS[digest[1] % len(_BIRDS)]}"
        again = sum(taken == name or taken.startswith(f"{name} ") for taken in names)
        names.append(f"{name} {again + 1}" if again else name)
    return names
