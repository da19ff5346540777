"""Notebooks in canonical form, so that a one-line edit is a two-line diff.

Canonical: format 4.5, no outputs, no execution counts, fixed metadata, every cell with an id that
is kept or derived from its content, sorted keys, one source line a line, a newline at the end. Test
cells of a source notebook keep the text that they show: Otter's doctests expect it.
Notebooks are plain JSON dictionaries here; nothing is executed and nothing is imported for them.
"""

import copy
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from autograder.records import files
from autograder.records.errors import NotebookError

Notebook = dict[str, Any]
Cell = dict[str, Any]

CELL_TYPES = ("code", "markdown", "raw")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
IGNORE_TAG = "otter_ignore"

# What a cell or a notebook may say about itself. Anything else is a trace of the person or of the
# program that saved it last, and goes.
_CELL_METADATA = ("cellView", "deletable", "editable", "jupyter", "otter", "tags")
_NOTEBOOK_METADATA = ("autograder", "otter")
_TESTS_EDGE = re.compile(r"(?:```otter\s*\n)?#\s+(BEGIN|END)\s+TESTS", re.IGNORECASE)
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def read_notebook(path: Path) -> Notebook:
    """Read a notebook file.

    Raises:
        NotebookError: If it cannot be read or is not a notebook; see `parse_notebook`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotebookError(
            f"{path}: cannot be read ({error.strerror}); check the path and its permissions."
        ) from error
    return parse_notebook(data, str(path))


def parse_notebook(data: bytes, where: str) -> Notebook:
    """Read a notebook from its bytes.

    Args:
        data: The file's content.
        where: How messages name the file.

    Returns:
        The notebook, its structure checked: format 4, a list of cells, each with a known type, a
        metadata dictionary and a source of text.

    Raises:
        NotebookError: If it is anything else; the message says what and what to do.
    """
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
        # A lone surrogate is legal in JSON and cannot be written as UTF-8 again.
        json.dumps(notebook, ensure_ascii=False).encode("utf-8")
    except UnicodeError as error:
        raise NotebookError(f"{where}: not UTF-8 text; save it again in Jupyter.") from error
    except (ValueError, RecursionError) as error:
        raise NotebookError(
            f"{where}: not a notebook ({_first_line(error)}); download or save the .ipynb again."
        ) from error
    _check(notebook, where)
    return notebook  # type: ignore[no-any-return]  # checked to be a dictionary


def canonical(notebook: Notebook, *, outputs: bool = False) -> Notebook:
    """The canonical form of a notebook; the argument stays as it is.

    Args:
        notebook: A notebook as `parse_notebook` returns it.
        outputs: Keep outputs and execution counts (for executed solutions).

    Returns:
        A new notebook. `canonical(canonical(n)) == canonical(n)`.
    """
    taken: set[str] = set()
    cells = []
    in_tests = False
    for cell in notebook["cells"]:
        clean = _canonical_cell(cell, outputs)
        if (edge := _TESTS_EDGE.match(source(cell))) and cell["cell_type"] != "code":
            in_tests = edge[1].upper() == "BEGIN"
        elif in_tests and cell["cell_type"] == "code" and not outputs:
            clean["outputs"] = [kept for o in cell.get("outputs", []) if (kept := _text_only(o))]
        clean["id"] = _cell_id(cell, taken)
        taken.add(clean["id"])
        cells.append(clean)
    metadata = {
        key: copy.deepcopy(notebook["metadata"][key])
        for key in _NOTEBOOK_METADATA
        if key in notebook["metadata"]
    }
    metadata["kernelspec"] = dict(KERNEL)
    metadata["language_info"] = {"name": "python"}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def dump_notebook(notebook: Notebook) -> str:
    """The text of a notebook file: sorted keys, one source line a line, newline at the end."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_notebook(path: Path, notebook: Notebook, *, outputs: bool = False) -> None:
    """Write a notebook in canonical form, atomically.

    Args:
        path: The file.
        notebook: Any notebook; it is made canonical first.
        outputs: See `canonical`.
    """
    files.write_text(path, dump_notebook(canonical(notebook, outputs=outputs)))


def is_canonical(data: bytes, where: str) -> bool:
    """Whether a file's content is the canonical form of itself.

    Raises:
        NotebookError: If it is not a notebook.
    """
    return dump_notebook(canonical(parse_notebook(data, where))).encode("utf-8") == data


def source(cell: Cell) -> str:
    """A cell's text as one string."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def tags(cell: Cell) -> tuple[str, ...]:
    """A cell's tags."""
    found = cell["metadata"].get("tags", ())
    return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()


def is_ignored(cell: Cell) -> bool:
    """Whether graders skip the cell: tagged `otter_ignore`, or marked so in Otter's metadata."""
    otter = cell["metadata"].get("otter")
    marked = isinstance(otter, dict) and bool(otter.get("ignore", False))
    return IGNORE_TAG in tags(cell) or marked


def assignment_id(notebook: Notebook) -> str | None:
    """The assignment that a notebook says it belongs to, or None.

    `metadata.autograder.assignment` counts; Otter's `metadata.otter.assignment_name` stands in for
    it when an editor has dropped the former.
    """
    for section, key in (("autograder", "assignment"), ("otter", "assignment_name")):
        found = notebook["metadata"].get(section)
        if isinstance(found, dict) and isinstance(found.get(key), str):
            return str(found[key])
    return None


def new_cell(kind: str, text: str, *, tags: Sequence[str] = ()) -> Cell:
    """A cell without an id; the canonical form gives it one.

    Args:
        kind: `code`, `markdown` or `raw`.
        text: Its source.
        tags: Its tags.
    """
    metadata = {"tags": list(tags)} if tags else {}
    cell: Cell = {"cell_type": kind, "metadata": metadata, "source": text}
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    return cell


def new_notebook(cells: Iterable[Cell], assignment: str) -> Notebook:
    """A canonical notebook of these cells that names its assignment."""
    metadata = {"autograder": {"assignment": assignment}}
    return canonical({"cells": list(cells), "metadata": metadata})


def _canonical_cell(cell: Cell, outputs: bool) -> Cell:
    given = cell["metadata"]
    metadata = {key: copy.deepcopy(given[key]) for key in _CELL_METADATA if key in given}
    if not metadata.get("tags", True):
        del metadata["tags"]
    clean: Cell = {"cell_type": cell["cell_type"], "metadata": metadata}
    clean["source"] = source(cell).splitlines(keepends=True)
    if cell["cell_type"] == "code":
        clean["outputs"] = copy.deepcopy(cell.get("outputs", [])) if outputs else []
        clean["execution_count"] = cell.get("execution_count") if outputs else None
    elif cell.get("attachments"):
        clean["attachments"] = copy.deepcopy(cell["attachments"])
    return clean


def _text_only(output: Any) -> dict[str, Any] | None:
    """What a cell shows as text, without counts and pictures; None if it shows no text."""
    if not isinstance(output, dict):
        return None
    if output.get("output_type") == "stream" and output.get("name") == "stdout":
        text: Any = output.get("text", "")
        return {"output_type": "stream", "name": "stdout", "text": text}
    data = output.get("data")
    if output.get("output_type") != "execute_result" or not isinstance(data, dict):
        return None
    plain = {key: copy.deepcopy(value) for key, value in data.items() if key == "text/plain"}
    return {
        "output_type": "execute_result",
        "data": plain,
        "metadata": {},
        "execution_count": None,
    }


def _cell_id(cell: Cell, taken: set[str]) -> str:
    """The cell's own id if it is valid and free, else one from its content and its turn."""
    own = cell.get("id")
    if isinstance(own, str) and _CELL_ID.fullmatch(own) and own not in taken:
        return own
    for turn in range(len(taken) + 1):
        text = f"{cell['cell_type']}\n{turn}\n{source(cell)}"
        derived = hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
        if derived not in taken:
            return derived
    raise AssertionError("one of n + 1 different ids is not among n")


def _check(notebook: object, where: str) -> None:
    if not isinstance(notebook, dict) or "cells" not in notebook:
        older = isinstance(notebook, dict) and "worksheets" in notebook
        what = "a notebook of format 3" if older else "JSON, but not a notebook"
        raise NotebookError(f"{where}: {what}; open it in Jupyter and save it again.")
    if notebook.get("nbformat") != 4:
        raise NotebookError(
            f"{where}: notebook format {notebook.get('nbformat')!r} is not supported, only 4; "
            "open it in Jupyter and save it again."
        )
    if not isinstance(notebook.get("metadata"), dict) or not isinstance(notebook["cells"], list):
        raise NotebookError(f"{where}: its metadata or cells are damaged; save it again.")
    for number, cell in enumerate(notebook["cells"], 1):
        if not _cell_is_sound(cell):
            raise NotebookError(f"{where}: cell {number} is damaged; save the notebook again.")


def _cell_is_sound(cell: object) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in CELL_TYPES:
        return False
    if not isinstance(cell.get("metadata"), dict):
        return False
    text = cell.get("source")
    lines = text if isinstance(text, list) else [text]
    return all(isinstance(line, str) for line in lines)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
