"""Otter's own scores of one notebook, in a process of its own.

Otter changes the working folder of its process and unpickles what the notebook's kernel wrote, so
it is given a process, and only notebooks of instructors or of tests.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.records.errors import ReleaseError

_SECONDS = 1800


@dataclass(frozen=True)
class OtterScore:
    """What Otter says of one question."""

    points: float
    possible: float


def otter_scores(notebook: Path, autograder_zip: Path) -> dict[str, OtterScore]:
    """Grade one notebook with `otter.api.grade_submission`.

    Args:
        notebook: The submission, `.ipynb` or Otter's `.zip`. It is executed without a sandbox.
        autograder_zip: The zip that Otter Assign compiled.

    Returns:
        Points and possible points by question; written questions are not among them.

    Raises:
        ReleaseError: If Otter gives no results.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-otter-") as scratch:
        results = Path(scratch) / "results.json"
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "autograder.release.otter_run",
                str(notebook.resolve()),
                str(autograder_zip.resolve()),
                str(results),
            ],
            cwd=scratch,
            env={**os.environ, "TMPDIR": scratch, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode or not results.exists():
            said = [line for line in done.stderr.splitlines() if line.strip()]
            raise ReleaseError(
                f"Otter gives no results for {notebook.name}: "
                f"{said[-1].strip() if said else 'no message'}"
            )
        scores = json.loads(results.read_text(encoding="utf-8"))
    return {name: OtterScore(*pair) for name, pair in scores.items()}


def _main(notebook: str, autograder_zip: str, results: str) -> None:
    from otter.api import grade_submission

    graded = grade_submission(notebook, autograder_zip, quiet=True)
    if graded.has_catastrophic_failure():
        raise SystemExit(f"{type(graded.catastrophic_error).__name__}: {graded.catastrophic_error}")
    scores = {
        question.name: (question.score, question.possible) for question in graded.results.values()
    }
    Path(results).write_text(json.dumps(scores), encoding="utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])
