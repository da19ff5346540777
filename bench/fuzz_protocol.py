"""Coverage-guided fuzzing of what the grader reads from a worker. Opt-in: needs `atheris`.

Run: `pip install atheris`, then `python -m bench.fuzz_protocol [--seconds S] [--json F]`.
Hypothesis holds the same properties in the tests; this looks for hours where they look for seconds.

Properties, for any bytes that a worker may send: the frame is read or refused with the protocol's
own errors, in bounded time, and what was decoded is no larger than what was sent.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import time as clock
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench.report import machine, table, write

SECONDS = 60
LONGEST = 1 << 16
ENDED = "fuzz_protocol:"


def read_one(data: bytes) -> None:
    """Send bytes through a real pipe and read them as the grader does.

    Raises:
        AssertionError: If a decoded value is larger than the bytes, or reading took too long.
    """
    from autograder.isolation.wire.bounds import ProtocolError
    from autograder.isolation.wire.pipes import Channel, Closed, Flood, Late, Output

    began = clock.monotonic()
    pipes = [os.pipe() for _ in range(3)]
    (request, request_in), (response_out, response), (output_out, output) = pipes
    try:
        for fd in (response_out, output_out, request_in):
            os.set_blocking(fd, False)
        os.write(response, data[:LONGEST])
        os.close(response)
        channel = Channel(request_in, response_out, Output(output_out, 1 << 16, 1 << 20))
        try:
            message = channel.receive(began + 0.5)
        except (ProtocolError, Closed, Late, Flood):
            return
        assert _bytes(message) <= 64 * len(data) + 4096, "decoding multiplied the input"
    finally:
        for fd in (request, request_in, response_out, output_out, output):
            os.close(fd)
        assert clock.monotonic() - began < 2, "reading took too long"


def _bytes(value: Any) -> int:
    """Bytes that a decoded value holds, roughly."""
    if isinstance(value, dict):
        return sum(_bytes(key) + _bytes(item) + 64 for key, item in value.items())
    if isinstance(value, list | tuple):
        return sum(_bytes(item) + 16 for item in value)
    return int(getattr(value, "nbytes", 0)) or len(str(value))


def seeds(folder: Path) -> None:
    """Write one sound frame of each kind of value, to start from."""
    import numpy as np
    import pandas as pd
    import scipy.sparse
    import torch

    from autograder.isolation.wire.protocol import pack

    values = [
        *(None, True, 2**70, float("nan"), 1 + 2j, "text", "x" * 5000, b"bytes", (1, [2]), {1: 2}),
        *(np.zeros((2, 3)), np.ones((4, 5), "float32").T, np.float32(1), np.array([True])),
        *(torch.ones(2, 2, dtype=torch.bfloat16), torch.ones(3, requires_grad=True), ...),
        *({1, 2}, frozenset({"a"}), bytearray(b"x"), date(2026, 1, 2), datetime(2026, 1, 2, 3)),
        *(time(1, 2), timedelta(1), Decimal("1.5"), Fraction(1, 3), range(9), slice(1, 2)),
        *(np.array(["a", "bc"]), np.array([1, None], object), np.array(["2026"], "datetime64[Y]")),
        *(np.zeros(2, [("a", "i4"), ("b", "f8")]), np.dtype("int8"), torch.float16),
        *(pd.Series(["a", None]), pd.DataFrame({"a": [1], "b": ["x"]}), pd.Timestamp(0)),
        *(pd.Series(["a", "b"], dtype="category"), pd.Series([1, None], dtype="Int64")),
        *(pd.date_range("2026", periods=3, tz="UTC"), pd.MultiIndex.from_product([[1], [2]])),
        scipy.sparse.eye_array(3, format="csr"),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for number, value in enumerate(values):
        frame = b"".join(bytes(part) for part in pack({"n": "00", "k": "ok", "v": value}))
        (folder / f"seed{number}").write_bytes(frame)


def fuzz(folder: Path, seconds: int) -> None:
    """Fuzz in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=["autograder.isolation"]):
        import autograder.isolation.wire.pipes  # noqa: F401
    target: Callable[[bytes], None] = read_one
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-rss_limit_mb=2048"]
    atheris.Setup([sys.argv[0], str(folder), "-print_final_stats=1", *options], target)
    atheris.Fuzz()


def main() -> None:
    """Fuzz in a process of its own and tell what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        raise SystemExit(f"{ENDED} atheris is not installed; run: pip install atheris")
    if options.corpus is not None:
        fuzz(options.corpus, options.seconds)
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        seeds(corpus)
        command = [sys.executable, "-m", "bench.fuzz_protocol", "--corpus", str(corpus)]
        command += ["--seconds", str(options.seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = len(list(corpus.iterdir()))
    lines = [line.split(":") for line in done.stderr.splitlines() if line.startswith("stat::")]
    figures = {line[2]: int(line[-1]) for line in lines}
    runs = figures.get("number_of_executed_units", 0)
    rows = [("inputs tried", runs), ("inputs that reach new code", found)]
    table("Fuzzing what a worker may send", ("figure", "value"), rows)
    failed = done.returncode != 0
    if failed:
        print(done.stderr[-4000:], file=sys.stderr)
    write(options.json, {"machine": machine(), "tried": runs, "kept": found, "failed": failed})
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
