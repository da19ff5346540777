"""Which rung of the training ladder catches which mistake: `python -m bench.ladder`.

Every network of the zoo climbs the rungs of its question, in this process and with the budgets of a
profile, until one refuses it. A harmless rewrite must pass them all, a broken one must not.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOMS = (("shift_tolerant", "shifts"), ("simple_cnn", "simple"), ("improved_cnn", "improved"))
"""Task and module of the zoo."""


@dataclass(frozen=True)
class Climbed:
    """How far a network came.

    Attributes:
        task: Its task.
        name: Its class.
        broken: Whether it is meant to be refused.
        rung: The rung that refused it; empty if none did.
        message: What the student reads there.
        seconds: CPU seconds, all rungs.
    """

    task: str
    name: str
    broken: bool
    rung: str
    message: str
    seconds: float

    @property
    def right(self) -> bool:
        """Whether it came as far as it should."""
        return self.broken == bool(self.rung)


def climb_all(rungs: Iterable[str], only: str = "") -> list[Climbed]:
    """Let the whole zoo climb.

    Args:
        rungs: Which rungs to use, where a task has them.
        only: Part of a name; all when empty.
    """
    from importlib import import_module

    wanted = tuple(rungs)
    found = []
    for task, room in ROOMS:
        module = import_module(f"tests.zoo.{room}")
        for broken, classes in ((True, module.BROKEN), (False, module.HARMLESS)):
            chosen = [network for network in classes if only in network.__name__]
            for network in chosen:
                one = _climb(task, network, broken, wanted)
                print(row(one), flush=True)
                found.append(one)
    return found


def _climb(task: str, network: Callable[[], Any], broken: bool, rungs: tuple[str, ...]) -> Climbed:
    from cnnkit import checks
    from cnnkit.ladder.tasks import TASKS

    began = time.process_time()
    stopped, message = "", ""
    for rung in TASKS[task].rungs:
        # In this profile `accuracy` repeats `learns` with linear credit.
        if rung not in rungs or (rung == "accuracy" and "learns" in TASKS[task].rungs):
            continue
        try:
            checks.rung(task, network, rung)
        except checks.CheckFailed as error:
            stopped, message = rung, str(error)
            break
    seconds = round(time.process_time() - began, 2)
    return Climbed(task, network.__name__, broken, stopped, message, seconds)


def figures(climbed: list[Climbed]) -> dict[str, Any]:
    """The counts, and every network."""
    broken = [one for one in climbed if one.broken]
    harmless = [one for one in climbed if not one.broken]
    by_rung: dict[str, int] = {}
    for one in broken:
        by_rung[one.rung or "none"] = by_rung.get(one.rung or "none", 0) + 1
    return {
        "broken": len(broken),
        "broken_found": sum(one.right for one in broken),
        "harmless": len(harmless),
        "harmless_failed": sum(not one.right for one in harmless),
        "by_rung": by_rung,
        "seconds": round(sum(one.seconds for one in climbed), 1),
        "networks": [asdict(one) for one in climbed],
    }


HEAD = "| question | network | | caught by | CPU s |\n|---|---|---|---|---|"


def row(one: Climbed) -> str:
    """A network as a row of a table in Markdown."""
    kind = "broken" if one.broken else "harmless"
    mark = (one.rung or "nothing") + ("" if one.right else " **wrong**")
    return f"| {one.task} | {one.name} | {kind} | {mark} | {one.seconds:g} |"


def main() -> None:
    """Print the table and the counts."""
    from cnnkit.ladder.tasks import RUNGS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--only", default="", help="networks whose name holds this")
    parser.add_argument("--rungs", nargs="*", default=RUNGS, choices=RUNGS)
    options = parser.parse_args()
    print(HEAD)
    told = figures(climb_all(options.rungs, options.only))
    print(
        f"\n{told['broken_found']} of {told['broken']} broken networks are found, "
        f"{told['harmless_failed']} of {told['harmless']} harmless ones fail; "
        f"{told['seconds']} CPU s."
    )
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if told["broken_found"] < told["broken"] or told["harmless_failed"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
