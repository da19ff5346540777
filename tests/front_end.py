"""A notebook open in a front-end: an own copy of the cells, a real kernel, a file on disk.

It does what JupyterLab does and a test can see: it sends each cell with its id, it writes the file
only when it is told to save, and it names the file to the kernel when that starts.
"""

import copy
import json
import os
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

SECONDS = 120


class FrontEnd:
    """A notebook that somebody works in."""

    def __init__(self, path: Path, *, told: bool = True, ids: bool = True, **more: str) -> None:
        self.path = path
        self.cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        self._ids = ids
        self._manager = KernelManager(kernel_name="python3")
        session = {"JPY_SESSION_NAME": str(path)} if told else {}
        kept = {key: value for key, value in os.environ.items() if key != "JPY_SESSION_NAME"}
        self._manager.start_kernel(cwd=str(path.parent), env={**kept, **session, **more})
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=SECONDS)

    def __enter__(self) -> "FrontEnd":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def edit(self, where: str, source: str) -> None:
        """Replace the text of the cell that holds these words; the file stays as it is."""
        self.cells[self.find(where)]["source"] = source

    def find(self, where: str) -> int:
        """Position of the only cell whose text holds these words."""
        (position,) = [at for at, cell in enumerate(self.cells) if where in "".join(cell["source"])]
        return position

    def save(self, path: Path | None = None) -> None:
        """Write the cells to the file, or to another one."""
        notebook = json.loads(self.path.read_text(encoding="utf-8"))
        notebook["cells"] = copy.deepcopy(self.cells)
        (path or self.path).write_text(json.dumps(notebook), encoding="utf-8")

    def run(self, where: str) -> str:
        """Run the cell that holds these words; what it showed, as text."""
        return self._execute(self.cells[self.find(where)])

    def run_all(self) -> str:
        """Run every code cell from the top; what all of them showed."""
        return "\n".join(self._execute(cell) for cell in self.cells if cell["cell_type"] == "code")

    def type(self, source: str) -> str:
        """Run a line that is no cell of the notebook."""
        return self._execute({"source": source, "outputs": []})

    def _execute(self, cell: dict[str, Any]) -> str:
        content = {
            "code": "".join(cell["source"]),
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        metadata = {"cellId": cell["id"]} if self._ids and "id" in cell else {}
        message = self._client.session.msg("execute_request", content, metadata=metadata)
        self._client.shell_channel.send(message)
        cell["outputs"], cell["execution_count"] = [], 1
        shown: list[str] = []
        while True:
            answer = self._client.get_iopub_msg(timeout=SECONDS)
            if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, told = answer["msg_type"], answer["content"]
            if kind == "status" and told["execution_state"] == "idle":
                return "\n".join(shown)
            if kind == "stream":
                shown.append(told["text"])
            elif kind in ("display_data", "update_display_data", "execute_result"):
                shown.append(told["data"].get("text/plain", ""))
                cell["outputs"].append({"output_type": "display_data", **told})
            elif kind == "error":
                shown.append("\n".join([*told["traceback"], told["evalue"]]))
