"""Training: the course's loop beside the plain one, and beside what the processor could do.

The plain loop is the usual one: PIL transforms for every picture, DataLoader, Adam, batch 64. The
limit is the work of convolutions and dense layers at the processor's best measured rate, in full
precision or in bf16, whichever it is faster in. CPU seconds of one thread; what else a machine
does only adds time, so a piece of work counts with the best of its rounds, taken in turns.
Run: `python -m bench.training [--json FILE] [--rounds N] [--quick]`. `--quick` leaves out the runs
to 70 %, which take minutes and need CIFAR-10 (`CNN_DATA`).
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.report import machine, table, write

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
# Large blocks are kept by the process instead of given back after every step.
KEEPING = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "MALLOC_TOP_PAD_": "268435456",
}
NAMES = {"simple": "SimpleCNN", "improved": "ImprovedCNN"}
AIMS = {"simple": 4.0, "improved": 2.5}
GOAL_AIM = 6.0
LEVELS_AIM = 20.0


def start(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
    """A process of `bench.training_steps`."""
    command = [sys.executable, "-m", "bench.training_steps", *(str(each) for each in arguments)]
    return subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )


def answer(process: "subprocess.Popen[str]") -> Any:
    """What such a process found."""
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit("A part of the benchmark failed; its error is above.")
    return json.loads(output.splitlines()[-1])


def speed(rounds: int) -> dict[str, Any]:
    """Seconds an epoch in every way, all with the allocator as students have it, but for one."""
    found = answer(start("steps", "--rounds", rounds, **ONE_THREAD))
    keeping = answer(start("loop", "--rounds", rounds, **ONE_THREAD, **KEEPING))
    peak = max(found["peaks"].values())
    for kind in NAMES:
        each = found[kind]
        each["ways"]["allocator told to keep its memory"] = keeping[kind]
        each["limit"] = each["tflop_an_epoch"] * 1000 / peak
        each["ours"] = each["ways"]["the course's loop"]
        each["over_limit"] = each["ours"] / each["limit"]
        each["plain_over_ours"] = each["plain"] / each["ours"]
    return dict(found)


def processes() -> dict[str, dict[str, float]]:
    """Pictures a second of wall time: one process of one thread, of two, and two of one."""
    found = {}
    for kind in NAMES:
        ask = ("throughput", "--kind", kind)
        one = answer(start(*ask, **ONE_THREAD))
        wide = answer(start(*ask, **{**ONE_THREAD, "OMP_NUM_THREADS": "2"}))
        pair = [start(*ask, **ONE_THREAD) for _ in range(2)]
        two = sum(answer(process) for process in pair)
        found[kind] = {"one of one thread": one, "one of two threads": wide, "two of one": two}
    return found


def show_speed(found: dict[str, Any]) -> None:
    """Print what an epoch takes."""
    peaks = ", ".join(f"{name} {rate:.0f} GFLOP/s" for name, rate in found["peaks"].items())
    print(f"Best measured rate of one thread: {peaks}")
    for kind, name in NAMES.items():
        each = found[kind]
        rows = [(way, seconds, seconds / each["limit"]) for way, seconds in each["ways"].items()]
        rows += [("the plain loop", each["plain"], each["plain"] / each["limit"])]
        rows += [("the limit", each["limit"], 1.0)]
        title = f"{name}: an epoch of 50,000 pictures, {each['tflop_an_epoch']:.3f} TFLOP"
        table(title, ("way", "CPU s", "over the limit"), rows)
        print(f"over the limit: {each['over_limit']:.2f} (aim: at most {AIMS[kind]})")
    rows = list(found["folding"].items())
    table("ImprovedCNN: evaluating 10,000 pictures", ("BatchNorm", "CPU s"), rows)


def show_goal(found: dict[str, Any]) -> float | None:
    """Print the time to 70 %; returns the ratio, None when a side did not reach it."""
    if "missing" in found:
        print(f"Time to 70 %: skipped. {found['missing']}")
        return None
    plain, ours = found["plain"], found["ours"]
    rows = [("the plain loop", plain["seconds"], plain["accuracy"][-1], len(plain["accuracy"]))]
    rows += [(f"ours, seed {run['seed']}", run["seconds"], run["accuracy"], "") for run in ours]
    table("SimpleCNN to 70 %", ("loop", "CPU s", "test accuracy", "epochs"), rows)
    if not all(run["reached"] for run in (plain, *ours)):
        print("a run stopped short of 70 %: no ratio")
        return None
    ratio = float(plain["seconds"] * len(ours) / sum(run["seconds"] for run in ours))
    print(f"plain / ours = {ratio:.1f} (aim: at least {GOAL_AIM:.0f})")
    return ratio


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of the quick")
    parser.add_argument("--quick", action="store_true", help="leave out the runs to 70 %%")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    began = time.perf_counter()
    found: dict[str, Any] = {"machine": machine(), "speed": speed(options.rounds)}
    show_speed(found["speed"])
    found["processes"] = processes()
    for kind, rates in found["processes"].items():
        rows = [(name, rate, rate / rates["one of one thread"]) for name, rate in rates.items()]
        table(f"{NAMES[kind]}: pictures a second of wall time", ("processes", "1/s", "gain"), rows)
    found["levels"] = answer(start("levels", **ONE_THREAD))
    levels = {**found["levels"], "all": sum(found["levels"].values())}
    table("SimpleCNN: the levels below the accuracy", ("level", "CPU s"), list(levels.items()))
    print(f"all: {levels['all']:.1f} s (aim: at most {LEVELS_AIM:.0f} s)")
    if not options.quick:
        found["goal"] = answer(start("goal", **ONE_THREAD))
        found["goal_ratio"] = show_goal(found["goal"])
    found["seconds"] = round(time.perf_counter() - began, 1)
    write(options.json, found)


if __name__ == "__main__":
    main()
