"""The first notebook as a lesson: its form, its facts, and that it runs before anything is done."""

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.records.notebook import is_ignored, read_notebook, source
from autograder.release.mcq import read_bank
from cnnkit.checks import trace_task
from cnnkit.data.drawn_digits import generated_digits
from gradekit.notebook.receipts import RECEIPT_TYPE

ROOT = Path(__file__).parents[2]
NAME = "a1_convolution"
NOTEBOOK = read_notebook(ROOT / "assignments" / NAME / f"{NAME}.ipynb")
CELLS = NOTEBOOK["cells"]
CODE = [cell for cell in CELLS if cell["cell_type"] == "code"]
TEXT = "\n\n".join(source(cell) for cell in CELLS if cell["cell_type"] == "markdown")


def in_tests(index):
    """Whether a cell lies in a block of tests, which is not the lesson's text."""
    raws = [source(cell) for cell in CELLS[:index] if cell["cell_type"] == "raw"]
    return bool(raws) and raws[-1].startswith("# BEGIN TESTS")


LESSON = [c for i, c in enumerate(CELLS) if c["cell_type"] == "code" and not in_tests(i)]


def points_by_question():
    """Points of every question as its raw cell gives them."""
    found = {}
    for cell in CELLS:
        text = source(cell)
        if cell["cell_type"] == "raw" and text.startswith(("# BEGIN QUESTION", "# MCQ")):
            name = re.search(r"^(?:name|id): (\w+)$", text, re.M)[1]
            found[name] = float(re.search(r"^points: ([\d.]+)$", text, re.M)[1])
    return found


def test_the_table_of_points_is_the_sum_of_its_questions():
    points = points_by_question()
    rows = re.findall(r"^\| (Part \d|Bonus)[^|]*\| ([^|]+) \| \+?(\d+) \|$", TEXT, re.M)
    assert len(rows) == 3
    listed = []
    for _, names, total in rows:
        expanded = re.sub(
            r"q1_(\d) to q1_(\d)",
            lambda m: ", ".join(f"q1_{i}" for i in range(int(m[1]), int(m[2]) + 1)),
            names,
        ).split(", ")
        assert sum(points[name] for name in expanded) == int(total)
        listed += expanded
    assert sorted(listed) == sorted(points)
    assert sum(points.values()) - points["q1_9"] == 24


def test_the_times_in_the_boxes_leave_an_hour_for_reading():
    boxes = re.findall(r"^> \*\*[\d.]+ (bonus )?points?\*\*.* · about (\d+) min$", TEXT, re.M)
    minutes = sum(int(m) for bonus, m in boxes if not bonus)
    assert "**Time.** About four hours" in TEXT
    assert 2.5 * 60 <= minutes <= 4 * 60


def test_only_ignored_cells_show_practise_and_submit():
    shows = re.compile(r"\b(explorers|plots|practice|submit|digits)\b(?!,)")
    for cell in LESSON:
        text = re.sub(r"^from .*$", "", source(cell), flags=re.M)
        if shows.search(text):
            assert is_ignored(cell), text


def test_it_says_what_careful_teachers_say():
    flat = " ".join(TEXT.split())
    for fact in (
        "shift-equivariant",
        "cross-correlation",
        "**flips both axes**",
        "A filter spans **all** channels",
        "activation map",
        "for a layer with the same input and output sizes",
        "about 98 %",
        "dropped without a word",
    ):
        assert fact in flat, fact


def outputs(notebook):
    """Everything that a notebook's cells printed, as one text."""
    parts = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            parts.append("".join(output.get("text", "")))
            parts.append("".join(output.get("data", {}).get("text/plain", "")))
    return "\n".join(parts)


def write_mnist(folder):
    """MNIST's files with generated digits in them, so that nothing is looked for on a network."""
    images, labels = generated_digits(50, seed=0)
    for name, array in (("images-idx3", images), ("labels-idx1", labels)):
        sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
        path = folder / f"t10k-{name}-ubyte"
        path.write_bytes(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes())


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """The student notebook, executed from a clean kernel in a folder of its own."""
    data = tmp_path_factory.mktemp("data")
    write_mnist(data)
    environment = {**os.environ, "CNN_DATA": str(data), "XDG_CACHE_HOME": str(data)}
    environment.pop("GRADEKIT_STATIC", None)
    folder = tmp_path_factory.mktemp("student")
    shutil.copytree(ROOT / "student_templates" / NAME, folder, dirs_exist_ok=True)
    notebook = nbformat.read(folder / f"{NAME}.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=3600, resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
    return folder, notebook


def test_the_blank_notebook_runs_without_an_exception(blank):
    folder, notebook = blank
    errors = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    assert errors == []
    assert not (folder / "answers.json").exists()
    # Run All hands nothing in.
    assert not list(folder.glob("a1_convolution_*.zip"))
    assert "Ready. Press the button below" in outputs(notebook)


def test_the_blank_notebook_says_what_is_not_done_yet(blank):
    shown = outputs(blank[1])
    for name in ("corr2d", "kernels", "conv2d_forward", "conv2d_im2col"):
        assert f"{name} is not implemented yet" in shown
    assert "Not answered yet: Q1, Q2, Q3, Q4." in shown


def test_explorers_bring_sliders_and_pictures_in_a_notebook(blank):
    pictures, widgets = 0, 0
    for cell in blank[1].cells:
        data = [output.get("data", {}) for output in cell.get("outputs", [])]
        if source(cell).startswith("explorers."):
            pictures += any("image/png" in d for d in data)
            widgets += any("application/vnd.jupyter.widget-view+json" in d for d in data)
    assert (pictures, widgets) == (6, 6)  # the seventh waits for corr2d


FACTS = (
    "196,608 inputs x 1,000 units = 196,608,000 weights: about 197 M",
    "first row of the map: [0, 3, 3, 0]",
    "all rows are equal:   True",
    "largest value:        3 in columns [1, 2]",
    "scipy convolve2d, first row: [0, -3, -3, 0]",
    "108 weights and 4 biases",
    "8 pixels, kernel 3, stride 2: windows start at [0, 2, 4], never used: [7]",
    "after moving it back it differs by 0.",
)


@pytest.mark.parametrize("fact", FACTS)
def test_the_facts_come_out_right_in_the_executed_solution(fact):
    solution = read_notebook(ROOT / "solutions" / NAME / f"{NAME}.ipynb")
    assert fact in outputs(solution).replace(".0,", ",").replace(".0]", "]")


def test_the_executed_solution_carries_a_receipt_of_every_answer():
    solution = read_notebook(ROOT / "solutions" / NAME / f"{NAME}.ipynb")
    receipts = [
        output["data"][RECEIPT_TYPE]
        for cell in solution["cells"]
        for output in cell.get("outputs", [])
        if RECEIPT_TYPE in output.get("data", {})
    ]
    keys = {mcq.id: mcq.key for mcq in read_bank(ROOT / "assignments" / NAME).graded}
    assert {receipt["id"]: receipt["choice"] for receipt in receipts} == keys
    assert len(receipts) == len(keys)  # the cell that hands in is not run by a build


def test_a_student_id_without_quotes_deals_the_same_numbers() -> None:
    bare, quoted = trace_task(12345), trace_task(" 12345 ")
    assert (bare.image == quoted.image).all()
    assert bare.positions == quoted.positions
