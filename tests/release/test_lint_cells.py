"""Lint of cells: markers, cells that Otter would drop, blocks that do not close."""

import pytest

from autograder.records.notebook import new_cell
from autograder.release.mcq import McqBank
from tests.release.spoil import Spoil, drop, insert, refused, text
from tests.small_course import SOLUTION, find


def attach(given):
    find(given, "That is all")["attachments"] = {"me.png": {"image/png": "AAAA"}}


TRAPS: dict[str, tuple[Spoil, str]] = {
    "no space": (
        text("# BEGIN SOLUTION\n    count", "#BEGIN SOLUTION\n    count"),
        "cell 8: line 3: '#BEGIN SOLUTION' looks like # BEGIN SOLUTION and is none",
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
    "outside a block": (
        text("import numpy as np\nfrom", "x = 42  # SOLUTION\nimport numpy as np\nfrom"),
        "cell 3: a solution marker outside a solution block",
    ),
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
        "cell 8: the solution does not parse",
    ),
    "seed": (
        text("import numpy as np\nfrom", "seed = 3 # SEED\nfrom"),
        "cell 3: line 1 has Otter's marker # SEED",
    ),
    "ignored line": (
        text("Sums of neighbours.", "Sums. # IGNORE"),
        "cell 2: line 3 has Otter's marker # IGNORE",
    ),
    "plugin": (text("print(", "# BEGIN PLUGIN\nprint("), "Otter's marker # BEGIN PLUGIN"),
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
    "attachment": (attach, "cell 23: the cell has an attachment"),
    "heading in a code cell": (
        insert("That is all", new_cell("code", "# BEGIN TESTS")),
        "cell 23: '# BEGIN TESTS' in a code cell does nothing",
    ),
    "heading without space": (
        text("# BEGIN TESTS", "#BEGIN TESTS"),
        "cell 10: raw cell begins '#BEGIN TESTS', which is no heading; write it exactly so: #",
    ),
    "fenced block": (
        text("That is all.", "```otter\n# END QUESTION\n```"),
        "an ```otter block in a text cell",
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
