"""A submission taken in: notebook, declared student files, checkpoints, answers, hash."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.intake import answers as mcq
from autograder.intake.checkpoints import Checkpoint, choose, task_of
from autograder.intake.choose import Wanted, choose_notebook
from autograder.intake.find import (
    ARCHIVE,
    NOTEBOOK,
    Found,
    printable,
    read_plain,
    skipped,
    split_stamp,
    walk,
)
from autograder.intake.unpack import MAX_UNPACKED, MIB, read_archive
from autograder.records import notebook as notebooks
from autograder.records.errors import IntakeError
from gradekit.training.tasks import CHECKPOINT_BYTES

MAX_NOTEBOOK = 64 * MIB
MAX_STUDENT_FILE = 16 * MIB
MAX_CELLS = 5000


@dataclass(frozen=True)
class Cell:
    """A cell of the submitted notebook.

    Attributes:
        number: Its position in the notebook, from 1, as messages name it.
        kind: `code`, `markdown` or `raw`.
        source: Its text, lines ended by a line feed.
        ignored: Whether graders skip it.
        questions: Questions that Otter checks after it, a question without a check cell of its own.
    """

    number: int
    kind: str
    source: str
    ignored: bool
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """One student's work, ready to be graded. Nothing in it is trusted."""

    student: str
    source: Path
    file: str
    cells: tuple[Cell, ...]
    files: Mapping[str, bytes]
    answers: mcq.Answers
    sha256: str
    late: bool | None = None
    notes: tuple[str, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()


def take_in(found: Found, wanted: Wanted) -> Submission:
    """Read one student's work.

    Args:
        found: Where it lies.
        wanted: What the assignment takes from it.

    Raises:
        IntakeError: If it is unsafe, unreadable, or not exactly one notebook of the assignment;
            the message is for the student and names the file.
    """
    where = printable(found.source.name)
    too_large: list[str] = []

    def spared(path: str) -> bool:
        if task_of(path, wanted.checkpoints) is None:
            return False
        too_large.append(path)
        return True

    try:
        members, notes = _members(found.source, where, wanted, spared)
    except OSError as error:
        raise IntakeError(f"{where} cannot be read ({error.strerror}).") from error
    path, content = choose_notebook(members, where, wanted)
    taken = _student_files(members, path, wanted)
    checkpoints = choose(members, too_large, wanted.checkpoints)
    cells = _cells(content, path)
    sources = [cell.source for cell in cells if cell.kind == "code" and not cell.ignored]
    answers = mcq.collect(content, sources, taken.get(mcq.FILE), wanted.mcqs)
    return Submission(
        student=found.student,
        source=found.source,
        file=path,
        cells=cells,
        files={name: held for name, held in taken.items() if name != mcq.FILE},
        answers=answers,
        sha256=_hash(members[path], {**taken, **{c.file: _hashed(c) for c in checkpoints}}),
        late=found.late,
        notes=(*found.notes, *notes, *answers.notes),
        checkpoints=checkpoints,
    )


def _members(
    source: Path, where: str, wanted: Wanted, spared: Callable[[str], bool]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """What is taken of a folder, a zip or a lone notebook, in memory."""
    limit = _limits(wanted)
    if source.is_symlink():
        raise IntakeError(f"{where} is a link; hand in plain files.")
    if not source.is_dir():
        if source.suffix.lower() == ARCHIVE:
            return _unzip(source, where, limit, spared), ()
        return {source.name: read_plain(source, MAX_NOTEBOOK)}, ()
    members: dict[str, bytes] = {}
    archives: list[tuple[str, Path]] = []
    total = 0
    for relative, path in walk(source):
        name = printable(relative)
        bound = limit(name)
        if path.suffix.lower() == ARCHIVE:
            archives.append((name, path))
        elif bound is not None and not (path.stat().st_size > bound and spared(name)):
            members[name] = read_plain(path, bound)
            total += len(members[name])
        if total > MAX_UNPACKED:
            raise IntakeError(f"{where} holds more than {MAX_UNPACKED // MIB} MiB; refused.")
    if any(name.endswith(NOTEBOOK) for name in members) or not archives:
        return members, ()
    latest, notes = _latest(archives, where)
    packed = _unzip(latest, f"{where}/{printable(latest.name)}", limit, spared)
    # A zip is the whole work but for checkpoints, which may be handed in beside it.
    loose = {n: data for n, data in members.items() if task_of(n, wanted.checkpoints) is not None}
    return {**loose, **packed}, notes


def _unzip(
    path: Path, where: str, limit: Callable[[str], int | None], spared: Callable[[str], bool]
) -> dict[str, bytes]:
    return read_archive(read_plain(path, MAX_UNPACKED), where, limit, spared)


def _limits(wanted: Wanted) -> Callable[[str], int | None]:
    """The most bytes of a member by its path; None for what is not taken."""

    def limit(path: str) -> int | None:
        if skipped(path):
            return None
        if path.lower().endswith(NOTEBOOK):
            return MAX_NOTEBOOK
        if any(path == name or path.endswith("/" + name) for name in wanted.student_files):
            return MAX_STUDENT_FILE
        return CHECKPOINT_BYTES if task_of(path, wanted.checkpoints) is not None else None

    return limit


def _latest(archives: list[tuple[str, Path]], where: str) -> tuple[Path, tuple[str, ...]]:
    """The zip to grade when a folder holds several: the one that Otter stamped last."""
    if len(archives) == 1:
        return archives[0][1], ()
    stamped = sorted((split_stamp(path.stem)[1], name, path) for name, path in archives)
    if not stamped[0][0]:
        names = ", ".join(name for name, _ in archives)
        raise IntakeError(f"{where} holds several zips ({names}); leave the one to grade.")
    _, name, path = stamped[-1]
    return path, (f"{len(archives)} zips were handed in; {name} is the latest.",)


def _student_files(members: Mapping[str, bytes], book: str, wanted: Wanted) -> dict[str, bytes]:
    """Declared files, from the notebook's folder first, else from anywhere in the submission."""
    folder = PurePosixPath(book).parent
    taken: dict[str, bytes] = {}
    for name in wanted.student_files:
        beside = str(folder / name)
        elsewhere = sorted(path for path in members if path == name or path.endswith("/" + name))
        if beside in members:
            taken[name] = members[beside]
        elif elsewhere:
            taken[name] = members[elsewhere[0]]
    return taken


def _cells(content: notebooks.Notebook, path: str) -> tuple[Cell, ...]:
    if len(content["cells"]) > MAX_CELLS:
        raise IntakeError(f"{path} has more than {MAX_CELLS} cells; hand in the assignment's.")
    return tuple(
        Cell(
            number,
            cell["cell_type"],
            _line_feeds(notebooks.source(cell)),
            notebooks.is_ignored(cell),
            _attached(cell),
        )
        for number, cell in enumerate(content["cells"], 1)
    )


def _attached(cell: dict[str, Any]) -> tuple[str, ...]:
    """Questions that Otter checks after a cell without a check cell of their own."""
    otter = cell["metadata"].get("otter")
    tests = otter.get("tests") if isinstance(otter, dict) else None
    return tuple(t for t in tests if isinstance(t, str)) if isinstance(tests, list) else ()


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _hashed(checkpoint: Checkpoint) -> bytes:
    """What a checkpoint adds to the hash, so that another one is judged anew."""
    return checkpoint.data or checkpoint.refused.encode()


def _hash(data: bytes, taken: Mapping[str, bytes]) -> str:
    """SHA-256 over the notebook and the files taken, names and lengths included."""
    digest = hashlib.sha256()
    for name, content in sorted({NOTEBOOK: data, **taken}.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
