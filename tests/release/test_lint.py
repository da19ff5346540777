"""Lint: every trap of Otter is refused, in words that say where and what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.small_course import (
    BOX,
    CONFIG,
    HIDDEN,
    ID,
    MCQ_TOML,
    PUBLIC,
    SOLUTION,
    cells,
    find,
    make_course,
    notebook,
    replace,
)

from autograder.errors import ConfigError, ReleaseError
from autograder.notebook import Cell, new_cell, new_notebook
from autograder.release.lint import find_all, lint
from autograder.release.mcq import McqBank, read_bank
from autograder.release.source import read_source


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> McqBank:
    course = make_course(tmp_path_factory.mktemp("bank"))
    return read_bank(course.sources / ID)


def _told(given: list[Cell], bank: McqBank) -> list[str]:
    spoiled = new_notebook(given, ID)
    return [
        str(finding) for finding in find_all(ID, spoiled, read_source(spoiled), bank, bank.graded)
    ]


def test_a_sound_notebook_has_no_findings(bank: McqBank) -> None:
    assert _told(cells(), bank) == []


def _text(old: str, new: str) -> Callable[[list[Cell]], None]:
    return lambda given: replace(given, old, new)


def _insert(before: str, *new: Cell) -> Callable[[list[Cell]], None]:
    def insert(given: list[Cell]) -> None:
        at = given.index(find(given, before))
        given[at:at] = new

    return insert


def _drop(text: str, occurrence: int = 0) -> Callable[[list[Cell]], None]:
    def drop(given: list[Cell]) -> None:
        found = [turn for turn, cell in enumerate(given) if cell["source"] == text]
        del given[found[occurrence]]

    return drop


def _swap(one: str, other: str) -> Callable[[list[Cell]], None]:
    def swap(given: list[Cell]) -> None:
        first, second = find(given, one), find(given, other)
        i, j = given.index(first), given.index(second)
        given[i], given[j] = second, first

    return swap


def _attach(given: list[Cell]) -> None:
    find(given, "That is all")["attachments"] = {"me.png": {"image/png": "AAAA"}}


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
DOUBLE_NAME = _text("def test_all_windows", "def test_first_window")
ENV = _text("def test_all_windows(window_sums)", "def test_all_windows(env)")

TRAPS: dict[str, tuple[Callable[[list[Cell]], Any], str]] = {
    # Markers
    "no space": (
        _text("# BEGIN SOLUTION\n    count", "#BEGIN SOLUTION\n    count"),
        "cell 8: line 3: '#BEGIN SOLUTION' looks like # BEGIN SOLUTION and is none",
    ),
    "lower case": (
        _text("# BEGIN SOLUTION\n    count", "# begin solution\n    count"),
        "cell 8: line 3: '# begin solution' looks like",
    ),
    "misspelt": (
        _text("    # END SOLUTION", "    # END OF SOLUTION"),
        "'# END OF SOLUTION' looks like # END SOLUTION",
    ),
    "title case": (
        _text("print(", "x = 1  # Solution\nprint("),
        "'# Solution' looks like # SOLUTION",
    ),
    "no end": (
        _text("\n    # END SOLUTION", ""),
        "cell 8: line 3: # BEGIN SOLUTION without # END SOLUTION",
    ),
    "no begin": (_text("    # BEGIN SOLUTION\n", ""), "# END SOLUTION without # BEGIN SOLUTION"),
    "outside a block": (
        _text("import numpy as np\nfrom", "x = 42  # SOLUTION\nimport numpy as np\nfrom"),
        "cell 3: a solution marker outside a solution block",
    ),
    "hides nothing": (
        _text(SOLUTION, "def window_sums(values, size):\n    return 1"),
        "cell 8: a cell of a solution block hides nothing, so students get it whole",
    ),
    "student version does not parse": (
        _text(SOLUTION, "if True:  # SOLUTION\n    window_sums = None"),
        "cell 8: what is left for students does not parse",
    ),
    "solution does not parse": (
        _text("return sums", "return sums)"),
        "cell 8: the solution does not parse",
    ),
    "seed": (
        _text("import numpy as np\nfrom", "seed = 3 # SEED\nfrom"),
        "cell 3: line 1 has Otter's marker # SEED",
    ),
    "ignored line": (
        _text("Sums of neighbours.", "Sums. # IGNORE"),
        "cell 2: line 3 has Otter's marker # IGNORE",
    ),
    "plugin": (_text("print(", "# BEGIN PLUGIN\nprint("), "Otter's marker # BEGIN PLUGIN"),
    # Cells that vanish, and block structure
    "ignore": (
        _text("import numpy as np\nfrom", "# ignore dilation for now\nimport numpy as np\nfrom"),
        "cell 3: its first line '# ignore dilation for now' begins with `ignore`, so Otter drops the whole cell",
    ),
    "ignore in text": (
        _text("# Sliding windows", "# Ignored things"),
        "cell 2: its first line '# Ignored things' begins with `ignore`",
    ),
    "syntax": (
        _text("import numpy as np\nfrom", "import numpy as\nfrom"),
        "cell 3: the cell does not parse",
    ),
    "attachment": (_attach, "cell 23: the cell has an attachment"),
    "heading in a code cell": (
        _insert("That is all", new_cell("code", "# BEGIN TESTS")),
        "cell 23: '# BEGIN TESTS' stands in a code cell",
    ),
    "heading without space": (
        _text("# BEGIN TESTS", "#BEGIN TESTS"),
        "cell 10: raw cell begins '#BEGIN TESTS', which is no heading; write it exactly so: # BEGIN TESTS.",
    ),
    "fenced block": (
        _text("That is all.", "```otter\n# END QUESTION\n```"),
        "an ```otter block in a text cell",
    ),
    "missing END": (_drop("# END QUESTION", -1), "cell 17: # BEGIN QUESTION has no # END QUESTION"),
    "missing END before another": (
        _drop("# END QUESTION"),
        "cell 5: # BEGIN QUESTION has no # END QUESTION",
    ),
    "missing END TESTS": (_drop("# END TESTS"), "cell 10: # BEGIN TESTS has no # END TESTS"),
    "END alone": (
        _insert("That is all", new_cell("raw", "# END TESTS")),
        "cell 23: # END TESTS without # BEGIN TESTS",
    ),
    "block outside": (
        _insert("That is all", new_cell("raw", "# BEGIN TESTS")),
        "cell 23: # BEGIN TESTS outside a question",
    ),
    "text among tests": (
        _insert("def test_all_windows", new_cell("markdown", "why")),
        "cell 12: a text cell stands among the tests",
    ),
    # Questions
    "twice": (
        _insert("That is all", *QUESTION),
        "cell 23: q1_1 is also the question of cell 5; Otter would merge the two",
    ),
    "unknown key": (
        _text("points: 2", "point: 50\npoints: 2"),
        "cell 5: unknown key 'point' in the question's config, which Otter ignores",
    ),
    "list points": (
        _text("points: 2", "points: [0.5, 1.5]"),
        "cell 5: points is [0.5, 1.5]; write one positive number",
    ),
    "no name": (_text("name: q1_1\n", ""), "cell 5: the name None is no question id"),
    "bad id": (
        _text("name: q1_1", "name: conv2d"),
        "cell 5: the name 'conv2d' is no question id; use q1_3",
    ),
    "config is no YAML": (_text("points: 2", "points: [2"), "cell 5: its lines are not YAML"),
    "box of another": (
        _text("### q1_1", "### q1_2"),
        "cell 6: the box is of q1_2, the question is q1_1",
    ),
    "box points": (
        _text("**2 points**", "**3 points**"),
        "cell 6: the box says 3 points, the config 2",
    ),
    "no box": (
        _text("**2 points** · ", "2 points, "),
        "cell 6: the question's box is not of the agreed form",
    ),
    "written without manual": (
        _text("manual: true\n", ""),
        "cell 18: `read by a person` and `manual: true` go together",
    ),
    "no tests": (
        lambda given: [given.remove(find(given, t)) for t in ("def test_first", "def test_all")],
        "cell 5: q1_1 has no tests",
    ),
    "text in a solution": (
        _insert("def window_sums(values", new_cell("markdown", "why")),
        "cell 8: a text cell in the solution block of a coding question",
    ),
    # Tests
    "hidden in a comment": (
        _text(
            PUBLIC,
            "# Public test: hidden layer width is right\ndef test_a(window_sums):\n    assert window_sums, 'no'",
        ),
        "cell 11: the word `hidden` in its first comment makes Otter hide the test",
    ),
    "quotes": (
        _text("failure_message: Look at the first window.", 'failure_message: Use "same" padding.'),
        "cell 11: failure_message has a double quote",
    ),
    "backslash": (
        _text("failure_message: Look at", "success_message: a \\\\ b\nfailure_message: Look at"),
        "cell 11: success_message has a double quote, a backslash",
    ),
    "message is no text": (
        _text("failure_message: Look at the first window.", "failure_message: yes"),
        "cell 11: failure_message is not a text",
    ),
    "same test name": (
        DOUBLE_NAME,
        "cell 12: test_first_window is also the name of cell 11; Otter keeps only one of them",
    ),
    "unknown test key": (
        _text("hidden: true", "hiden: true"),
        "cell 12: unknown key 'hiden' in the TEST CONFIG",
    ),
    "hidden first": (
        _swap("def test_first_window", "def test_all_windows"),
        "cell 12: a public test after the hidden one of cell 11",
    ),
    "only hidden": (
        _text("points: 0.5", "hidden: true\npoints: 0.5"),
        "cell 5: q1_1 has only hidden tests, so Otter makes no check cell",
    ),
    "env": (ENV, "cell 12: the test takes `env`"),
    "bare assert": (
        _text(', "a window is off"', ""),
        "cell 12: a bare assert (line 7 of the test) tells the student nothing",
    ),
    "two functions": (
        _text(HIDDEN, HIDDEN + "\ndef helper():\n    pass"),
        "cell 12: a test cell holds something else than exactly one function",
    ),
    "import": (
        _text("END TEST CONFIG\ndef test_first", "END TEST CONFIG\nimport os\ndef test_first"),
        "cell 11: a test cell holds something else",
    ),
    "empty test": (_text(PUBLIC, ""), "cell 11: a test cell holds something else"),
    "test syntax": (
        _text("assert got[0] ==", "assert got[0] = ="),
        "cell 11: the test does not parse",
    ),
    "no end of config": (
        _text('""" # END TEST CONFIG\ndef test_first', '"""\ndef test_first'),
        "cell 11: its TEST CONFIG has no end",
    ),
    "no points": (_text("points: 0.5\n", ""), "cell 11: the test has no points of its own"),
    "negative points": (
        _text("points: 0.5\n", "points: -1\n"),
        "cell 11: the test has no points of its own",
    ),
    "sum": (
        _text("points: 1.5", "points: 1"),
        "cell 5: the tests of q1_1 add up to 1.5 points, its config says 2",
    ),
    "no argument": (
        _text("test_all_windows(window_sums)", "test_all_windows()"),
        "cell 12: the test takes no argument",
    ),
    "default": (
        _text("test_all_windows(window_sums)", "test_all_windows(window_sums=1)"),
        "cell 12: the test takes defaults",
    ),
    "decorator": (
        _text("def test_all_windows", "@staticmethod\ndef test_all_windows"),
        "cell 12: the test function has a decorator",
    ),
    "name": (
        _text("def test_all_windows", "def check_all_windows"),
        "cell 12: the function is called check_all_windows",
    ),
    "isinstance": (
        _text("assert len(got) == 4", "assert isinstance(window_sums, object)"),
        "cell 12: isinstance on a student's object",
    ),
    # Assignment config
    "no config": (_drop(CONFIG), "there is no # ASSIGNMENT CONFIG cell"),
    "ok format": (
        _text("ok_format: false", "ok_format: true"),
        "cell 1: tests is {'ok_format': True}; set it to {'ok_format': False}",
    ),
    "strip": (
        _text("strip_solutions_from_all_cells: true\n", ""),
        "cell 1: strip_solutions_from_all_cells is None; set it to True",
    ),
    "export cell": (
        _text("export_cell: false", "export_cell: true"),
        "cell 1: export_cell is True; set it to False",
    ),
    "other name": (
        _text("name: s1_small", "name: s2"),
        "cell 1: name is 's2'; set it to 's1_small'",
    ),
    "unknown config key": (
        _text("init_cell: false", "init_cel: false"),
        "cell 1: unknown key 'init_cel'",
    ),
    "generate": (
        _text("init_cell: false", "generate: {points: 10}"),
        "cell 1: generate has 'points', which Otter would not act upon",
    ),
    "files": (
        _text("init_cell: false", "files: [a.csv]"),
        "cell 1: files does not belong here; say it in assignment.toml",
    ),
    "show points": (
        _text("init_cell: false", "show_question_points: true"),
        "cell 1: show_question_points is True; set it to False",
    ),
    "late config": (
        lambda given: given.append(given.pop(0)),
        "# ASSIGNMENT CONFIG comes after a question",
    ),
    # MCQ cells
    "mcq unknown key": (
        _text("# MCQ\nid: Q1", "# MCQ\nkey: C\nid: Q1"),
        "cell 16: unknown key 'key'; use id and points only",
    ),
    "mcq unknown": (
        _text("# MCQ\nid: Q1", "# MCQ\nid: Q9"),
        "cell 16: mcq.toml has no graded question 'Q9'",
    ),
    "mcq not placed": (
        _drop("# MCQ\nid: Q1\npoints: 1"),
        "mcq.toml has Q1, which no `# MCQ` cell asks for",
    ),
    "mcq without points": (
        _text("# MCQ\nid: Q1\npoints: 1", "# MCQ\nid: Q1"),
        "cell 16: points is None",
    ),
    "mcq in a question": (
        _insert("# BEGIN TESTS", new_cell("raw", "# MCQ\nid: Q1\npoints: 1")),
        "cell 10: # MCQ inside the question block of cell 5",
    ),
    "mcq twice": (
        _insert("That is all", new_cell("raw", "# MCQ\nid: Q1\npoints: 1")),
        "cell 23: Q1 is also the question of cell 16",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_is_refused_with_its_cell_and_words(trap: str, bank: McqBank) -> None:
    spoil, words = TRAPS[trap]
    given = cells()
    spoil(given)
    told = _told(given, bank)
    assert any(words in line for line in told), told
    assert all("; " in line and line.endswith(".") for line in told)


def test_a_written_question_needs_a_model_answer(bank: McqBank) -> None:
    given = cells()
    given.remove(find(given, "A window of size one"))
    assert any("w1_1 has no model answer" in line for line in _told(given, bank))


def test_a_notebook_without_kernelspec_is_refused(bank: McqBank) -> None:
    bare = notebook()
    del bare["metadata"]["kernelspec"]
    told = [str(f) for f in find_all(ID, bare, read_source(bare), bank, bank.graded)]
    assert any("the notebook has no kernelspec of Python" in line for line in told)


def test_all_findings_are_told_at_once_in_the_order_of_the_cells(bank: McqBank) -> None:
    given = cells()
    ENV(given)
    replace(given, "points: 2", "point: 2")
    spoiled = new_notebook(given, ID)
    with pytest.raises(ReleaseError) as caught:
        lint(ID, spoiled, read_source(spoiled), bank, bank.graded)
    lines = str(caught.value).splitlines()
    assert lines[0] == "s1_small.ipynb is refused, 3 problems:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["cell 5", "cell 5", "cell 12"]


def test_ordinary_comments_are_no_near_misses(bank: McqBank) -> None:
    given = cells()
    replace(
        given,
        'print("s1_small is finished")',
        "# The solution is wide.\n# begin with the test, then prompt the reader\n"
        "x = 1  # hidden size, see above\n# end",
    )
    assert _told(given, bank) == []


def _unit(keys: str, longest: int = 0) -> McqBank:
    graded = []
    for number, key in enumerate(keys, 1):
        options = {letter: f"option {letter}" for letter in "ABCD"}
        if number <= longest:
            options[key] = "by far the longest of all options"
        graded.append(
            {
                "id": f"Q{number}",
                "title": "t",
                "difficulty": 1,
                "minutes": 1,
                "stem": "s",
                "key": key,
                "options": options,
                "feedback": dict.fromkeys("ABCD", "because"),
            }
        )
    return McqBank.model_validate({"graded": graded})


@pytest.mark.parametrize(
    ("keys", "longest", "words"),
    [
        ("AAAAABBBBBCCCDDD", 6, None),
        ("AAAAAABBBBCCCDDD", 0, "A is the key of 6 of 16 questions, at most 5 may"),
        ("AAAABBBBCCCCDDDD", 7, "the longest option is the key of 7 of 16 questions"),
        ("DACB", 2, None),
        ("DDDB", 0, "D is the key of 3 of 4 questions, at most 2 may"),
        ("DACB", 3, "(Q1, Q2, Q3), at most 2 may"),
    ],
)
def test_keys_that_give_themselves_away_are_refused(
    keys: str, longest: int, words: str | None, bank: McqBank
) -> None:
    sound = notebook()
    unit = _unit(keys, longest).graded
    told = [str(f) for f in find_all(ID, sound, read_source(sound), bank, unit)]
    if words is None:
        assert told == []
    else:
        assert len(told) == 1
        assert words in told[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('key = "C"', 'key = "E"', "graded.0.key"),
        ('B = "7 windows", ', "", "no text for B"),
        ('B = "7 windows"', 'B = "3 windows"', "two options are the same"),
        ('D = "The last two', 'E = "The last two', "graded.0.feedback"),
        ('id = "P1"', 'id = "Q1"', "practice.0.id"),
        ("difficulty = 1", "difficult = 1", "difficult"),
        ('title = "One window"', 'title = ""', "practice.0.title"),
    ],
)
def test_a_malformed_bank_is_told_with_its_place(
    old: str, new: str, words: str, tmp_path: Any
) -> None:
    assert old in MCQ_TOML
    course = make_course(tmp_path, mcq=MCQ_TOML.replace(old, new))
    with pytest.raises(ConfigError, match="mcq.toml") as caught:
        read_bank(course.sources / ID)
    assert words in str(caught.value)
