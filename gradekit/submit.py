"""The last cell of a notebook: look whether all is there and saved, and pack it for handing in."""

import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gradekit.answers import FILE_NAME, damaged
from gradekit.display import framed, interactive
from gradekit.mcq import emit_receipts
from gradekit.notebook.ran import Ran, history
from gradekit.notebook.saved import (
    NotReadable,
    Saved,
    differences,
    executed_answers,
    notebooks_of,
    read_saved,
    running_file,
    written,
)
from gradekit.notebook.say import say
from gradekit.questions import has_questions, questions
from gradekit.receipt import fingerprint, receipt_code
from gradekit.training.handout import read_tasks
from gradekit.training.tasks import CHECKPOINT_BYTES, CHECKPOINT_SUFFIXES

_SAVE = "Save the notebook (Ctrl+S or Cmd+S)"
_OTTERS = "__zip_filename__"
_PREVIEW = 60


@dataclass(frozen=True)
class Packed:
    """A zip to hand in.

    Attributes:
        path: Its file.
        sha256: Hash over what is graded, see `gradekit.receipt`.
    """

    path: Path
    sha256: str

    @property
    def code(self) -> str:
        """The receipt's short code."""
        return receipt_code(self.sha256)


def submit(assignment: str, folder: Path | None = None, *, now: bool = False) -> None:
    """Say whether the notebook can be handed in, and pack it when asked; nothing is sent anywhere.

    *Run All* hands nothing in: without `now` the cell says what would be packed and offers a
    button. What is packed is the notebook on disk, so it is held against what was executed in this
    kernel, and nothing is packed while the two differ.

    The zip is called `<assignment>_handin.zip`, each time. It holds the notebook under its own
    name, the answers, and the checkpoint of a network that the notebook asks for, if one lies
    beside it. The receipts of all multiple-choice answers are shown again, so that the notebook
    alone carries them too.

    Args:
        assignment: Id of the assignment, which is the notebook's name.
        folder: Where the notebook lies; the working folder by default.
        now: Pack at once.
    """
    folder = Path.cwd() if folder is None else folder
    _say_choices(folder)
    if "google.colab" in sys.modules:
        say(
            "On Colab: choose File > Save, then File > Download > Download .ipynb, and hand in "
            f"that notebook. It carries your answers; {FILE_NAME} need not go with it."
        )
        return
    if now:
        pack(assignment, folder)
        return
    saved = _ready(assignment, folder)
    if saved is None:
        return
    by_code = f'submit("{assignment}", now=True)'
    offered = _button(assignment, folder)
    ask = f"Press the button below, or run `{by_code}`" if offered is not None else f"Run {by_code}"
    say(f"Ready. {ask}, to pack {saved.path.name} for handing in.", remark=_written(saved))
    if offered is not None:
        from IPython.display import display

        display(offered)


def pack(assignment: str, folder: Path) -> Packed | None:
    """Pack a notebook, unless what is on disk is not what was executed.

    Args:
        assignment: Id of the assignment.
        folder: Where the notebook lies.

    Returns:
        The zip; None if nothing was packed, after a sentence that says why.
    """
    saved = _ready(assignment, folder)
    if saved is None:
        return None
    files = _beside(folder)
    target = folder / f"{assignment}_handin.zip"
    _write(target, {f"{assignment}.ipynb": saved.data, **files})
    packed = Packed(target, fingerprint(saved.data, files))
    size = target.stat().st_size / 1024
    say(
        f"Hand in {target.name} ({size:.0f} KB). Receipt {packed.code}",
        remark=f"It holds {', '.join([f'{assignment}.ipynb', *files])}, saved "
        f"{_when(saved.path)}. Keep the receipt: whoever grades it can tell by it that this is the "
        f"file. SHA-256 of what is graded: {packed.sha256}",
    )
    return packed


def _ready(assignment: str, folder: Path) -> Saved | None:
    """The notebook to pack; None after a sentence that says what is in the way."""
    past = history()
    try:
        saved, others = _choose(assignment, folder, past)
    except (NotReadable, OSError) as error:
        say(f"NOT handed in: {error}", "wrong")
        return None
    differ = differences(saved, past)
    if differ:
        say(
            f"NOT handed in: {' and '.join(differ)} on disk "
            f"{'differ' if len(differ) > 1 else 'differs'} from what you ran.\n"
            f"{_SAVE}; if it says so again, run the changed cell, save, and run this one.",
            "wrong",
            f"The zip takes {saved.path.name} as it is on disk, saved {_when(saved.path)}.",
        )
        return None
    if saved.path.stem != assignment:
        beside = [other.path.name for other in others if other.path != saved.path]
        stays = f" {' and '.join(beside)} beside it is not handed in." if beside else ""
        say(
            f"This notebook is {saved.path.name}; it goes into the zip as "
            f"{assignment}.ipynb.{stays}",
            "warning",
        )
    if past and not executed_answers(saved, past):
        say(
            "None of your answers has been run since the kernel started, so that they could not "
            f"be held against what you see. {saved.path.name} was saved {_when(saved.path)}.",
            "warning",
        )
    return saved


def _choose(assignment: str, folder: Path, past: Sequence[Ran]) -> tuple[Saved, list[Saved]]:
    """The notebook that runs here, and all of this assignment that lie beside it.

    Raises:
        NotReadable: If there is none, or the one that runs belongs to another assignment.
    """
    others = notebooks_of(folder, assignment)
    told = running_file(folder)
    named = read_saved(told) if told is not None else None
    if named is not None and named.assignment not in ("", assignment):
        raise NotReadable(
            f"this notebook is {named.path.name} of {named.assignment}, and the cell asks for "
            f"{assignment}. Run the last cell of the notebook that you mean."
        )
    # After "Save as" the front-end still names the file of before: the one that holds what was
    # executed is meant.
    matching = [saved for saved in others if not differences(saved, past)]
    if named is not None and (not differences(named, past) or not matching):
        return named, others
    if matching or others:
        return (matching or others)[0], others
    path = folder / f"{assignment}.ipynb"
    if path.is_file():
        return read_saved(path), others
    raise NotReadable(
        f"there is no {path.name} in {folder.resolve()}. {_SAVE} into this folder, under any name, "
        "and run this cell again."
    )


def _say_choices(folder: Path) -> None:
    """Show all receipts again and say which questions are open; nothing where there are none."""
    if not has_questions(folder):
        return
    unanswered = emit_receipts(folder)
    if unanswered:
        if lost := damaged(folder):
            say(lost, "warning")
        say(f"Not answered yet: {', '.join(unanswered)}. You can hand in all the same.", "open")
    elif questions(folder):
        say("All multiple-choice questions are answered.")


def _button(assignment: str, folder: Path) -> object | None:
    """A button that packs; None where nobody can press one."""
    if not interactive():
        return None
    import ipywidgets

    button = ipywidgets.Button(
        description="Pack for handing in",
        tooltip=f"Packs {assignment} into a zip; sends nothing",
        layout=ipywidgets.Layout(width="16em"),
    )
    output = ipywidgets.Output()

    def press(_: object) -> None:
        with output:
            output.clear_output()
            pack(assignment, folder)

    button.on_click(press)
    return framed([button, output])


def _written(saved: Saved) -> str:
    """What goes along of answers in words, which no kernel has seen."""
    lines = [f"{saved.path.name} was saved {_when(saved.path)}."]
    for question, text in written(saved).items():
        short = text if len(text) <= _PREVIEW else f"{text[:_PREVIEW]}..."
        lines.append(f"{question} in it: {short!r}." if text else f"{question} in it: no answer.")
    return " ".join(lines)


def _when(path: Path) -> str:
    return f"at {datetime.fromtimestamp(path.stat().st_mtime).astimezone():%H:%M:%S on %d %B %Y}"


def _beside(folder: Path) -> dict[str, bytes]:
    """The files that go along: the answers, and checkpoints."""
    answers = folder / FILE_NAME
    paths = [*([answers] if answers.is_file() else []), *_checkpoints(folder)]
    return {path.name: path.read_bytes() for path in paths}


def _checkpoints(folder: Path) -> list[Path]:
    """Checkpoints in a folder of networks that the notebook asks for: one for each, if small."""
    chosen = []
    for name, task in read_tasks(folder).items():
        there = [folder / (name + suffix) for suffix in CHECKPOINT_SUFFIXES]
        files = [path for path in there if path.is_file()]
        if not files or not task.takes_checkpoint:
            continue
        if len(files) > 1:
            others = " and ".join(path.name for path in files[1:])
            say(f"{files[0].name} goes along; {others} stays here, one for a network is enough.")
        if files[0].stat().st_size > CHECKPOINT_BYTES:
            limit = CHECKPOINT_BYTES // 2**20
            say(f"{files[0].name} stays here: it is larger than {limit} MiB.", "warning")
        else:
            say(f"{files[0].name} goes along: its accuracy is provisional and gives no points.")
            chosen.append(files[0])
    return chosen


def _write(target: Path, members: dict[str, bytes]) -> None:
    """Write the zip under another name first: a half-written one is never handed in."""
    draft = target.with_suffix(".part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        # By name alone: the entry gets the time of handing in, whatever the file's own may be.
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr(_OTTERS, target.name)
    draft.replace(target)
