"""A submission taken in: notebook, declared student files, checkpoints, answers, hash."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.intake import choices as mcq
from autograder.intake.choose import Chosen, Wanted, choose_notebook
from autograder.intake.find import NOTEBOOK, Found
from autograder.intake.gather import Gathered, gather, litter_names
from autograder.intake.kinds import no_notebook
from autograder.intake.litter import skipped
from autograder.intake.plain_files import MIB
from autograder.intake.skipping import is_skipped
from autograder.intake.untaken import untaken
from autograder.intake.weight_files import Checkpoint, choose, task_of
from autograder.records import notebook as notebooks
from autograder.records.errors import IntakeError
from gradekit.receipt import fingerprint
from gradekit.training.tasks import CHECKPOINT_BYTES

MAX_NOTEBOOK = 64 * MIB
MAX_STUDENT_FILE = 16 * MIB
MAX_CELLS = 5000
_VERSION = re.compile(r"\d{1,3}\.\d{1,3}(\.\w{1,12})?")


@dataclass(frozen=True)
class Cell:
    """A cell of the submitted notebook.

    Attributes:
        number: Its position in the notebook, from 1, as messages name it.
        kind: `code`, `markdown` or `raw`.
        source: Its text, lines ended by a line feed.
        ignored: Whether graders skip it.
        questions: Questions that Otter checks after it, a question without a check cell of its own.
        id: Its id; empty where the program that saved it last has dropped it.
        place: How messages call it if not by its number.
    """

    number: int
    kind: str
    source: str
    ignored: bool
    questions: tuple[str, ...] = ()
    id: str = ""
    place: str = ""

    @property
    def label(self) -> str:
        """What traces name."""
        return self.place or f"cell {self.number}"


@dataclass(frozen=True)
class Submission:
    """One student's work, ready to be graded. Nothing in it is trusted.

    Attributes:
        student: Key of the row.
        known_as: Ids and names of those whose work it is, to hold what a student typed against;
            empty where only the platform's own names are known.
        source: Where it lies.
        file: Path of the notebook in the hand-in.
        cells: Cells of the notebook.
        files: Declared files that the student made, by name.
        answers: To the multiple-choice questions.
        sha256: Over everything that is graded.
        late: Whether it was late; None when nothing says so.
        notes: What a reviewer should know.
        checkpoints: Networks that the student trained.
        untaken: A sentence for the student by the name of each module or file that the notebook
            asks for and that was handed in but is not taken; see `intake.untaken`.
        python: Version of the Python that ran the notebook last, as it says; empty if it does not.
    """

    student: str
    source: Path
    file: str
    cells: tuple[Cell, ...]
    files: Mapping[str, bytes]
    answers: mcq.Choices
    sha256: str
    late: bool | None = None
    notes: tuple[str, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    untaken: Mapping[str, str] = field(default_factory=dict)
    known_as: tuple[str, ...] = ()
    python: str = ""


@dataclass(frozen=True)
class Work:
    """The files of a hand-in that count.

    Attributes:
        held: All that was read, and what was left aside.
        chosen: The notebook.
        files: Declared files, by name.
        moved: Notes on declared files that did not lie beside the notebook.
        too_large: Paths of checkpoints that were not read.
    """

    held: Gathered
    chosen: Chosen
    files: Mapping[str, bytes]
    moved: tuple[str, ...]
    too_large: tuple[str, ...]


def take_in(found: Found, wanted: Wanted) -> Submission:
    """Read one student's work.

    Args:
        found: Where it lies.
        wanted: What the assignment takes from it.

    Raises:
        IntakeError: If it is unsafe, unreadable, or not exactly one notebook of the assignment;
            the message is for the student and names the file.
    """
    read = read_work(found, wanted)
    held, chosen = read.held, read.chosen
    checkpoints = choose(held.members, read.too_large, wanted.checkpoints)
    cells = _cells(chosen.content, chosen.path, wanted)
    codes = [cell for cell in cells if cell.kind == "code"]
    answers = mcq.collect(
        chosen.content,
        [cell.source for cell in codes if not cell.ignored],
        read.files.get(mcq.FILE),
        wanted.mcqs,
    )
    missed = untaken(
        [cell.source for cell in codes],
        [path for path in held.aside if path not in read.too_large],
        (*wanted.provided, *wanted.student_files),
    )
    passed_over = litter_names(held.litter)
    return Submission(
        student=found.student,
        source=found.source,
        file=chosen.path,
        cells=cells,
        files={name: data for name, data in read.files.items() if name != mcq.FILE},
        answers=answers,
        sha256=fingerprint(
            held.members[chosen.path], {**read.files, **{c.file: _hashed(c) for c in checkpoints}}
        ),
        late=found.late,
        notes=(
            *found.notes,
            *held.notes,
            *chosen.notes,
            *read.moved,
            *missed.values(),
            *((f"Passed over: {passed_over}.",) if passed_over else ()),
            *_run_all_the_same(chosen.content, cells),
            *answers.notes,
        ),
        checkpoints=checkpoints,
        untaken=missed,
        known_as=_known_as(found),
        python=_python(chosen.content),
    )


def read_work(found: Found, wanted: Wanted) -> Work:
    """Read the files of one student's work that count, before anything is made of them.

    Raises:
        IntakeError: See `take_in`.
    """
    if found.refusal:
        raise IntakeError(found.refusal)
    too_large: list[str] = []

    def spared(path: str) -> bool:
        if task_of(path, wanted.checkpoints) is None:
            return False
        too_large.append(path)
        return True

    def checkpoint(path: str) -> int | None:
        return CHECKPOINT_BYTES if task_of(path, wanted.checkpoints) is not None else None

    try:
        held = gather(found, _limits(wanted), spared, MAX_NOTEBOOK, checkpoint)
    except OSError as error:
        raise IntakeError(f"{found.file} cannot be read ({error.strerror}).") from error
    if not held.has_notebook:
        names = [*held.members, *held.aside]
        raise IntakeError(no_notebook(found.file, names, wanted.assignment))
    chosen = choose_notebook(held.members, found.file, wanted)
    files, moved = _student_files(held.members, chosen.path, wanted)
    return Work(held, chosen, files, tuple(moved), tuple(too_large))


def _known_as(found: Found) -> tuple[str, ...]:
    if found.who is None:
        return (found.student,)
    people = found.members or (found.who,)
    if not all(one.student_id for one in people):
        return ()
    return tuple(value for one in people for value in vars(one).values() if value)


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


def _student_files(
    members: Mapping[str, bytes], book: str, wanted: Wanted
) -> tuple[dict[str, bytes], list[str]]:
    """Declared files, from the notebook's folder first, else from anywhere in the hand-in."""
    folder = PurePosixPath(book).parent
    taken: dict[str, bytes] = {}
    notes: list[str] = []
    for name in wanted.student_files:
        beside = str(folder / name)
        elsewhere = sorted(path for path in members if path == name or path.endswith("/" + name))
        if beside in members:
            taken[name] = members[beside]
        elif elsewhere:
            taken[name] = members[elsewhere[0]]
            notes.append(
                f"{name} belongs beside the notebook and was taken from {elsewhere[0]}"
                + (f", the first of {len(elsewhere)}." if len(elsewhere) > 1 else ".")
            )
    return taken, notes


def _cells(content: notebooks.Notebook, path: str, wanted: Wanted) -> tuple[Cell, ...]:
    if len(content["cells"]) > MAX_CELLS:
        raise IntakeError(f"{path} has more than {MAX_CELLS} cells; hand in the assignment's.")
    return tuple(
        Cell(
            number,
            cell["cell_type"],
            _line_feeds(notebooks.source(cell)),
            is_skipped(cell, wanted.skipped),
            _attached(cell),
            cell["id"] if isinstance(cell.get("id"), str) else "",
        )
        for number, cell in enumerate(content["cells"], 1)
    )


def _run_all_the_same(content: notebooks.Notebook, cells: Sequence[Cell]) -> Iterator[str]:
    """A note on each cell whose tag would skip it, and which is none of the release's."""
    for given, cell in zip(content["cells"], cells, strict=True):
        if notebooks.is_ignored(given) and not cell.ignored:
            yield (
                f"Cell {cell.number} has the tag of a skipped cell, probably copied with one; it "
                "defines something and was run."
            )


def _attached(cell: dict[str, Any]) -> tuple[str, ...]:
    """Questions that Otter checks after a cell without a check cell of their own."""
    otter = cell["metadata"].get("otter")
    tests = otter.get("tests") if isinstance(otter, dict) else None
    return tuple(t for t in tests if isinstance(t, str)) if isinstance(tests, list) else ()


def _python(content: notebooks.Notebook) -> str:
    info = content["metadata"].get("language_info")
    version = info.get("version") if isinstance(info, dict) else None
    return version if isinstance(version, str) and _VERSION.fullmatch(version) else ""


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _hashed(checkpoint: Checkpoint) -> bytes:
    """What a checkpoint adds to the hash, so that another one is judged anew."""
    return checkpoint.data or checkpoint.refused.encode()
