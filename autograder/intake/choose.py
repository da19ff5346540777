"""Which of the files handed in is the notebook of the assignment, and what is in it."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from autograder.intake.find import NOTEBOOK
from autograder.records import notebook as notebooks
from autograder.records.errors import IntakeError, NotebookError

_CHECK = re.compile(r"""\.check\(\s*["'](?P<id>\w+)["']""")


@dataclass(frozen=True)
class Wanted:
    """What an assignment takes from a submission.

    Attributes:
        assignment: Its id.
        questions: Ids of its questions.
        mcqs: Ids of its MCQs.
        student_files: Names of the files that students make; nothing else beside the notebook
            is taken but checkpoints.
        checkpoints: Tasks whose networks may come along as a checkpoint.
    """

    assignment: str
    questions: Collection[str]
    mcqs: Collection[str]
    student_files: Collection[str]
    checkpoints: Collection[str] = ()


def choose_notebook(
    members: Mapping[str, bytes], where: str, wanted: Wanted
) -> tuple[str, notebooks.Notebook]:
    """The one notebook of the assignment among the files of a submission.

    Args:
        members: Content by path.
        where: How messages name the submission.
        wanted: What the assignment takes.

    Returns:
        The notebook's path and its content, parsed.

    Raises:
        IntakeError: If there is none, more than one, or one that cannot be read.
    """
    books = {path: data for path, data in members.items() if path.lower().endswith(NOTEBOOK)}
    if not books:
        raise IntakeError(
            f"{where} holds no notebook; hand in {wanted.assignment}.ipynb or the zip that the "
            "last cell makes."
        )
    if len(books) == 1:
        ((path, data),) = books.items()
        content = _parse(data, path)
        claimed = _claim(content, wanted)
        if claimed != wanted.assignment:
            other = f"of assignment {claimed!r}" if claimed else "of no assignment of this course"
            raise IntakeError(
                f"{path} is a notebook {other}, not of {wanted.assignment!r}; "
                f"hand in {wanted.assignment}.ipynb."
            )
        return path, content
    ours: dict[str, notebooks.Notebook] = {}
    for path, data in books.items():
        try:
            content = _parse(data, path)
        except IntakeError:
            if PurePosixPath(path).stem == wanted.assignment:
                raise
            continue
        if notebooks.assignment_id(content) == wanted.assignment:
            ours[path] = content
    if len(ours) == 1:
        return next(iter(ours.items()))
    if not ours:
        names = ", ".join(books)
        raise IntakeError(
            f"{where} holds {len(books)} notebooks ({names}), none of assignment "
            f"{wanted.assignment!r}; hand in {wanted.assignment}.ipynb."
        )
    raise IntakeError(
        f"{where} holds {len(ours)} notebooks of {wanted.assignment!r} "
        f"({' and '.join(ours)}); leave the one to grade."
    )


def _claim(content: notebooks.Notebook, wanted: Wanted) -> str | None:
    """The assignment of a lone notebook: what it says, else what its checks show."""
    said = notebooks.assignment_id(content)
    if said is not None:
        return said
    checked = {
        match["id"]
        for cell in content["cells"]
        if cell["cell_type"] == "code"
        for match in _CHECK.finditer(notebooks.source(cell))
    }
    return wanted.assignment if checked and checked <= set(wanted.questions) else None


def _parse(data: bytes, path: str) -> notebooks.Notebook:
    """A notebook from its bytes; an older format is brought to format 4."""
    try:
        return notebooks.parse_notebook(_upgraded(data), path)
    except NotebookError as error:
        raise IntakeError(str(error)) from error


def _upgraded(data: bytes) -> bytes:
    head = data[:3] == b"\xef\xbb\xbf"
    text = data[3:] if head else data
    if b'"worksheets"' not in text:
        return text
    try:
        older = json.loads(text)
        if not isinstance(older, dict) or older.get("nbformat") not in (2, 3):
            return text
        import nbformat  # slow to import, and needed for notebooks of before 2015 only

        newer: Any = nbformat
        return json.dumps(newer.convert(newer.from_dict(older), 4)).encode()
    except Exception:  # noqa: BLE001
        # The converter's errors have no common base. It is no sound notebook of the older format
        # either, and the parser that reads the text next says so.
        return text
