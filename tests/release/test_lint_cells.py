"""Lint of cells: markers, cells that Otter would drop, blocks that do not close."""

import pytest

from autograder.records.assignment import Assignment
from autograder.records.notebook import new_cell, new_notebook
from autograder.release.mcq import McqBank
from tests.release.spoil import Spoil, drop, findings_in, insert, noted, refused, text, told
from tests.small_course import ID, SOLUTION, cells, find, replace

TAG = "otter_include"
TRAPS: dict[str, tuple[Spoil, str]] = {
    "no space": (
        text("# BEGIN SOLUTION\n    count", "#BEGIN SOLUTION\n    count"),
        "cell 8: line 3: '#BEGIN SOLUTION' looks like # BEGIN SOLUTION, which Otter does not",
    ),
    "lower case": (
        text("# BEGIN SOLUTION\n    count", "# begin solution\n    count"),
        "cell 8: line 3: '# begin solution' looks like",
    ),
    "misspelt": (
        text("    # END SOLUTION", "    # END OF SOLUTION"),
        "'# END OF SOLUTION' looks like # END SOLUTION",
    ),
    "title case": (
        text("print(", "x = 1  # Solution\nprint("),
        "'# Solution' looks like # SOLUTION",
    ),
    "no end": (
        text("\n    # END SOLUTION", ""),
        "cell 8: line 3: # BEGIN SOLUTION without # END SOLUTION",
    ),
    "no begin": (text("    # BEGIN SOLUTION\n", ""), "# END SOLUTION without # BEGIN SOLUTION"),
    "hides nothing": (
        text(SOLUTION, "def window_sums(values, size):\n    return 1"),
        "cell 8: a cell of a solution block hides nothing, so students get it whole",
    ),
    "student version does not parse": (
        text(SOLUTION, "if True:  # SOLUTION\n    window_sums = None"),
        "cell 8: what is left for students does not parse",
    ),
    "solution does not parse": (
        text("return sums", "return sums)"),
        "cell 8: the cell does not parse",
    ),
    "open ignore block": (
        text("import numpy as np\nfrom", "# BEGIN IGNORE\nfrom"),
        "cell 3: line 1: # BEGIN IGNORE without # END IGNORE",
    ),
    "plugin": (text("print(", "# BEGIN PLUGIN\nprint("), "cell 24: a plugin of Otter's would run"),
    "ignore": (
        text("import numpy as np\nfrom", "# ignore dilation for now\nimport numpy as np\nfrom"),
        "cell 3: its first line '# ignore dilation for now' begins with `ignore`, so Otter",
    ),
    "ignore in text": (
        text("# Sliding windows", "# Ignored things"),
        "cell 2: its first line '# Ignored things' begins with `ignore`",
    ),
    "syntax": (
        text("import numpy as np\nfrom", "import numpy as\nfrom"),
        "cell 3: the cell does not parse",
    ),
    "attachment": (
        text("That is all.", "![me](attachment:me.png)"),
        "cell 23: the attachment me.png is not in the cell",
    ),
    "picture": (
        text("That is all.", '<img src="figures/a%20b.png" width="200">'),
        "cell 23: it shows figures/a b.png, which does not exist in the assignment's folder",
    ),
    "kept for students": (
        insert(
            "A window of size one", {**new_cell("markdown", "Think."), "metadata": {"tags": [TAG]}}
        ),
        "cell 20: a text cell tagged otter_include in a solution block does not reach students",
    ),
    "heading in a code cell": (
        insert("That is all", new_cell("code", "# BEGIN TESTS")),
        "cell 23: '# BEGIN TESTS' in a code cell does nothing",
    ),
    "heading without space": (
        text("# BEGIN TESTS", "#BEGIN TESTS"),
        "cell 10: the raw cell begins '#BEGIN TESTS', which is not a heading that Otter knows; "
        "write # BEGIN TESTS",
    ),
    "fence among lines": (
        text("That is all.", "So:\n```otter\n# END QUESTION\n```"),
        "cell 23: an ```otter fence stands among other lines",
    ),
    "missing END": (drop("# END QUESTION", -1), "cell 17: # BEGIN QUESTION has no # END QUESTION"),
    "missing END before another": (
        drop("# END QUESTION"),
        "cell 5: # BEGIN QUESTION has no # END QUESTION",
    ),
    "missing END TESTS": (drop("# END TESTS"), "cell 10: # BEGIN TESTS has no # END TESTS"),
    "END alone": (
        insert("That is all", new_cell("raw", "# END TESTS")),
        "cell 23: # END TESTS without # BEGIN TESTS",
    ),
    "block outside": (
        insert("That is all", new_cell("raw", "# BEGIN TESTS")),
        "cell 23: # BEGIN TESTS outside a question",
    ),
    "text among tests": (
        insert("def test_all_windows", new_cell("markdown", "why")),
        "cell 12: a text cell stands among the tests",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_it_is_refused_with_its_cell_and_a_remedy(trap: str, bank: McqBank) -> None:
    spoil, words = TRAPS[trap]
    refused(spoil, words, bank)


FINE: dict[str, Spoil] = {
    "a marker outside a block": text("import numpy as np\nfrom", "x = 42  # SOLUTION\nfrom"),
    "a marker without a space": text("sums = np.zeros(count, dtype=float)", "s = 1 #SOLUTION"),
    "an ignored line": text("import numpy as np\nfrom", "print(1) # IGNORE\nfrom"),
    "a seed": text("import numpy as np\nfrom", "np.random.seed(3) # SEED\nfrom"),
    "a fence": lambda given: find(given, "# MCQ").update(
        cell_type="markdown", source="```otter\n# MCQ\nid: Q1\npoints: 1\n```"
    ),
    "headings as Otter reads them": text("# BEGIN TESTS", "#  begin   tests"),
    "a picture on the net": text("That is all.", "![x](https://example.org/x.png) ![](data:,)"),
    "an attachment": lambda given: find(given, "That is all.").update(
        source="![me](attachment:me.png)", attachments={"me.png": {"image/png": "AAAA"}}
    ),
    "broken on purpose": lambda given: find(given, "import numpy as np\nfrom").update(
        source="print(", metadata={"tags": ["raises-exception"]}
    ),
}


@pytest.mark.parametrize("form", FINE)
def test_what_otter_obeys_is_no_finding(form: str, bank: McqBank) -> None:
    given = cells()
    FINE[form](given)
    assert told(given, bank) == []


def test_scaffolding_beside_a_solution_is_remarked_upon(bank: McqBank) -> None:
    spoil = insert("def window_sums(values", new_cell("code", "size = 3"))
    noted(spoil, "cell 8: a cell of a solution block hides nothing", bank)


def test_a_picture_must_be_shipped(bank: McqBank, tmp_path) -> None:
    given = cells()
    replace(given, "That is all.", "![w](figures/window.png)")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/window.png").write_bytes(b"")
    notebook = new_notebook(given, ID)
    (found,) = findings_in(notebook, bank, folder=tmp_path)
    assert str(found) == (
        "cell 23: it shows figures/window.png, which students do not get; name it, or its folder, "
        "under `files` in assignment.toml."
    )
    for files in (("figures",), ("figures/window.png",)):
        settings = Assignment(id=ID, title="t", files=files)
        assert findings_in(notebook, bank, settings, tmp_path) == []
