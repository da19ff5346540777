"""Sliders, buttons and options: whose keys are whose, and what axe finds, light and dark."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assignments.tests.front_ends.jupyter import LAB, NOTEBOOK, Notebook
from tests.sampling import COMPLETE

A1 = "a1_convolution"
KEPT = (
    "grader = begin",
    "from gradekit.mcq import",
    "student_id =",
    "digits = data.digits",
    "explorers.flatten",
    "explorers.guess_from_vector",
    "def corr2d",
    'check("q1_3")',
    'practice("P1")',
    "Q1 = mcq",
    'check("Q1")',
    "from gradekit.submit",
)
COMMANDS = ("d", "d", "b", "0", "0")
"""What JupyterLab would take for: delete the cell, insert one, restart the kernel."""
SHOWN = (".gradekit-radios", ".gradekit-keys", ".jp-OutputArea-output [role=status]")


@pytest.fixture(scope="module", params=[LAB, NOTEBOOK] if COMPLETE else [LAB])
def notebook(
    request: pytest.FixtureRequest,
    unzipped: Callable[[str, str], Path],
    opened: Callable[[Path, str], Notebook],
) -> Notebook:
    """The cells of the first assignment that have controls, after Run All."""
    path = unzipped(A1, f"controls-{request.param}")
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"] = [
        cell
        for cell in content["cells"]
        if cell["cell_type"] == "code" and any(words in "".join(cell["source"]) for words in KEPT)
    ]
    path.write_text(json.dumps(content), encoding="utf-8")
    shown = opened(path, request.param)
    with shown.running():
        shown.command("notebook:run-all-cells")
    assert shown.errors() == []
    assert shown.count() == len(KEPT)
    return shown


def press(notebook: Notebook, keys: Sequence[str]) -> None:
    for key in keys:
        notebook.page.keyboard.press(key)


def nothing_happened(notebook: Notebook) -> None:
    """No cell is gone or new, and nobody asks whether the kernel is to be restarted."""
    assert notebook.count() == len(KEPT)
    expect(notebook.page.locator(".jp-Dialog")).to_have_count(0)


def test_a_slider_moves_by_arrow_keys_and_no_key_reaches_the_cell(notebook: Notebook) -> None:
    cell = notebook.cell("explorers.flatten")
    cell.get_by_role("slider", name="row").focus()
    press(notebook, (*COMMANDS, "ArrowRight"))
    expect(cell.get_by_text("Row 15 becomes")).to_be_visible()
    nothing_happened(notebook)


def test_digits_answer_the_guessing_game(notebook: Notebook) -> None:
    cell = notebook.cell("explorers.guess_from_vector")
    cell.get_by_role("button", name="New image").focus()
    press(notebook, ("d", "d", "7"))
    expect(cell.get_by_text("You guessed 7.")).to_be_visible()
    press(notebook, ("0", "0"))
    nothing_happened(notebook)


@pytest.mark.parametrize("words", ['practice("P1")', "Q1 = mcq"])
def test_options_are_chosen_by_keyboard_and_no_key_reaches_the_cell(
    notebook: Notebook, words: str
) -> None:
    options = notebook.cell(words).get_by_role("radio")
    options.first.focus()
    press(notebook, ("Space", *COMMANDS, "ArrowDown"))
    expect(options.nth(1)).to_be_checked()
    # What is said under them changes with the choice: an explanation, or that it is recorded.
    expect(notebook.cell(words).get_by_role("status")).to_have_text(re.compile(r"\w+ \w+"))
    nothing_happened(notebook)


def test_what_is_a_command_with_ctrl_stays_one_on_an_option(notebook: Notebook) -> None:
    option = notebook.cell("Q1 = mcq").get_by_role("radio").first
    option.focus()
    press(notebook, ("Space",))
    expect(notebook.cell("Q1 = mcq").get_by_role("status")).to_contain_text("recorded")
    press(notebook, ("ControlOrMeta+s",))
    notebook.saved()


def test_axe_finds_nothing_in_light_and_in_dark(notebook: Notebook) -> None:
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.command("apputils:change-theme", theme=theme)
        for words in ("explorers.guess_from_vector", "Q1 = mcq", "from gradekit.submit"):
            notebook.cell(words)
            assert notebook.violations(*SHOWN) == [], (theme, words)
