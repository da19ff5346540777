"""The last cell of a notebook: check what is there and pack it for handing in."""

import json
import sys
import time
import zipfile
from datetime import datetime
from pathlib import Path

from gradekit.answers import FILE_NAME
from gradekit.display import in_notebook
from gradekit.mcq import emit_receipts
from gradekit.training.handout import read_tasks
from gradekit.training.tasks import CHECKPOINT_BYTES, CHECKPOINT_SUFFIXES

# A notebook that was saved longer ago than this may lack the last answers.
_FRESH_SECONDS = 120.0


def submit(assignment: str, folder: Path | None = None) -> None:
    """Pack the notebook and its answers into a zip to hand in; nothing is sent anywhere.

    The zip is named as Otter names it, `<assignment>_<year>_<month>_..._<microseconds>.zip`. The
    receipts of all multiple-choice answers are shown again, so that the notebook alone carries
    them. A checkpoint of a network that the notebook asks for goes along if it lies beside it. What
    is missing is said in words.

    Args:
        assignment: Id of the assignment, which is the notebook's name.
        folder: Where the notebook lies; the working folder by default.
    """
    folder = Path.cwd() if folder is None else folder
    open_questions = emit_receipts(folder)
    if open_questions:
        print(f"Not answered yet: {', '.join(open_questions)}. You can hand in all the same.")
    else:
        print("All multiple-choice questions are answered.")
    if "google.colab" in sys.modules:
        print(
            "On Colab: run this cell, choose File > Save, then File > Download > Download .ipynb, "
            f"and hand in that notebook. It carries your answers; {FILE_NAME} need not go with it."
        )
        return
    notebook = folder / f"{assignment}.ipynb"
    if not notebook.is_file():
        print(
            f"There is no {notebook.name} here. If you have renamed the notebook, give it its name "
            "back, save it, and run this cell again."
        )
        return
    _say_how_fresh(notebook)
    target = folder / f"{assignment}_{datetime.now():%Y_%m_%dT%H_%M_%S_%f}.zip"
    answers = folder / FILE_NAME
    _pack([notebook, *([answers] if answers.is_file() else []), *_checkpoints(notebook)], target)
    print(f"Hand in {target.name} ({target.stat().st_size / 1024:.0f} KB).")


def _say_how_fresh(notebook: Path) -> None:
    """Say when the notebook was saved, and how many cells of the saved copy never ran."""
    age = max(0.0, time.time() - notebook.stat().st_mtime)
    if in_notebook() and age > _FRESH_SECONDS:
        print(
            f"Save the notebook (Ctrl+S or Cmd+S) and run this cell again: the copy on disk is "
            f"{age / 60:.0f} minutes old, and that copy is what goes into the zip."
        )
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"])]
    never = [cell for cell in code if cell.get("execution_count") is None]
    if never and len(never) < len(code):
        print(
            f"In the saved copy {len(never)} of {len(code)} code cells have not been run. That "
            "does not matter for grading, which runs them all from the top; Run All shows whether "
            "they work."
        )


def _checkpoints(notebook: Path) -> list[Path]:
    """Checkpoints beside a notebook of networks that it asks for: one for each, not too large."""
    chosen = []
    for name, task in read_tasks(notebook.parent).items():
        there = [notebook.with_name(name + suffix) for suffix in CHECKPOINT_SUFFIXES]
        files = [path for path in there if path.is_file()]
        if not files or not task.takes_checkpoint:
            continue
        if len(files) > 1:
            others = " and ".join(path.name for path in files[1:])
            print(f"{files[0].name} goes along; {others} stays here, one for a network is enough.")
        if files[0].stat().st_size > CHECKPOINT_BYTES:
            limit = CHECKPOINT_BYTES // 2**20
            print(f"{files[0].name} stays here: it is larger than {limit} MiB.")
        else:
            print(f"{files[0].name} goes along: its accuracy is provisional and gives no points.")
            chosen.append(files[0])
    return chosen


def _pack(files: list[Path], target: Path) -> None:
    """Write the zip under another name first: a half-written one is never handed in."""
    draft = target.with_suffix(".part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        # By name alone: the entry gets the time of handing in, whatever the file's own may be.
        for path in files:
            archive.writestr(path.name, path.read_bytes())
        archive.writestr("__zip_filename__", target.name)
    draft.replace(target)
