"""All benchmarks, one after the other: `python -m bench`."""

import subprocess
import sys

BENCHMARKS = (
    "bench.grading",
    "bench.building",
    "bench.isolation",
    "bench.gradebook",
    "bench.training",
)

for name in BENCHMARKS:
    print(f"\n== {name}", flush=True)
    subprocess.run([sys.executable, "-m", name], check=True)
