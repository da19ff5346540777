"""What each platform does with a file: one small file a rule, with every verdict that it gets.

The rules are the importers' own. A verdict on a row names the row, one on a column the column.
"""

import pytest

from autograder.exporters import find_exporter
from autograder.exporters.sheet import read_sheet
from tests.exporters.canvas_imports import CANVAS
from tests.exporters.imports import Import
from tests.exporters.other_imports import OTHERS
from tests.exporters.small_class import request

IMPORTS = (*CANVAS, *OTHERS)


def test_there_are_at_least_sixty_files() -> None:
    assert len({(case.form, case.name) for case in IMPORTS}) == len(IMPORTS) >= 60


@pytest.mark.parametrize("case", IMPORTS, ids=lambda case: f"{case.form}: {case.name}")
def test_the_verdicts_on_a_file_are_the_platforms_own(case: Import) -> None:
    held = read_sheet(case.held.encode(), "held") if case.held is not None else None
    asked = request(decimal_comma=case.comma)
    outcome = find_exporter(case.form).explain(case.file.encode(), held, asked)
    found = tuple((finding.verdict, finding.where) for finding in outcome.findings)
    assert found == case.expected, [str(finding) for finding in outcome.findings]
