"""Which level of the training checks catches which mistake: `python -m bench.levels`.

Every network of the zoo is judged at every level of its question, in this process and with the
budgets of the profile `quick`, whether or not a cheaper level has refused it. A harmless rewrite
must pass them all, a broken one must not. Where there is a level `learns`, `accuracy` repeats it in
this profile, and is left out.
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
class Judged:
    """How a network fared.

    Attributes:
        task: Its task.
        name: Its class.
        broken: Whether it is meant to be refused.
        refused: What the student reads, by each level that refused it, the cheapest first.
        seconds: CPU seconds, by each level that it was judged at.
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
class Catch:
    """What a level of a task catches.

    Attributes:
        broken: Broken networks that were judged.
        caught: Those that it refuses, all by itself.
        first: Those that no cheaper level refuses.
        only: Those that no other level refuses.
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


def levels_of(task: str) -> tuple[str, ...]:
    """The levels that a task's networks are judged at here."""
    from assignments.tests.unit import TASKS
    from gradekit.training.tasks import ACCURACY, LEARNS

    levels = TASKS[task].levels
    return tuple(level for level in levels if level != ACCURACY or LEARNS not in levels)


def judge_all(wanted: Iterable[str], only: str = "", *, first: bool = False) -> list[Judged]:
    """Judge the zoo, and print a row for each network.

    Args:
        wanted: Which levels to use, where a task has them.
        only: Part of a name; all when empty.
        first: Whether to stop at the first level that refuses.
    """
    chosen = set(wanted)
    found = []
    for task, (wrong, right) in ZOO.items():
        levels = [level for level in levels_of(task) if level in chosen]
        broken = import_module(f"assignments.tests.zoo.{wrong}").BROKEN
        harmless = import_module(f"assignments.tests.zoo.{right}").HARMLESS
        for network in (*broken, *harmless):
            if only in network.__name__:
                one = _judge(task, network, network in broken, levels, first)
                print(row(one), flush=True)
                found.append(one)
    return found


def _judge(
    task: str, network: Callable[[], Any], broken: bool, levels: Iterable[str], first: bool
) -> Judged:
    from assignments.tests.zoo import verdict

    refused: dict[str, str] = {}
    seconds: dict[str, float] = {}
    for level in levels:
        began = time.process_time()
        if said := verdict(task, network, level):
            refused[level] = said
        seconds[level] = round(time.process_time() - began, 3)
        if first and refused:
            break
    return Judged(task, network.__name__, broken, refused, seconds)


def by_level(judged: Iterable[Judged]) -> dict[str, dict[str, Catch]]:
    """What each level of each task catches."""
    networks = list(judged)
    tasks = dict.fromkeys(one.task for one in networks)
    return {
        task: {
            level: _catch(
                level, [one for one in networks if one.task == task and level in one.seconds]
            )
            for level in levels_of(task)
            if any(one.task == task and level in one.seconds for one in networks)
        }
        for task in tasks
    }


def _catch(level: str, judged: list[Judged]) -> Catch:
    refused = [one for one in judged if level in one.refused]
    caught = [one for one in refused if one.broken]
    return Catch(
        broken=sum(one.broken for one in judged),
        caught=len(caught),
        first=sum(next(iter(one.refused)) == level for one in caught),
        only=sum(len(one.refused) == 1 for one in caught),
        harmless_failed=len(refused) - len(caught),
        median_cpu_seconds=median(one.seconds[level] for one in judged),
        names=tuple(one.name for one in refused),
    )


def figures(judged: list[Judged]) -> dict[str, Any]:
    """The counts, every level and every network."""
    broken = [one for one in judged if one.broken]
    harmless = [one for one in judged if not one.broken]
    return {
        "machine": machine(),
        "profile": "quick",
        "broken": len(broken),
        "broken_found": sum(one.right for one in broken),
        "harmless": len(harmless),
        "harmless_failed": sum(not one.right for one in harmless),
        "by_level": {
            task: {name: asdict(level) for name, level in levels.items()}
            for task, levels in by_level(judged).items()
        },
        "networks": [asdict(one) for one in judged],
        "cpu_seconds": round(sum(sum(one.seconds.values()) for one in judged), 1),
    }


HEAD = "| question | network | | refused by | CPU s |\n|---|---|---|---|---|"


def row(one: Judged) -> str:
    """A network as a row of a table in Markdown."""
    kind = "broken" if one.broken else "harmless"
    mark = (", ".join(one.refused) or "nothing") + ("" if one.right else " **wrong**")
    return f"| {one.task} | {one.name} | {kind} | {mark} | {sum(one.seconds.values()):.3g} |"


def level_table(judged: Iterable[Judged]) -> str:
    """What each level catches, as a table in Markdown."""
    lines = [
        "| question | level | broken ones caught | first here | only here | harmless ones failed "
        "| CPU s, median |",
        "|---|---|---|---|---|---|---|",
    ]
    for task, levels in by_level(judged).items():
        lines += [
            f"| {task} | {name} | {level.caught} of {level.broken} | {level.first} | {level.only} "
            f"| {level.harmless_failed} | {level.median_cpu_seconds:.2g} |"
            for name, level in levels.items()
        ]
    return "\n".join(lines)


def network_table(judged: Iterable[Judged]) -> str:
    """Networks that the same levels refuse in one row, as a table in Markdown."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in judged:
        refused = ", ".join(one.refused) or "nothing"
        kind = refused if one.broken else f"{refused} (harmless)"
        rows.setdefault((one.task, kind), []).append(one.name)
    lines = ["| question | refused by | networks |", "|---|---|---|"]
    lines += [f"| {task} | {kind} | {', '.join(names)} |" for (task, kind), names in rows.items()]
    return "\n".join(lines)


def main() -> None:
    """Print the tables and the counts."""
    from gradekit.training.tasks import LEVELS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--only", default="", help="networks whose name holds this")
    parser.add_argument("--levels", nargs="*", default=LEVELS, choices=LEVELS)
    parser.add_argument(
        "--first", action="store_true", help="stop at the first level that refuses: quicker"
    )
    options = parser.parse_args()
    os.environ.pop("GRADEKIT_PROFILE", None)  # the budgets of `quick`, whatever is set
    print(HEAD)
    judged = judge_all(options.levels, options.only, first=options.first)
    told = figures(judged)
    print(f"\n{level_table(judged)}\n\n{network_table(judged)}\n")
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
