"""Which rung of the training ladder catches which mistake: `python -m bench.ladder`.

Every network of the zoo climbs every rung of its question, in this process and with the budgets of
the profile `quick`, whether or not a rung below has refused it. A harmless rewrite must pass them
all, a broken one must not. Where there is a rung `learns`, `accuracy` repeats it in this profile,
and is left out.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.report import machine, median, write

os.environ.setdefault("OMP_NUM_THREADS", "1")

ZOO = {
    "shift_tolerant": ("shifts", "shifts_harmless"),
    "simple_cnn": ("simple", "simple_harmless"),
    "improved_cnn": ("improved", "improved"),
}
"""Modules of the zoo with a task's broken and harmless networks."""


@dataclass(frozen=True)
class Climbed:
    """How a network fared.

    Attributes:
        task: Its task.
        name: Its class.
        broken: Whether it is meant to be refused.
        refused: What the student reads, by each rung that refused it, the cheapest first.
        seconds: CPU seconds, by each rung that it climbed.
    """

    task: str
    name: str
    broken: bool
    refused: Mapping[str, str]
    seconds: Mapping[str, float]

    @property
    def right(self) -> bool:
        """Whether it was refused if it should be, and only then."""
        return self.broken == bool(self.refused)


@dataclass(frozen=True)
class Rung:
    """What a rung of a task catches.

    Attributes:
        broken: Broken networks that climbed it.
        caught: Those that it refuses, all by itself.
        first: Those that no rung below refuses.
        only: Those that no other rung refuses.
        harmless_failed: Harmless networks that it refuses.
        median_cpu_seconds: Median CPU seconds of one network.
        names: The names of those that it refuses.
    """

    broken: int
    caught: int
    first: int
    only: int
    harmless_failed: int
    median_cpu_seconds: float
    names: tuple[str, ...]


def rungs_of(task: str) -> tuple[str, ...]:
    """The rungs that a task's networks climb here."""
    from gradekit.training.tasks import ACCURACY, LEARNS, TASKS

    rungs = TASKS[task].rungs
    return tuple(rung for rung in rungs if rung != ACCURACY or LEARNS not in rungs)


def climb_all(wanted: Iterable[str], only: str = "", *, first: bool = False) -> list[Climbed]:
    """Let the zoo climb, and print a row for each network.

    Args:
        wanted: Which rungs to use, where a task has them.
        only: Part of a name; all when empty.
        first: Whether to stop at the first rung that refuses.
    """
    chosen = set(wanted)
    found = []
    for task, (wrong, right) in ZOO.items():
        rungs = [rung for rung in rungs_of(task) if rung in chosen]
        broken = import_module(f"assignments.tests.zoo.{wrong}").BROKEN
        harmless = import_module(f"assignments.tests.zoo.{right}").HARMLESS
        for network in (*broken, *harmless):
            if only in network.__name__:
                one = _climb(task, network, network in broken, rungs, first)
                print(row(one), flush=True)
                found.append(one)
    return found


def _climb(
    task: str, network: Callable[[], Any], broken: bool, rungs: Iterable[str], first: bool
) -> Climbed:
    from gradekit import checks

    refused: dict[str, str] = {}
    seconds: dict[str, float] = {}
    for rung in rungs:
        began = time.process_time()
        try:
            checks.rung(task, network, rung)
        except checks.CheckFailed as error:
            refused[rung] = str(error)
        seconds[rung] = round(time.process_time() - began, 3)
        if first and refused:
            break
    return Climbed(task, network.__name__, broken, refused, seconds)


def by_rung(climbed: Iterable[Climbed]) -> dict[str, dict[str, Rung]]:
    """What each rung of each task catches."""
    climbers = list(climbed)
    tasks = dict.fromkeys(one.task for one in climbers)
    return {
        task: {
            rung: _rung(rung, [one for one in climbers if one.task == task and rung in one.seconds])
            for rung in rungs_of(task)
            if any(one.task == task and rung in one.seconds for one in climbers)
        }
        for task in tasks
    }


def _rung(rung: str, climbed: list[Climbed]) -> Rung:
    refused = [one for one in climbed if rung in one.refused]
    caught = [one for one in refused if one.broken]
    return Rung(
        broken=sum(one.broken for one in climbed),
        caught=len(caught),
        first=sum(next(iter(one.refused)) == rung for one in caught),
        only=sum(len(one.refused) == 1 for one in caught),
        harmless_failed=len(refused) - len(caught),
        median_cpu_seconds=median(one.seconds[rung] for one in climbed),
        names=tuple(one.name for one in refused),
    )


def figures(climbed: list[Climbed]) -> dict[str, Any]:
    """The counts, every rung and every network."""
    broken = [one for one in climbed if one.broken]
    harmless = [one for one in climbed if not one.broken]
    return {
        "machine": machine(),
        "profile": "quick",
        "broken": len(broken),
        "broken_found": sum(one.right for one in broken),
        "harmless": len(harmless),
        "harmless_failed": sum(not one.right for one in harmless),
        "by_rung": {
            task: {name: asdict(rung) for name, rung in rungs.items()}
            for task, rungs in by_rung(climbed).items()
        },
        "networks": [asdict(one) for one in climbed],
        "cpu_seconds": round(sum(sum(one.seconds.values()) for one in climbed), 1),
    }


HEAD = "| question | network | | refused by | CPU s |\n|---|---|---|---|---|"


def row(one: Climbed) -> str:
    """A network as a row of a table in Markdown."""
    kind = "broken" if one.broken else "harmless"
    mark = (", ".join(one.refused) or "nothing") + ("" if one.right else " **wrong**")
    return f"| {one.task} | {one.name} | {kind} | {mark} | {sum(one.seconds.values()):.3g} |"


def rung_table(climbed: Iterable[Climbed]) -> str:
    """What each rung catches, as a table in Markdown."""
    lines = [
        "| question | rung | broken ones caught | first here | only here | harmless ones failed "
        "| CPU s, median |",
        "|---|---|---|---|---|---|---|",
    ]
    for task, rungs in by_rung(climbed).items():
        lines += [
            f"| {task} | {name} | {rung.caught} of {rung.broken} | {rung.first} | {rung.only} "
            f"| {rung.harmless_failed} | {rung.median_cpu_seconds:.2g} |"
            for name, rung in rungs.items()
        ]
    return "\n".join(lines)


def network_table(climbed: Iterable[Climbed]) -> str:
    """Networks that the same rungs refuse in one row, as a table in Markdown."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in climbed:
        refused = ", ".join(one.refused) or "nothing"
        kind = refused if one.broken else f"{refused} (harmless)"
        rows.setdefault((one.task, kind), []).append(one.name)
    lines = ["| question | refused by | networks |", "|---|---|---|"]
    lines += [f"| {task} | {kind} | {', '.join(names)} |" for (task, kind), names in rows.items()]
    return "\n".join(lines)


def main() -> None:
    """Print the tables and the counts."""
    from gradekit.training.tasks import RUNGS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--only", default="", help="networks whose name holds this")
    parser.add_argument("--rungs", nargs="*", default=RUNGS, choices=RUNGS)
    parser.add_argument(
        "--first", action="store_true", help="stop at the first rung that refuses: quicker"
    )
    options = parser.parse_args()
    os.environ.pop("GRADEKIT_PROFILE", None)  # the budgets of `quick`, whatever is set
    print(HEAD)
    climbed = climb_all(options.rungs, options.only, first=options.first)
    told = figures(climbed)
    print(f"\n{rung_table(climbed)}\n\n{network_table(climbed)}\n")
    print(
        f"{told['broken_found']} of {told['broken']} broken networks are found, "
        f"{told['harmless_failed']} of {told['harmless']} harmless ones fail; "
        f"{told['cpu_seconds']} CPU s. Where there is `learns`, `accuracy` would repeat it with "
        "this profile, and was left out."
    )
    write(options.json, told)
    if told["broken_found"] < told["broken"] or told["harmless_failed"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
