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

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
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
        provided: Files that come with the release; a student's copy of them is not missed.
        skipped: What the release skips, see `skipping`; None where it does not say.
    """

    assignment: str
    questions: Collection[str]
    mcqs: Collection[str]
    student_files: Collection[str]
    checkpoints: Collection[str] = ()
    provided: Collection[str] = ()
    skipped: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Chosen:
    """The notebook of a hand-in.

    Attributes:
        path: Its path in the hand-in.
        content: Parsed, of format 4.
        notes: What a reviewer should know of it.
    """

    path: str
    content: notebooks.Notebook
    notes: tuple[str, ...] = ()


def choose_notebook(members: Mapping[str, bytes], where: str, wanted: Wanted) -> Chosen:
    """The one notebook of the assignment among the files of a hand-in.

    Copies that are the same count as one.

    Args:
        members: Content by path; at least one is a notebook.
        where: How messages name the hand-in.
        wanted: What the assignment takes.

    Raises:
        IntakeError: If none is of the assignment, several differ, or it cannot be read.
    """
    books = {path: data for path, data in members.items() if path.lower().endswith(NOTEBOOK)}
    if len(books) == 1:
        ((path, data),) = books.items()
        chosen = _parse(data, path)
        claimed = _claim(chosen.content, wanted)
        if claimed != wanted.assignment:
            other = f"of assignment {claimed!r}" if claimed else "of no assignment of this course"
            raise IntakeError(
                f"{path} is a notebook {other}, not of {wanted.assignment!r}; "
                f"hand in {wanted.assignment}.ipynb."
            )
        return chosen
    ours: dict[str, Chosen] = {}
    unread: list[str] = []
    for path, data in books.items():
        try:
            chosen = _parse(data, path)
        except IntakeError:
            if PurePosixPath(path).stem == wanted.assignment:
                raise
            unread.append(f"{path} cannot be read as a notebook and was passed over.")
            continue
        if notebooks.assignment_id(chosen.content) == wanted.assignment:
            ours[path] = chosen
    if not ours:
        raise IntakeError(
            f"{where} holds {len(books)} notebooks ({', '.join(books)}), none of assignment "
            f"{wanted.assignment!r}; hand in {wanted.assignment}.ipynb."
        )
    first = min(ours, key=lambda path: (PurePosixPath(path).stem != wanted.assignment, len(path)))
    chosen = ours[first]
    if any(_work(other.content) != _work(chosen.content) for other in ours.values()):
        raise IntakeError(
            f"{where} holds {len(ours)} notebooks of {wanted.assignment!r} "
            f"({' and '.join(ours)}); leave the one to grade."
        )
    if len(ours) > 1:
        unread.append(f"{len(ours)} copies of one notebook were handed in; {first} was taken.")
    return Chosen(chosen.path, chosen.content, (*chosen.notes, *unread))


def _work(content: notebooks.Notebook) -> list[tuple[str, str, Any]]:
    """What of a notebook can be graded: its cells and, since they hold receipts, their outputs."""
    return [
        (cell["cell_type"], notebooks.source(cell), (cell["metadata"], cell.get("outputs")))
        for cell in content["cells"]
    ]


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


def _parse(data: bytes, path: str) -> Chosen:
    """A notebook from its bytes; an older format is brought to format 4."""
    text, notes = _whole_characters(_upgraded(data))
    try:
        return Chosen(path, notebooks.parse_notebook(text, path), notes)
    except NotebookError as error:
        raise IntakeError(str(error)) from error


def _whole_characters(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """JSON without halves of characters, which editors leave when they cut an emoji in two."""
    if not _HALF.search(data):
        return data, ()
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # The parser that reads it next says what is wrong with it.
        return data, ()
    text = json.dumps(content, ensure_ascii=False)
    whole = _SURROGATE.sub("\ufffd", text)
    if whole == text:
        return data, ()
    note = "Half a character (a lone surrogate) in the notebook was replaced by a question mark."
    return whole.encode(), (note,)


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
