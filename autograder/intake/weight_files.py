"""Checkpoints of networks among the files handed in: at most one for each task that takes one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.intake.plain_files import MIB
from gradekit.training.tasks import CHECKPOINT_BYTES, checkpoint_task


@dataclass(frozen=True)
class Checkpoint:
    """Weights of a network that a student trained. Nothing in it is trusted, and it is not opened.

    Attributes:
        task: Name of the training task.
        file: Its path in the submission.
        data: Its content; empty where it is refused.
        refused: Why it is set aside; empty where it is not. The rest of the work is graded.
    """

    task: str
    file: str
    data: bytes
    refused: str = ""


def task_of(path: str, tasks: Collection[str]) -> str | None:
    """The task of an assignment that a file is a checkpoint of, by its name; else None.

    Args:
        path: In the submission, with forward slashes.
        tasks: Training tasks of the assignment.
    """
    task = checkpoint_task(PurePosixPath(path).name)
    return task if task in tasks else None


def choose(
    members: Mapping[str, bytes], too_large: Iterable[str], tasks: Collection[str]
) -> tuple[Checkpoint, ...]:
    """The checkpoints of a submission, in the order of the tasks.

    Args:
        members: Content by path.
        too_large: Paths of checkpoints that were not read, because they are too large.
        tasks: Training tasks of the assignment.
    """
    found: dict[str, list[str]] = {task: [] for task in tasks}
    unread = set(too_large)
    for path in sorted({*members, *unread}):
        task = task_of(path, tasks)
        if task is not None:
            found[task].append(path)
    return tuple(
        Checkpoint(task, ", ".join(paths), data, refused)
        for task, paths in found.items()
        if paths
        for data, refused in [_content(members, unread, paths)]
    )


def _content(members: Mapping[str, bytes], unread: set[str], paths: list[str]) -> tuple[bytes, str]:
    if len(paths) > 1 and (unread & {*paths} or len({members[path] for path in paths}) > 1):
        return b"", f"{len(paths)} checkpoints of one network were handed in; leave one."
    path = paths[0]
    if path in unread:
        return b"", f"larger than {CHECKPOINT_BYTES // MIB} MiB; no network of the course needs it."
    return members[path], ""
