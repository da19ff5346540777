"""A folder with a folder, a notebook or a zip for each student."""

from pathlib import Path

from autograder.intake.find import ARCHIVE, NOTEBOOK, Found, entries, printable, split_stamp, unique


def find(folder: Path, assignment: str) -> list[Found]:
    """The submissions in a folder, one for each folder, notebook and zip in it.

    A student is named after the folder or file. Otter names its zip `{notebook}_{time}.zip`: the
    time is left off, unless what remains is the assignment itself and names nobody.

    Args:
        folder: The class folder.
        assignment: Id of the assignment.

    Raises:
        IntakeError: See `find.entries`.
    """
    found = []
    for path in entries(folder):
        suffix = path.suffix.lower()
        if path.is_dir():
            stem = path.stem if suffix == NOTEBOOK else path.name
        elif suffix == ARCHIVE:
            name, stamp = split_stamp(path.stem)
            stem = path.stem if stamp and name == assignment else name
        elif suffix == NOTEBOOK:
            stem = path.stem
        else:
            continue
        found.append(Found(printable(stem), path))
    return unique(found)
