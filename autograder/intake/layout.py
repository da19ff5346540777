"""A class laid out anew, a folder a student with plain files, for tools that know no platform."""

from collections.abc import Iterable
from pathlib import Path

from autograder.intake.choose import Wanted
from autograder.intake.find import NOTEBOOK
from autograder.intake.listing import ListedRow
from autograder.intake.submission import read_work
from autograder.intake.weight_files import task_of
from autograder.records.errors import IntakeError
from autograder.records.files import write_bytes
from autograder.records.naming import slug


def lay_out(rows: Iterable[ListedRow], wanted: Wanted, to: Path) -> int:
    """Write the work of every row that is not refused to `to/{student}/`.

    Each folder holds the notebook under the assignment's name, the declared files and the
    checkpoints. A folder that is there already is refused, so that no older work stays in it.

    Args:
        rows: The class.
        wanted: What the assignment takes.
        to: Folder of the folders; made if missing.

    Returns:
        How many were laid out.

    Raises:
        IntakeError: If a folder is there already or cannot be written.
    """
    count = 0
    for row in rows:
        if row.refused:
            continue
        folder = to / slug(row.found.student)
        if folder.exists():
            raise IntakeError(f"{folder} is there already; name another folder with --to.")
        work = read_work(row.found, wanted)
        members = work.held.members
        files = {f"{wanted.assignment}{NOTEBOOK}": members[work.chosen.path], **work.files}
        for path, data in members.items():
            if task_of(path, wanted.checkpoints) is not None:
                files[path.rsplit("/", 1)[-1]] = data
        try:
            for name, data in files.items():
                write_bytes(folder / name, data)
        except OSError as error:
            raise IntakeError(f"{folder} cannot be written ({error.strerror}).") from error
        count += 1
    return count
