"""Points by Otter itself: its API, a real kernel, the autograder zip of the build."""

import os
import tempfile
import zipfile
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.forked_kernel import serve

SECONDS = 1800
"""After which Otter hangs, on the slowest machine."""
PROCESSES = 2


def otter_points(
    handed_in: Mapping[str, Path], autograder: Path, scratch: Path
) -> dict[str, dict[str, float] | str]:
    """Grade hand-ins with `otter.api.grade_submission`, two at a time.

    Args:
        handed_in: By name, a folder, notebook or zip of one student.
        autograder: Otter's zip of the assignment.
        scratch: Folder for what is packed on the way.

    Returns:
        By name, the points of each question, or the last line of what Otter died of.
    """
    context = get_context("spawn")
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder)) as environment,
        ProcessPoolExecutor(
            PROCESSES, mp_context=context, initializer=_prepare, initargs=(environment,)
        ) as pool,
    ):
        tasks: dict[str, Future[dict[str, float]]] = {
            name: pool.submit(_grade, str(_one_file(path, scratch)), str(autograder))
            for name, path in handed_in.items()
        }
        return {name: _result(task) for name, task in tasks.items()}


def _result(task: "Future[dict[str, float]]") -> dict[str, float] | str:
    error = task.exception(SECONDS * PROCESSES)
    return task.result() if error is None else f"{type(error).__name__}: {error}"


def _one_file(path: Path, scratch: Path) -> Path:
    """What Otter takes: a notebook, or a zip."""
    if path.is_file():
        return path
    zips = sorted(path.glob("*.zip"))
    if zips:
        return zips[-1]
    packed = scratch / f"{path.name}.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for member in sorted(path.rglob("*")):
            if member.is_file():
                archive.write(member, member.relative_to(path).as_posix())
    return packed


def _grade(submission: str, autograder: str) -> dict[str, float]:
    from otter.api import grade_submission

    results = grade_submission(submission, autograder)
    if results.catastrophic_error is not None:
        raise RuntimeError(f"Otter lost everything: {results.catastrophic_error}")
    return {file.name: float(file.score) for file in results.results.values()}


def _prepare(environment: Mapping[str, str]) -> None:
    """Let kernels be forked; send what is printed to nowhere, errors come back as exceptions."""
    os.environ.update(environment)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
