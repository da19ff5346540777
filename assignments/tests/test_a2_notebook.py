"""The second notebook as a lesson: its form, its points, and its facts in the solution."""

import re
from pathlib import Path

import pytest

from autograder.records.notebook import is_ignored, read_notebook, source

ROOT = Path(__file__).parents[2]
NAME = "a2_building_blocks"
CELLS = read_notebook(ROOT / "assignments" / NAME / f"{NAME}.ipynb")["cells"]
TEXT = "\n\n".join(source(cell) for cell in CELLS if cell["cell_type"] == "markdown")
FACTS = (
    "3 windows, starting at [0, 2, 4]; never used: pixels [7]",
    "2 images of 64x64: view(-1, 2048) (8, 2048), flatten(x, 1) (2, 8192)",
    "ValueError: layer 7 (linear): expects 2048 features, gets 8192",
    "-> 32 parameters",
    "SimpleCNN                    268,650 parameters,  98.1% in dense layers",
    "ImprovedCNN, third block     815,530 parameters",
    "MLP 3072-128-10              394,634 parameters, 100.0% in dense layers",
    "conv1 of SimpleCNN 448, a dense layer of the same sizes 50,348,032",
    "squares of [3, 5, 7] pixels",
    "ImprovedCNN, third block   36 of 32 pixels, fields 8 apart",
    "max [6 4; 8 5], mean [3.75 2.25; 4.25 3.25]",
    "a peak that moves by 1 px goes unnoticed at 32 of 56 places; by 2 px at 0 of 48",
    "moved by 2 px, the pooled map moves by 1: True",
    "-> Flatten (1, 2048) -> FC (1, 64)",
)


def shown():
    """Everything that the executed solution printed or showed as text."""
    solution = read_notebook(ROOT / "solutions" / NAME / f"{NAME}.ipynb")
    parts = []
    for cell in solution["cells"]:
        for output in cell.get("outputs", []):
            parts.append("".join(output.get("text", "")))
            parts.append("".join(output.get("data", {}).get("text/plain", "")))
    return "\n".join(parts)


@pytest.mark.parametrize("fact", FACTS)
def test_the_facts_come_out_right_in_the_executed_solution(fact):
    assert fact in shown()


def test_the_notebook_agrees_with_the_library_to_rounding():
    gaps = re.findall(r"largest difference (\d(?:\.\d+)?e-\d+)", shown())
    gaps += re.findall(r"two of 3x3: largest difference (\S+)", shown())
    assert len(gaps) >= 2
    assert all(float(gap) < 1e-9 for gap in gaps)


def test_the_table_of_points_is_the_sum_of_its_questions():
    points = {}
    for cell in CELLS:
        if cell["cell_type"] == "raw" and re.match(r"# (BEGIN QUESTION|MCQ)", source(cell)):
            name = re.search(r"^(?:name|id): (\w+)$", source(cell), re.M)[1]
            points[name] = float(re.search(r"^points: ([\d.]+)$", source(cell), re.M)[1])
    rows = re.findall(r"^\| (?:Part 3\w|Bonus)[^|]*\| ([^|]+) \| \+?(\d+) \|$", TEXT, re.M)
    assert sorted(name for names, _ in rows for name in names.split(", ")) == sorted(points)
    for names, total in rows:
        assert sum(points[name] for name in names.split(", ")) == int(total)
    assert sum(points.values()) - points["q2_8"] == 20


def test_the_times_in_the_boxes_leave_time_for_reading():
    boxes = re.findall(r"^> \*\*[\d.]+ (bonus )?points?\*\*.* · about (\d+) min$", TEXT, re.M)
    assert "**Time.** About four hours" in TEXT
    assert 3 * 60 <= sum(int(minutes) for bonus, minutes in boxes if not bonus) <= 4 * 60


def test_it_says_what_careful_teachers_say():
    flat = " ".join(TEXT.split())
    for fact in (
        "rounded **down**",
        "dropped without a word",
        "holds **for a layer**",
        "two** numbers per channel are learned",
        "not invariance",
        "**Padding must never win**",
        "*feature map*",
        "*activation map*",
        "bias in front of a batch normalisation is useless",
        "Two images became eight rows",
    ):
        assert fact in flat, fact


def test_it_opens_and_closes_as_every_notebook_does():
    for part in ("What you will be able to do", "What is assumed", "Time.", "Points.", "Run All"):
        assert f"**{part}" in TEXT.split("## Part 3a")[0]
    assert "## What you have learned" in TEXT
    assert source(CELLS[-1]).endswith('submit("a2_building_blocks")')
    assert is_ignored(CELLS[-1])


def test_cells_of_the_lesson_are_short():
    raws = ""
    for cell in CELLS:
        if cell["cell_type"] == "raw":
            raws = source(cell)
        if cell["cell_type"] == "code" and not raws.startswith("# BEGIN TESTS"):
            assert "# BEGIN SOLUTION" in source(cell) or source(cell).count("\n") < 25
