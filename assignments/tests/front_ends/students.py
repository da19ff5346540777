"""Two students: one who does everything with the mouse, and one who has no mouse."""

import re
from typing import Protocol

from playwright.sync_api import Locator, expect

from assignments.tests.front_ends.jupyter import LAB, Notebook

RUN_ALL = "Run All Cells"
RESTART = "Restart Kernel and Run All Cells"
SAVE = "Save Notebook"
_RUN = "Run Selected Cell"


class Student(Protocol):
    """What a student does at a notebook; nothing waits but for what the page shows."""

    def run_all(self) -> None:
        """Run every cell from the top."""

    def restart(self) -> None:
        """Restart the kernel and run every cell."""

    def write(self, words: str, source: str) -> None:
        """Replace the text of the cell with these words, and run it."""

    def run(self, words: str) -> None:
        """Run the cell with these words."""

    def choose(self, words: str, option: str) -> None:
        """Choose an option under the cell with these words."""

    def press(self, words: str, button: str) -> None:
        """Press a button under the cell with these words."""

    def save(self) -> None:
        """Save the notebook."""

    def rename(self, name: str) -> None:
        """Give the notebook's file another name."""


class WithMouse:
    """Clicks; types text and nothing else.

    Args:
        opened: The notebook.
    """

    def __init__(self, opened: Notebook) -> None:
        self._opened = opened
        self._page = opened.page

    def run_all(self) -> None:
        with self._opened.running():
            self._menu("Run", RUN_ALL)

    def restart(self) -> None:
        with self._opened.running():
            self._menu("Kernel", RESTART)
            self._page.locator(".jp-Dialog .jp-mod-accept").click()

    def write(self, words: str, source: str) -> None:
        cell = self._opened.cell(words)
        if cell.locator(".jp-MarkdownOutput").is_visible():
            cell.locator(".jp-MarkdownOutput").dblclick()
        cell.locator(".cm-content").click()
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.insert_text(source)
        with self._opened.running(self._opened.index(source)):
            self._menu("Run", _RUN)

    def run(self, words: str) -> None:
        self._opened.cell(words).locator(".jp-InputPrompt").click()
        with self._opened.running(self._opened.index(words)):
            self._menu("Run", _RUN)

    def choose(self, words: str, option: str) -> None:
        self._opened.cell(words).get_by_text(option, exact=True).click()

    def press(self, words: str, button: str) -> None:
        self._opened.cell(words).get_by_role("button", name=button).click()

    def save(self) -> None:
        self._menu("File", SAVE)
        self._opened.saved()

    def rename(self, name: str) -> None:
        self._menu("File", _rename(self._opened))
        _enter_name(self._opened, name)
        self._page.locator(".jp-Dialog .jp-mod-accept").click()
        self._opened.renamed(name)

    def _menu(self, menu: str, item: str) -> None:
        self._page.locator(".lm-MenuBar-item").get_by_text(menu, exact=True).click()
        entry = self._page.locator(".lm-Menu-item", has_text=re.compile(f"^{item}"))
        entry.first.click()


class WithKeys:
    """Has a keyboard and no mouse.

    Args:
        opened: The notebook.
    """

    def __init__(self, opened: Notebook) -> None:
        self._opened = opened
        self._keys = opened.page.keyboard

    def run_all(self) -> None:
        with self._opened.running():
            self._palette(RUN_ALL)

    def restart(self) -> None:
        with self._opened.running():
            self._palette(RESTART)
            self._opened.page.locator(".jp-Dialog").wait_for()
            self._keys.press("Enter")

    def write(self, words: str, source: str) -> None:
        self._go(words)
        self._keys.press("Enter")
        self._keys.press("ControlOrMeta+a")
        self._keys.insert_text(source)
        with self._opened.running(self._opened.index(source)):
            self._keys.press("ControlOrMeta+Enter")

    def run(self, words: str) -> None:
        self._go(words)
        with self._opened.running(self._opened.index(words)):
            self._keys.press("ControlOrMeta+Enter")

    def choose(self, words: str, option: str) -> None:
        cell = self._opened.cell(words)
        self._reach(words, cell.get_by_role("radio"))
        self._keys.press("Space")
        wanted = cell.get_by_label(option, exact=True)
        for _ in range(cell.get_by_role("radio").count()):
            if wanted.is_checked():
                break
            self._keys.press("ArrowDown")
        expect(wanted).to_be_checked()

    def press(self, words: str, button: str) -> None:
        self._reach(words, self._opened.cell(words).get_by_role("button", name=button))
        self._keys.press("Enter")

    def save(self) -> None:
        self._keys.press("ControlOrMeta+s")
        self._opened.saved()

    def rename(self, name: str) -> None:
        self._menu("File", _rename(self._opened))
        _enter_name(self._opened, name)
        self._keys.press("Enter")
        self._opened.renamed(name)

    def _go(self, words: str) -> None:
        """Walk to a cell as command mode has it."""
        wanted = self._opened.index(words)
        self._keys.press("Escape")
        if self._opened.front_end == LAB and not _focused(self._opened.page.locator(_NOTEBOOK)):
            # JupyterLab's way back from its menus and panels into the document.
            self._keys.press("ControlOrMeta+Shift+]")
        place = self._opened.page.locator(_NOTEBOOK)
        for _ in range(_STEPS_BACK):
            # From a control under a cell it is a few steps back to the cell.
            if not _focused(place):
                self._keys.press("Shift+Tab")
        self._tab_to(place, "the notebook")
        while steps := wanted - self._opened.active():
            for _ in range(abs(steps)):
                self._keys.press("ArrowDown" if steps > 0 else "ArrowUp")
            # Where no step leads on there is no way.
            assert wanted - self._opened.active() != steps, words
        assert self._opened.active() == wanted, words

    def _reach(self, words: str, controls: Locator) -> None:
        """Tab until one of the controls under a cell has the focus."""
        self._go(words)
        self._tab_to(controls, words)

    def _tab_to(self, controls: Locator, where: str) -> None:
        for _ in range(_MOST_TABS):
            if _focused(controls):
                return
            self._keys.press("Tab")
        raise AssertionError(f"no way leads to the controls of {where} by keyboard")

    def _menu(self, menu: str, item: str) -> None:
        """Walk to an entry of a menu, for what the palette does not offer."""
        self._keys.press("Escape")
        bar = self._opened.page.locator(".lm-MenuBar-item")
        self._tab_to(bar, menu)
        while not _focused(bar.filter(has_text=menu)):
            self._keys.press("ArrowRight")
        self._keys.press("Enter")
        active = self._opened.page.locator(".lm-Menu-item.lm-mod-active")
        active.wait_for()
        while not (active.text_content() or "").startswith(item):
            self._keys.press("ArrowDown")
        self._keys.press("Enter")

    def _palette(self, label: str) -> None:
        self._keys.press("ControlOrMeta+Shift+c")
        field = self._opened.page.locator(".lm-CommandPalette-input").first
        expect(field).to_be_focused()
        self._keys.press("ControlOrMeta+a")
        self._keys.insert_text(label)
        active = self._opened.page.locator(".lm-CommandPalette-item.lm-mod-active")
        expect(active).to_contain_text(label)
        self._keys.press("Enter")


_MOST_TABS = 100
_STEPS_BACK = 5
_NOTEBOOK = ".jp-Notebook, .jp-WindowedPanel-outer, .jp-Cell, .jp-Notebook .cm-content"


def _focused(controls: Locator) -> bool:
    return bool(controls.evaluate_all("(all) => all.includes(document.activeElement)"))


def _rename(opened: Notebook) -> str:
    return "Rename Notebook" if opened.front_end == LAB else "Rename"


def _enter_name(opened: Notebook, name: str) -> None:
    field = opened.page.locator(".jp-Dialog input[type=text], .jp-Dialog input:not([type])").first
    expect(field).to_be_focused()
    opened.page.keyboard.press("ControlOrMeta+a")
    opened.page.keyboard.insert_text(name)
