"""Handing in out of a running notebook: what is on disk against what the kernel has run."""

import json
import zipfile

from tests.front_end import FrontEnd

NAME = "tables"
HANDED_IN = f"{NAME}_handin.zip"
TEST = "def test_sum(total, env):\n    pass\n\ndef test_more(total):\n    pass\n"
CELLS = {
    "setup": "from gradekit.notebook.ran import watch\nwatch()",
    "total": "def total(numbers):\n    ...",
    "choice": 'Q1 = mcq("Q1")',
    "helper": "def half(number):\n    return number / 2",
    "last": f'from gradekit.submit import submit\nsubmit("{NAME}", now=True)',
}
ANSWER = "def total(numbers):\n    return sum(numbers)"


def write(path, **changed):
    cells = [
        {
            "id": name,
            "cell_type": "code",
            "metadata": {"tags": ["otter_answer_cell"] if name in ("total", "choice") else []},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for name, source in {**CELLS, "choice": "Q1 = 'A'", **changed}.items()
    ]
    metadata = {"autograder": {"assignment": NAME}, "otter": {"tests": {"t1": TEST}}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook))
    return path


def packed(folder):
    """Text of all cells in the zip."""
    with zipfile.ZipFile(folder / HANDED_IN) as archive:
        cells = json.loads(archive.read(f"{NAME}.ipynb"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def test_an_edit_that_was_not_saved_is_never_left_behind(tmp_path):
    with FrontEnd(write(tmp_path / f"{NAME}.ipynb")) as notebook:
        notebook.edit("def total", ANSWER)
        notebook.edit("Q1 =", "Q1 = 'B'")
        shown = notebook.run_all()
        assert "NOT handed in: t1 (`total`) and Q1 on disk differ from what you ran" in shown
        assert "Save the notebook (Ctrl+S or Cmd+S)" in shown
        assert not (tmp_path / HANDED_IN).exists()
        notebook.save()
        assert "Receipt" in notebook.run("submit")
        assert ANSWER in packed(tmp_path)
        # An edit on disk that was never run is another text than the one that was seen to work.
        notebook.edit("def total", ANSWER.replace("sum", "max"))
        notebook.save()
        assert "t1 (`total`) on disk differs from what you ran" in notebook.run("submit")
        notebook.run("def total")
        assert "Receipt" in notebook.run("submit")
        assert "max(numbers)" in packed(tmp_path)


def test_a_front_end_that_names_no_cells_is_held_by_the_names_that_cells_bind(tmp_path):
    with FrontEnd(write(tmp_path / f"{NAME}.ipynb"), ids=False, told=False) as notebook:
        notebook.edit("def total", ANSWER)
        # A scratch cell that was thrown away is nobody's answer.
        notebook.type("scratch = 1")
        notebook.edit("def half", "def half(number):\n    return number / 4")
        assert "NOT handed in: t1 (`total`) and half on disk differ" in notebook.run_all()
        notebook.save()
        assert "Receipt" in notebook.run("submit")


def test_a_copy_under_another_name_hands_in_itself(tmp_path):
    blank = write(tmp_path / f"{NAME}.ipynb")
    with FrontEnd(write(tmp_path / f"{NAME} (1).ipynb", total=ANSWER)) as notebook:
        shown = notebook.run_all()
    assert f"This notebook is {NAME} (1).ipynb; it goes into the zip as {NAME}.ipynb" in shown
    assert f"{NAME}.ipynb beside it is not handed in" in shown
    assert ANSWER in packed(tmp_path)
    assert ANSWER not in blank.read_text()


def test_after_a_rename_or_a_save_under_another_name_the_file_is_known_by_what_it_holds(tmp_path):
    path = write(tmp_path / f"{NAME}.ipynb")
    with FrontEnd(path) as notebook:
        notebook.edit("def total", ANSWER)
        notebook.run_all()
        notebook.save(tmp_path / "mine.ipynb")
        assert "This notebook is mine.ipynb" in notebook.run("submit")
        assert ANSWER in packed(tmp_path)
        path.unlink()
        assert "This notebook is mine.ipynb" in notebook.run("submit")


def test_the_wrong_notebook_and_a_fresh_kernel_are_said(tmp_path):
    path = write(tmp_path / f"{NAME}.ipynb")
    with FrontEnd(path) as notebook:
        shown = notebook.run("submit")
        assert "None of your answers has been run since the kernel started" in shown
        assert "Receipt" in shown
        shown = notebook.type('submit("others", now=True)')
        assert f"{NAME}.ipynb of {NAME}, and the cell asks for others" in shown
        # VS Code names the file by a variable.
        other = write(tmp_path / "elsewhere.ipynb", total=ANSWER)
        notebook.type(f"__vsc_ipynb_file__ = {str(other)!r}")
        assert "This notebook is elsewhere.ipynb" in notebook.run("submit")


def test_run_all_offers_a_button_and_the_button_packs(tmp_path):
    path = write(tmp_path / f"{NAME}.ipynb", last=CELLS["last"].replace(", now=True", ""))
    with FrontEnd(path) as notebook:
        shown = notebook.run_all()
        assert f'Ready. Press the button below, or run `submit("{NAME}", now=True)`' in shown
        assert not (tmp_path / HANDED_IN).exists()
        press = (
            "from ipywidgets import Button, Widget\n"
            "from ipywidgets.widgets.widget import _instances\n"
            "[button] = [w for w in _instances.values() if isinstance(w, Button)]\n"
            "button.click()"
        )
        notebook.type(press)
        assert (tmp_path / HANDED_IN).exists()
