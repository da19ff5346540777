"""A real JupyterLab or Notebook 7 in a real browser, as a student sits at it.

Nothing here waits for a time to pass: what is waited for is something that the page shows or that
the front-end's own model of the notebook says.
"""

import itertools
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE = 600_000
"""Milliseconds after which something is taken never to come; a busy machine takes its time."""

LAB, NOTEBOOK = "lab", "notebook"
_SETTINGS = {
    # What is not saved stays so, however long a test takes.
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
# JupyterLab opens again what its workspace last had open, and that may stand in front for a moment:
# each notebook has a workspace of its own.
_PATHS = {LAB: "lab/workspaces/{number}/tree/{path}", NOTEBOOK: "notebooks/{path}"}
_NUMBERS = itertools.count()
_PANEL = "window.jupyterapp?.shell.currentWidget"
_SETTLED = f"""() => {{
  const panel = {_PANEL};
  const session = panel?.sessionContext?.session;
  return Boolean(session?.kernel) && session.kernel.status === "idle"
    && panel.context.isReady && !panel.sessionContext.isRestarting;
}}"""


@contextmanager
def served(root: Path, scratch: Path) -> Iterator[str]:
    """A Jupyter server with both front-ends over a folder; its address, with a place for the path.

    Args:
        root: The folder.
        scratch: For settings and logs of its own.
    """
    token = secrets.token_hex()
    runtime = scratch / "runtime"
    own = {
        "JUPYTER_CONFIG_DIR": scratch / "config",
        "JUPYTER_DATA_DIR": scratch / "data",
        "JUPYTER_RUNTIME_DIR": runtime,
        "JUPYTERLAB_SETTINGS_DIR": scratch / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": scratch / "workspaces",
        "IPYTHONDIR": scratch / "ipython",
    }
    # The hand-out brings its libraries along; those of the repository are out of the way.
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *("--ServerApp.port=0", f"--ServerApp.root_dir={root}", "--ServerApp.log_level=ERROR"),
        *(f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True"),
        "--JupyterNotebookApp.expose_app_in_browser=True",
    ]
    for name, content in _SETTINGS.items():
        settings = scratch / "settings" / f"{name}.jupyterlab-settings"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps(content), encoding="utf-8")
    with (scratch / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env={**kept, **{key: str(path) for key, path in own.items()}}, stderr=log
        )
        try:
            while (url := _address(runtime)) is None:
                assert server.poll() is None, (scratch / "log").read_text(encoding="utf-8")
                time.sleep(0.05)
            yield f"{url}{{path}}?token={token}"
        finally:
            server.terminate()
            server.wait()


def _address(runtime: Path) -> str | None:
    """The address that the server has written down; None before it is all there."""
    for path in runtime.glob("jpserver-*.json"):
        try:
            return str(json.loads(path.read_text(encoding="utf-8"))["url"])
        except ValueError:
            return None
    return None


class Notebook:
    """A notebook that somebody has open in a front-end.

    Args:
        page: The page that it is in.
        front_end: `lab` or `notebook`.
    """

    def __init__(self, page: Page, front_end: str) -> None:
        self.page = page
        self.front_end = front_end

    @classmethod
    def open(cls, browser: Browser, address: str, path: str, front_end: str) -> "Notebook":
        """Open a file and wait until its kernel is there.

        Args:
            browser: The browser.
            address: As `served` gives it.
            path: The file, from the server's folder.
            front_end: `lab` or `notebook`.
        """
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page = context.new_page()
        opened = cls(page, front_end)
        there = _PATHS[front_end].format(number=next(_NUMBERS), path=path)
        page.goto(address.format(path=there))
        opened.settle()
        found = page.evaluate(f"() => {_PANEL}.context.path")
        assert found == path, f"{found} stands in front of {path}"
        return opened

    def settle(self) -> None:
        """Wait until the kernel is there and has nothing to do."""
        self.page.wait_for_function(_SETTLED)

    @contextmanager
    def running(self, index: int | None = None) -> Iterator[None]:
        """Wait after the body until a cell has been run, or rendered, once more.

        Args:
            index: Its position; the last code cell's if left out.
        """
        self.page.evaluate(
            f"""(index) => {{
              const cells = {_PANEL}.content.widgets;
              const code = (cell) => cell.model.type === "code";
              const cell = index === null ? cells.findLast(code) : cells[index];
              window.tested = {{ done: () => cell.rendered }};
              if (!code(cell)) return;
              let ran = false;
              window.tested.done = () => ran;
              cell.model.stateChanged.connect((_, change) => {{
                ran ||= change.name === "executionCount" && Boolean(change.newValue);
              }});
            }}""",
            index,
        )
        yield
        self.page.wait_for_function("() => window.tested.done()")
        self.settle()

    def saved(self) -> None:
        """Wait until what is on the screen is on the disk."""
        self.page.wait_for_function(f"() => !{_PANEL}.context.model.dirty")

    def renamed(self, name: str) -> None:
        """Wait until the file is called so."""
        self.page.wait_for_function(f"(name) => {_PANEL}.context.path.endsWith(name)", arg=name)

    def active(self) -> int:
        """Position of the cell that the front-end takes commands for."""
        return int(self.page.evaluate(f"() => {_PANEL}.content.activeCellIndex"))

    def command(self, name: str, **arguments: Any) -> None:
        """Let the front-end do something by its command's name; a question of its own is told."""
        asked: str | None = self.page.evaluate(
            """async ([name, arguments_]) => {
              const done = window.jupyterapp.commands.execute(name, arguments_).then(() => null);
              let look;
              const asks = new Promise((resolve) => {
                look = setInterval(() => {
                  const dialog = document.querySelector(".jp-Dialog");
                  if (dialog) resolve(dialog.innerText);
                }, 200);
              });
              const first = await Promise.race([done, asks]);
              clearInterval(look);
              return first;
            }""",
            [name, arguments],
        )
        assert asked is None, f"{name}: the front-end asks {asked!r}"

    def index(self, words: str) -> int:
        """Position of the last cell whose source holds these words."""
        found = self.page.evaluate(
            f"(words) => {_PANEL}.content.widgets.findLastIndex("
            "(cell) => cell.model.sharedModel.getSource().includes(words))",
            words,
        )
        assert found >= 0, words
        return int(found)

    def cell(self, words: str) -> Locator:
        """The cell whose source holds these words, scrolled into view."""
        index = self.index(words)
        name = f"cell-{index}"
        self.page.evaluate(
            f"""async ([index, name]) => {{
              const content = {_PANEL}.content;
              await content.scrollToItem(index, "center");
              content.widgets[index].node.dataset.tested = name;
            }}""",
            [index, name],
        )
        return self.page.locator(f'.jp-Cell[data-tested="{name}"]')

    def count(self) -> int:
        """How many cells there are."""
        return int(self.page.evaluate(f"() => {_PANEL}.content.widgets.length"))

    def shown(self, words: str) -> str:
        """What the cell with these words shows, as text."""
        return str(
            self.page.evaluate(
                f"""(index) => {_PANEL}.content.widgets[index].model.outputs.toJSON()
                  .map((one) => one.text ?? one.data?.["text/plain"] ?? one.evalue ?? "")
                  .flat().join("\\n")""",
                self.index(words),
            )
        )

    def errors(self) -> list[str]:
        """Every exception that a cell ended with."""
        found: list[str] = self.page.evaluate(
            f"""() => {_PANEL}.content.widgets.filter((cell) => cell.model.type === "code")
              .flatMap((cell) => cell.model.outputs.toJSON())
              .filter((one) => one.output_type === "error")
              .map((one) => `${{one.ename}}: ${{one.evalue}}`)"""
        )
        return found

    def left_out(self) -> list[str]:
        """Every code cell that was not run: what the front-end says of it, and its source."""
        found: list[str] = self.page.evaluate(
            f"""() => {_PANEL}.content.widgets
              .filter((cell) => cell.model.type === "code" && !cell.model.executionCount)
              .filter((cell) => cell.model.sharedModel.getSource().trim())
              .map((cell) => `${{cell.model.executionState}}, kernel `
                + `${{{_PANEL}.sessionContext.session.kernel.status}}: `
                + cell.model.sharedModel.getSource())"""
        )
        return found

    def pictures(self) -> dict[str, int]:
        """How many pictures each cell shows, by the cell's id."""
        found: dict[str, int] = self.page.evaluate(
            f"""() => Object.fromEntries({_PANEL}.content.widgets
              .filter((cell) => cell.model.type === "code")
              .map((cell) => [cell.model.id, cell.model.outputs.toJSON()
                .filter((one) => one.data?.["image/png"]).length]))"""
        )
        return found

    def outputs(self) -> str:
        """What all cells show, as text."""
        return str(
            self.page.evaluate(
                f"""() => {_PANEL}.content.widgets.filter((cell) => cell.model.type === "code")
                  .flatMap((cell) => cell.model.outputs.toJSON())
                  .map((one) => [one.text ?? one.data?.["text/plain"] ?? ""].flat().join(""))
                  .join("\\n")"""
            )
        )

    def violations(self, *selectors: str) -> list[str]:
        """What axe finds in the parts of the page that these selectors name."""
        found = Axe().run(self.page, context={"include": [[s] for s in selectors]}).response
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
