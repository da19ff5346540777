"""What isolation costs: the first answer of a worker, round trips, and a cold sandbox beside them.

Run: `python -m bench.isolation [--rounds N] [--json FILE]`. `bwrap python -c 'import torch'` is the
usual way, a sandbox that imports torch for every submission; it needs Debian's `bubblewrap`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.isolation.engines.engine import Engine, Worker
from autograder.isolation.engines.local import LocalEngine
from autograder.isolation.engines.native import FORMS, NativeEngine
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError
from bench.report import ROOT, arguments, machine, median, table, write

ROUNDS = 40
COLD_ROUNDS = 5
CALLS = 300
SECONDS = 30.0
ORDINARY = Path(__file__).parents[1] / "tests" / "isolation" / "ordinary.py"
ECHO = "def same(x):\n    return x\n"


def seconds(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def first_answers(engine: Engine, rounds: int) -> list[float]:
    """Seconds from asking for a worker to the answer of its first call."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        with engine.start(Limits(), {}) as worker:  # type: ignore[attr-defined]
            worker.run_cell(ECHO, "cell 1", SECONDS)
            worker.call("same", [1], {}, SECONDS)
            times.append(time.perf_counter() - began)
    return times


def round_trips(worker: Worker, value: Any, calls: int) -> list[float]:
    """Seconds of single calls with a value there and back."""
    return [seconds(lambda: worker.call("same", [value], {}, SECONDS)) for _ in range(calls)]


def measure(engine: Engine, rounds: int) -> dict[str, Any]:
    """The figures of one engine, medians in milliseconds."""
    ready = seconds(engine.self_test)
    figures = {
        "form": engine.describe().form,
        "warm_s": round(ready, 2),
        "first_answer_ms": 1e3 * median(first_answers(engine, rounds)),
    }
    with engine.start(Limits(), {}) as worker:  # type: ignore[attr-defined]
        worker.run_cell(ECHO, "cell 1", SECONDS)
        for name, value, calls in (
            ("small", np.zeros(4, np.float32), CALLS),
            ("one_mb", np.zeros(1 << 18, np.float32), CALLS // 3),
            ("sixteen_mb", np.zeros(1 << 22, np.float32), CALLS // 20),
        ):
            figures[f"{name}_ms"] = round(
                1e3 * float(np.median(round_trips(worker, value, calls))), 3
            )
    engine.close()
    return figures


def cold() -> list[float] | None:
    """Seconds of a bubblewrap sandbox that imports torch; None where there is no bubblewrap."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    sandbox = [
        program,
        "--ro-bind",
        "/",
        "/",
        "--unshare-all",
        "--die-with-parent",
        "--dev",
        "/dev",
        "--tmpfs",
        "/tmp",
    ]
    command = [*sandbox, sys.executable, "-c", "import torch"]
    runs = [seconds(lambda: subprocess.run(command, check=True)) for _ in range(COLD_ROUNDS + 1)]
    # The first one reads the files from the disk.
    return runs[1:]


def as_ordinary_user(rounds: int) -> dict[str, Any] | None:
    """The native engine's figures when root starts this benchmark as somebody else."""
    if os.geteuid() != 0:
        return None
    code = (
        "import json; from bench.isolation import measure, NativeEngine; "
        f"print(json.dumps(measure(NativeEngine(), {rounds})))"
    )
    script = f"import sys; sys.path.insert(0, {str(ORDINARY.parents[2])!r}); {code}"
    done = subprocess.run(
        [sys.executable, str(ORDINARY), "-c", script], capture_output=True, text=True, check=True
    )
    import json

    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def refuse_temporary(checkout: Path) -> None:
    """End with a sentence where the sandboxes beside ours cannot see the checkout.

    bwrap and our full form put an empty /tmp in the sandbox, so that nothing below it can be run.
    """
    temporary = Path(tempfile.gettempdir()).resolve()
    if checkout.resolve().is_relative_to(temporary):
        sys.exit(
            f"bench.isolation: the checkout {checkout} lies below the temporary folder {temporary},"
            " which a sandbox hides; run it from a checkout elsewhere, such as your home folder."
        )


def main() -> None:
    """Measure, print, write."""
    options = arguments(__doc__ or "", rounds=ROUNDS)
    refuse_temporary(ROOT)
    figures: dict[str, Any] = {}
    for name, make in {
        **{f"native, {form}": lambda form=form: NativeEngine((form,)) for form in FORMS},
        "local": LocalEngine,
    }.items():
        try:
            figures[name] = measure(make(), options.rounds)
        except EngineError as error:
            print(f"{name}: {error}")
    other = as_ordinary_user(options.rounds)
    if other is not None:
        figures["native, ordinary user"] = other
    columns = ("first_answer_ms", "small_ms", "one_mb_ms", "sixteen_mb_ms", "warm_s")
    table(
        "Medians per engine",
        ("engine", *columns),
        [(name, *(row[column] for column in columns)) for name, row in figures.items()],
    )
    ratios = {}
    runs = cold()
    if runs is None:
        print("bubblewrap is not installed (apt-get install bubblewrap): no ratio.")
    else:
        usual = median(runs)
        ratios = {
            name: round(1e3 * usual / row["first_answer_ms"], 1) for name, row in figures.items()
        }
        table(
            f"bwrap python -c 'import torch' ({usual:.2f} s) over a first answer",
            ("engine", "times"),
            list(ratios.items()),
        )
        figures["bwrap"] = {"import_torch_s": usual}
    write(options.json, {"ratios": ratios, "figures": figures, "machine": machine()})


if __name__ == "__main__":
    main()
