"""Lint of questions, their boxes, MCQ cells and the assignment config."""

import pytest

from autograder.records.notebook import new_cell
from autograder.release.mcq import McqBank
from tests.release.spoil import Spoil, drop, insert, noted, refused, text, told
from tests.small_course import BOX, CONFIG, cells, find

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
    "too long a list of points": (
        text("points: 2", "points: [0.5, 1, 0.5]"),
        "cell 5: points lists 3 numbers for 2 tests, which Otter refuses",
    ),
    "points that are none": (text("points: 2", "points: {every: 2}"), "cell 5: points is {'every"),
    "no name": (text("name: q1_1\n", ""), "cell 5: the name is None"),
    "a name with a slash": (
        text("name: q1_1", "name: part/1"),
        "cell 5: the name 'part/1' cannot name a file, a column and a link",
    ),
    "config is no YAML": (text("points: 2", "points: [2"), "cell 5: its lines are not YAML"),
    "box of another": (
        text("### q1_1", "### q1_2"),
        "cell 6: the box says q1_2, the question is q1_1",
    ),
    "box points": (
        text("**2 points**", "**3 points**"),
        "cell 6: the box promises 3 points, the question is worth 2",
    ),
    "written without manual": (
        text("manual: true\n", ""),
        "cell 18: `read by a person` and `manual: true` go together",
    ),
    "no tests": (
        lambda given: [given.remove(find(given, t)) for t in ("def test_first", "def test_all")],
        "cell 5: q1_1 has no tests",
    ),
    "no config": (drop(CONFIG), "there is no # ASSIGNMENT CONFIG cell"),
    "misspelt config key": (
        text("init_cell: false", "init_cel: false"),
        "cell 1: unknown key 'init_cel', and Otter refuses it; did you mean init_cell?",
    ),
    "unknown config key": (text("init_cell: false", "colour: red"), "cell 1: unknown key 'colour'"),
    "config file": (
        text("init_cell: false", "config_file: c.yml"),
        "cell 1: config_file is not read, so what it sets would be lost",
    ),
    "seed without values": (
        text("init_cell: false", "seed: {variable: rng_seed, autograder_value: 3}"),
        "cell 1: seed.variable is 'rng_seed' and seed.student_value is not a whole number",
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


REMARKS: dict[str, tuple[Spoil, str]] = {
    "half a box": (
        text("**2 points** · ", "2 points, "),
        "cell 6: the second line of the question's box cannot be read, so it counts as text",
    ),
    "text in a solution": (
        insert("def window_sums(values", new_cell("markdown", "why")),
        "cell 8: a text cell in the solution block of a coding question",
    ),
    "other name": (
        text("name: s1_small", "name: s2"),
        "cell 1: name is 's2', the assignment is called s1_small; students' notebooks say s1_small",
    ),
    "generate": (
        text("init_cell: false", "generate: {points: 10, show_stdout: true}"),
        "cell 1: generate.points has no effect here",
    ),
    "no zip": (text("init_cell: false", "generate: false"), "cell 1: generate is false, yet"),
    "pdf": (
        text("init_cell: false", "solutions_pdf: true"),
        "cell 1: solutions_pdf has no effect here; no PDF is made",
    ),
    "plugins": (text("init_cell: false", "plugins: [a]"), "no plugin of Otter's runs when we"),
    "test files": (
        text("ok_format: false", "ok_format: false\n  files: true"),
        "cell 1: tests.files has no effect here; tests stand in the metadata",
    ),
    "odd key": (text("points: 2", "colour: red\npoints: 2"), "cell 5: unknown key 'colour'"),
    "manual without points": (
        text("manual: true\npoints: 1", "manual: true"),
        "cell 17: w1_1 is manual and has no points; Otter counts it 0 points",
    ),
}


@pytest.mark.parametrize("remark", REMARKS)
def test_it_is_remarked_upon_with_what_happens_instead(remark: str, bank: McqBank) -> None:
    spoil, words = REMARKS[remark]
    noted(spoil, words, bank)


FINE: dict[str, Spoil] = {
    "no box": text(BOX, "Write `window_sums(values, size)`."),
    "a heading for a box": text(BOX, "#### Question 1: Windows\n\nWrite `window_sums`."),
    "points of each test in a list": text("points: 2", "points: [0.5, 1.5]"),
    "no points of its own": text("points: 2", "all_or_nothing: true"),
    "cells of Otter's": text("export_cell: false", "export_cell: {pdf: false}"),
    "check-all": text("init_cell: false", "check_all_cell: true"),
    "shown points": text("init_cell: false", "show_question_points: true"),
    "seed of every cell": text("init_cell: false", "generate: {seed: 42}"),
    "export and no check cell": text("points: 2", "export: true\ncheck_cell: false\npoints: 2"),
    "files in the config": text("init_cell: false", "files: [a.csv]\nrequirements: [numpy]"),
    "strip": text("strip_solutions_from_all_cells: true\n", ""),
}


@pytest.mark.parametrize("form", FINE)
def test_ordinary_forms_are_no_findings(form: str, bank: McqBank) -> None:
    given = cells()
    FINE[form](given)
    assert told(given, bank) == []


@pytest.mark.parametrize("name", ["conv2d", "Question 1", "q-1.b", "1", "größe"])
def test_any_name_that_can_be_a_file_is_a_question(name: str, bank: McqBank) -> None:
    given = cells()
    find(given, "name: q1_1")["source"] = f'# BEGIN QUESTION\nname: "{name}"\npoints: 2'
    find(given, "### q1_1")["source"] = "Write `window_sums(values, size)`."
    assert told(given, bank) == []


def test_a_manual_question_may_ask_for_a_plot(bank: McqBank) -> None:
    given = cells()
    find(given, "A window of size one").update(
        new_cell("code", "plt.plot(window_sums(x, 3))  # SOLUTION")
    )
    assert told(given, bank) == []
