"""Executing a notebook from a clean kernel, top to bottom, and keeping its outputs presentable."""

import asyncio
import copy
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from autograder.records.errors import ReleaseError
from autograder.records.notebook import Cell, Notebook, canonical, dump_notebook, source

# Explorers draw pictures instead of widgets, whose state a saved notebook would lose.
_ENVIRONMENT = {"GRADEKIT_STATIC": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_KERNEL_FILE = re.compile(r"/\S*/ipykernel_\d+/\d+\.py")
# Last cells: they check everything again or hand in what is on disk, which is the student's to do.
_NOT_RUN = re.compile(r"^(grader\.(export|check_all)|submit)\(", re.MULTILINE)
_SKIP_TAG = "skip-execution"
_WIDGET = "application/vnd.jupyter.widget-view+json"


def execute(
    notebook: Notebook,
    folder: Path,
    what: str,
    cell_seconds: float = 1800,
    *,
    may_raise: bool = False,
    published: bool = True,
) -> Notebook:
    """Execute a notebook and return it with its outputs.

    Args:
        notebook: The notebook; it stays as it is.
        folder: Working folder, with the support files and libraries.
        what: How a message calls the notebook.
        cell_seconds: Wall seconds after which a cell hangs, training on a busy machine included.
        may_raise: Whether cells may raise; those tagged `raises-exception` always may.
        published: Whether anybody will see the outputs, so that no path of this machine may show.

    Returns:
        A canonical notebook with outputs in which no path of this machine is left.

    Raises:
        ReleaseError: If a cell raises, takes too long, ends the kernel, or prints a path of this
            machine that cannot be cleaned.
    """
    running = nbformat.reads(dump_notebook(notebook), as_version=4)
    for cell in running["cells"]:
        if _is_left_out(cell):
            cell["metadata"].setdefault("tags", []).append(_SKIP_TAG)
    client = NotebookClient(
        running,
        timeout=int(cell_seconds),
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        skip_cells_with_tag=_SKIP_TAG,
        allow_errors=may_raise,
    )
    try:
        # A loop of its own, which is closed: the blocking call of nbclient leaves one behind.
        asyncio.run(
            client.async_execute(
                env={**os.environ, **_ENVIRONMENT},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
    except CellExecutionError as error:
        number = _failed_cell(running)
        raise ReleaseError(
            f"{what}: cell {number} raises {error.ename}: {error.evalue}; correct it in the source."
        ) from error
    except CellTimeoutError as error:
        raise ReleaseError(
            f"{what}: a cell takes longer than {cell_seconds:.0f} s; make it smaller."
        ) from error
    except DeadKernelError as error:
        raise ReleaseError(f"{what}: the kernel died; run it in Jupyter to see where.") from error
    executed = canonical(running, outputs=True)
    for given, cell in zip(notebook["cells"], executed["cells"], strict=True):
        cell["metadata"] = copy.deepcopy(given["metadata"])
    for number, cell in enumerate(executed["cells"], 1):
        cell_outputs = [_clean(output, folder) for output in cell.get("outputs", [])]
        if cell["cell_type"] == "code":
            cell["outputs"] = cell_outputs
        left = machine_path(cell_outputs)
        if left and published:
            raise ReleaseError(
                f"{what}: cell {number} shows a path of this machine, {left}; "
                "print a relative path, or nothing."
            )
    return executed


def machine_path(value: Any) -> str | None:
    """The first path of this machine in a nested value, or None."""
    roots = {str(Path.home()), sys.prefix, sys.base_prefix, tempfile.gettempdir()} - {"/", "/usr"}
    if isinstance(value, str):
        return next((root for root in sorted(roots) if f"{root}/" in value), None)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for part in parts if (found := machine_path(part))), None)


def _failed_cell(notebook: Any) -> int:
    for number, cell in enumerate(notebook["cells"], 1):
        if any(output["output_type"] == "error" for output in cell.get("outputs", [])):
            return number
    return len(notebook["cells"])


def _clean(value: Any, folder: Path) -> Any:
    """An output without paths of this machine and without widgets that nothing stands behind."""
    if isinstance(value, str):
        named = _KERNEL_FILE.sub("notebook.py", value)
        return named.replace(f"{folder}/", "").replace(str(folder), ".")
    if isinstance(value, dict):
        return {key: _clean(part, folder) for key, part in value.items() if key != _WIDGET}
    if isinstance(value, list):
        return [_clean(part, folder) for part in value]
    return value


def same_code(one: Notebook, other: Notebook) -> bool:
    """Whether two notebooks have the same code cells in the same order."""
    return _code(one) == _code(other)


def with_outputs(notebook: Notebook, executed: Notebook) -> Notebook:
    """The notebook with the outputs of an executed one that has the same code cells.

    Cells that a build leaves out have none, whatever they showed to somebody who ran them.
    """
    result = canonical(notebook)
    code = [cell for cell in result["cells"] if cell["cell_type"] == "code"]
    done = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    for cell, ran in zip(code, done, strict=True):
        if not _is_left_out(cell):
            cell["outputs"], cell["execution_count"] = ran["outputs"], ran["execution_count"]
    return canonical(result, outputs=True)


def is_executed(notebook: Notebook) -> bool:
    """Whether every code cell has run."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and source(cell)]
    return all(cell.get("execution_count") for cell in code if not _is_left_out(cell))


def _is_left_out(cell: Cell) -> bool:
    return cell["cell_type"] == "code" and _NOT_RUN.search(source(cell)) is not None


def _code(notebook: Notebook) -> list[str]:
    return [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]
