"""Lint of questions, their boxes, MCQ cells and the assignment config."""

import pytest

from autograder.records.notebook import new_cell
from autograder.release.mcq import McqBank
from tests.release.spoil import Spoil, drop, insert, refused, text
from tests.small_course import BOX, CONFIG, find

QUESTION = [
    new_cell("raw", "# BEGIN QUESTION\nname: q1_1\npoints: 2"),
    new_cell("markdown", BOX),
    new_cell("raw", "# BEGIN SOLUTION"),
    new_cell("code", "again = 1  # SOLUTION"),
    new_cell("raw", "# END SOLUTION"),
    new_cell("raw", "# BEGIN TESTS"),
    new_cell(
        "code",
        '""" # BEGIN TEST CONFIG\npoints: 2\n""" # END TEST CONFIG\n'
        'def test_again(again):\n    assert again == 1, "again is 1"',
    ),
    new_cell("raw", "# END TESTS"),
    new_cell("raw", "# END QUESTION"),
]


TRAPS: dict[str, tuple[Spoil, str]] = {
    "twice": (
        insert("That is all", *QUESTION),
        "cell 23: q1_1 is also the question of cell 5; Otter would merge the two",
    ),
    "unknown key": (
        text("points: 2", "point: 50\npoints: 2"),
        "cell 5: unknown key 'point' in the question's config, which Otter ignores",
    ),
    "list points": (
        text("points: 2", "points: [0.5, 1.5]"),
        "cell 5: points is [0.5, 1.5]; write one positive number",
    ),
    "no name": (text("name: q1_1\n", ""), "cell 5: the name None is no question id"),
    "bad id": (
        text("name: q1_1", "name: conv2d"),
        "cell 5: the name 'conv2d' is no question id; use q1_3",
    ),
    "config is no YAML": (text("points: 2", "points: [2"), "cell 5: its lines are not YAML"),
    "box of another": (
        text("### q1_1", "### q1_2"),
        "cell 6: the box is of q1_2, the question is q1_1",
    ),
    "box points": (
        text("**2 points**", "**3 points**"),
        "cell 6: the box says 3 points, the config 2",
    ),
    "no box": (
        text("**2 points** · ", "2 points, "),
        "cell 6: the question's box is not of the agreed form",
    ),
    "written without manual": (
        text("manual: true\n", ""),
        "cell 18: `read by a person` and `manual: true` go together",
    ),
    "no tests": (
        lambda given: [given.remove(find(given, t)) for t in ("def test_first", "def test_all")],
        "cell 5: q1_1 has no tests",
    ),
    "text in a solution": (
        insert("def window_sums(values", new_cell("markdown", "why")),
        "cell 8: a text cell in the solution block of a coding question",
    ),
    "no config": (drop(CONFIG), "there is no # ASSIGNMENT CONFIG cell"),
    "ok format": (
        text("ok_format: false", "ok_format: true"),
        "cell 1: tests is {'ok_format': True}; set it to {'ok_format': False}",
    ),
    "strip": (
        text("strip_solutions_from_all_cells: true\n", ""),
        "cell 1: strip_solutions_from_all_cells is None; set it to True",
    ),
    "export cell": (
        text("export_cell: false", "export_cell: true"),
        "cell 1: export_cell is True; set it to False",
    ),
    "other name": (
        text("name: s1_small", "name: s2"),
        "cell 1: name is 's2'; set it to 's1_small'",
    ),
    "unknown config key": (
        text("init_cell: false", "init_cel: false"),
        "cell 1: unknown key 'init_cel'",
    ),
    "generate": (
        text("init_cell: false", "generate: {points: 10}"),
        "cell 1: generate has 'points', which Otter would not act upon",
    ),
    "files": (
        text("init_cell: false", "files: [a.csv]"),
        "cell 1: files does not belong here; say it in assignment.toml",
    ),
    "show points": (
        text("init_cell: false", "show_question_points: true"),
        "cell 1: show_question_points is True; set it to False",
    ),
    "late config": (
        lambda given: given.append(given.pop(0)),
        "# ASSIGNMENT CONFIG comes after a question",
    ),
    "mcq unknown key": (
        text("# MCQ\nid: Q1", "# MCQ\nkey: C\nid: Q1"),
        "cell 16: unknown key 'key'; use id and points only",
    ),
    "mcq unknown": (
        text("# MCQ\nid: Q1", "# MCQ\nid: Q9"),
        "cell 16: mcq.toml has no graded question 'Q9'",
    ),
    "mcq not placed": (
        drop("# MCQ\nid: Q1\npoints: 1"),
        "mcq.toml has Q1, which no `# MCQ` cell asks for",
    ),
    "mcq without points": (
        text("# MCQ\nid: Q1\npoints: 1", "# MCQ\nid: Q1"),
        "cell 16: points is None",
    ),
    "mcq in a question": (
        insert("# BEGIN TESTS", new_cell("raw", "# MCQ\nid: Q1\npoints: 1")),
        "cell 10: # MCQ inside the question block of cell 5",
    ),
    "mcq twice": (
        insert("That is all", new_cell("raw", "# MCQ\nid: Q1\npoints: 1")),
        "cell 23: Q1 is also the question of cell 16",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_it_is_refused_with_its_cell_and_a_remedy(trap: str, bank: McqBank) -> None:
    spoil, words = TRAPS[trap]
    refused(spoil, words, bank)
