"""All benchmarks, one after the other: `python -m bench`."""

import argparse
import subprocess
import sys

BENCHMARKS = (
    "bench.grading",
    "bench.batch",
    "bench.building",
    "bench.isolation",
    "bench.gradebook",
    "bench.review",
    "bench.faults",
    "bench.training",
)

argparse.ArgumentParser(
    "python -m bench",
    description="Run all benchmarks, one after the other, about an hour. Each also runs by itself, "
    "with options of its own: python -m bench.grading --help.",
).parse_args()
for name in BENCHMARKS:
    print(f"\n== {name}", flush=True)
    subprocess.run([sys.executable, "-m", name], check=True)
