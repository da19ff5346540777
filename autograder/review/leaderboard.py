"""The leaderboards of an assignment: a task's entries under pseudonyms, in ranges of ranks.

They are for looking at: no point of a grade comes from them. A network that was not trained to the
end is not on them.
"""

import hashlib
import statistics
from dataclasses import dataclass

from autograder.analysis.board import Measured, measured, rank_ranges, shown_of
from autograder.gradebook import KnownAssignment
from autograder.records.result import TrainingRecord
from autograder.review.class_figures import compiled
from autograder.review.desk import Desk
from gradekit.training.tasks import ACCURACY, Task

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
    """One line of a board.

    Attributes:
        student: Whose it is; the board that students see does not show it.
        pseudonym: What it shows.
        open: Accuracy on the half that the class sees, of the try that is shown.
        open_ranks: Best and worst rank that it may have by that half.
        final: Accuracy on the half that was kept back, of the hand-in that counts; None if its
            record has no halves.
        final_ranks: Best and worst rank by that half; None without it.
        tries: Hand-ins that were trained.
        counted: How many of them could move what is shown.
        runs: Trainings of the shown try.
        sd: Standard deviation between them; None for a single one.
        parameters: Numbers that the shown network holds; None where that is not known.
        flops: Operations for one input; None where that is not known.
    """

    student: str
    pseudonym: str
    open: Measured
    open_ranks: tuple[int, int]
    final: Measured | None
    final_ranks: tuple[int, int] | None
    tries: int
    counted: int
    runs: int
    sd: float | None
    parameters: int | None
    flops: int | None


@dataclass(frozen=True)
class Baseline:
    """A line without a rank, to hold entries against.

    Attributes:
        words: What it is.
        mean: Its accuracy.
        sd: Standard deviation between trainings; None where there is none.
        runs: Trainings that it comes from; 0 for none.
    """

    words: str
    mean: float
    sd: float | None = None
    runs: int = 0


@dataclass(frozen=True)
class Board:
    """The board of one task.

    Attributes:
        question: Id of the question.
        task: Name of the task.
        data: What was trained and measured on.
        entries: The best first.
        baselines: The best first.
        caps: Limits that every entry keeps, in words.
        final: Whether every entry has a half that was kept back.
    """

    question: str
    task: str
    data: str
    entries: tuple[BoardEntry, ...]
    baselines: tuple[Baseline, ...]
    caps: tuple[str, ...]
    final: bool

    @property
    def key(self) -> str:
        """What tells it from the other boards of the assignment."""
        return f"{self.question}-{self.task}-{self.data}"


@dataclass(frozen=True)
class _Entry:
    """A student's tries at a task, in the order of the hand-ins, with their halves measured."""

    student: str
    seed: str
    records: tuple[TrainingRecord, ...]
    counts: int


def boards(desk: Desk, of: KnownAssignment) -> list[Board]:
    """The boards of an assignment, one for each task that has one; kept until something changes."""
    # Tries that do not count stand on it, too.
    tries = tuple((one.id, one.run) for one in desk.attempts(of.id))
    return desk.steady(("boards", of.id), (desk.state(of.id), tries), lambda: _boards(desk, of))


def pseudonym_of(desk: Desk, of: KnownAssignment, student: str) -> str:
    """What the boards call a student; empty for who is on none."""
    entries = (one for board in boards(desk, of) for one in board.entries)
    return next((one.pseudonym for one in entries if one.student == student), "")


def _boards(desk: Desk, of: KnownAssignment) -> list[Board]:
    digests = desk.digests(of.id)
    counting = {total.student: attempt for total, attempt in desk.counting(of.id)}
    held: dict[tuple[str, str, str], dict[str, list[tuple[int, str, TrainingRecord]]]] = {}
    for attempt in desk.attempts(of.id):
        digest = digests.get(attempt.run or "")
        for question, record in digest.training if digest else ():
            if record.board and any(record.scores) and attempt.student in counting:
                place = held.setdefault((question, record.task, record.profile), {})
                seed = digest.seed if digest else ""
                place.setdefault(attempt.student, []).append((attempt.id, seed, record))
    found = []
    for (question, task, profile), people in sorted(held.items()):
        entries = []
        for student, tries in people.items():
            own = counting[student].id
            at = next((n for n, (number, _, _) in enumerate(tries) if number == own), None)
            if at is not None:
                records = tuple(record for _, _, record in tries)
                entries.append(_Entry(student, tries[0][1] or student, records, at))
        if entries:
            found.append(_board(desk, of.id, question, task, profile, entries))
    return found


def _board(
    desk: Desk, assignment: str, question: str, task: str, profile: str, entries: list[_Entry]
) -> Board:
    limit = desk.settings.board.tries
    shown = [shown_of([_half(one, 0) for one in entry.records], limit) for entry in entries]
    opens = [_half(entry.records[at.at], 0) for entry, at in zip(entries, shown, strict=True)]
    final = all(entry.records[entry.counts].halves for entry in entries)
    finals = [_half(entry.records[entry.counts], 1) for entry in entries] if final else []
    open_ranks, final_ranks = rank_ranges(opens), rank_ranges(finals)
    names = _pseudonyms([entry.seed for entry in entries])
    lines = []
    for n, (entry, at) in enumerate(zip(entries, shown, strict=True)):
        record = entry.records[at.at]
        lines.append(
            BoardEntry(
                student=entry.student,
                pseudonym=names[n],
                open=opens[n],
                open_ranks=open_ranks[n],
                final=finals[n] if final else None,
                final_ranks=final_ranks[n] if final else None,
                tries=len(entry.records),
                counted=at.counted,
                runs=len(record.scores),
                sd=_sd(record),
                parameters=record.parameters or record.elements,
                flops=record.flops,
            )
        )
    lines.sort(key=lambda one: (-one.open.mean, one.flops or 0, one.pseudonym))
    first = entries[0].records[0]
    known = _task(desk, assignment, task)
    return Board(
        question=question,
        task=task,
        data=f"{first.data}, {profile}",
        entries=tuple(lines),
        baselines=_baselines(known, first, profile),
        caps=_caps(known, profile, limit),
        final=final,
    )


def _half(record: TrainingRecord, which: int) -> Measured:
    """A half of a record, or all of it where it was not halved."""
    runs = len(record.scores)
    if record.halves:
        right, inputs = record.halves[which]
    else:
        inputs = runs * max(1, sum(map(sum, record.confusion)))
        right = round(statistics.fmean(record.scores) * inputs)
    return measured(right, inputs, runs, _sd(record))


def _sd(record: TrainingRecord) -> float | None:
    return statistics.stdev(record.scores) if len(record.scores) > 1 else None


def _task(desk: Desk, assignment: str, name: str) -> Task | None:
    """The task as the course on disk has it; None without one."""
    release = compiled(desk, assignment)
    return release.tasks.get(name) if release else None


def _baselines(task: Task | None, record: TrainingRecord, profile: str) -> tuple[Baseline, ...]:
    classes = task.classes if task else len(record.confusion)
    found = [Baseline("guessing", 1 / classes)] if classes else []
    found.append(Baseline("threshold", record.threshold))
    made = task.budget(profile, ACCURACY).calibration if task else None
    if made is not None:
        found.append(Baseline("the solution", made.mean, made.sd, made.n))
    return tuple(sorted(found, key=lambda one: -one.mean))


def _caps(task: Task | None, profile: str, tries: int) -> tuple[str, ...]:
    caps = [f"the first {tries} hand-ins of a student can move the board"]
    if task is not None:
        budget = task.budget(profile, ACCURACY)
        most = task.at_most or task.parameters
        if most:
            caps.append(f"{most:,} parameters")
        caps.append(f"{task.epochs or budget.epochs} epochs over {budget.examples:,} examples")
        caps.append(f"{budget.cpu_seconds:,} CPU seconds a training")
    return tuple(caps)


def _pseudonyms(seeds: list[str]) -> list[str]:
    """A name for each, made from the secret seed of a hand-in: nobody else can work it out."""
    names: list[str] = []
    for seed in seeds:
        digest = hashlib.sha256(f"pseudonym|{seed}".encode()).digest()
        name = f"{_COLOURS[digest[0] % len(_COLOURS)]} {_BIRDS[digest[1] % len(_BIRDS)]}"
        again = sum(taken == name or taken.startswith(f"{name} ") for taken in names)
        names.append(f"{name} {again + 1}" if again else name)
    return names
