"""Similarity on the known submissions: what everybody was given causes no hit."""

import pytest

from assignments.tests.unit import ASSIGNMENTS, COURSE
from autograder.analysis.similar_class import code_cells, prescribed_cells
from autograder.analysis.similarity import CodeWork, lookalikes
from autograder.specimens import read_edits, read_material


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_prescribed_cells_of_known_submissions_cause_no_hit(assignment: str) -> None:
    material = read_material(COURSE, assignment)
    given = prescribed_cells(COURSE, assignment)
    cases = sorted((COURSE.sources / assignment / "known").glob("*/answers.py"))
    works = [CodeWork("blank", code_cells(material.draft(blank=True).notebook))]
    for path in cases[:: max(1, len(cases) // 6)]:
        draft = material.draft(read_edits(path))
        works.append(CodeWork(path.parent.name, code_cells(draft.notebook)))
    # A class of blank notebooks has nothing in common but what it was given.
    blanks = [CodeWork(name, works[0].cells) for name in ("ada", "ben", "eve")]
    assert lookalikes(blanks, (), given) == []
    texts = {one.owner: {cell.number: cell.source for cell in one.cells} for one in works}
    prescribed = {text.strip() for text in given}
    pairs = lookalikes(works, (), given)
    # They are made of one solution: most of them do have passages in common.
    assert pairs or len(works) < 3
    for pair in pairs:
        for passage in pair.passages:
            for owner, side in ((pair.first, passage.first), (pair.second, passage.second)):
                assert texts[owner][side.cell].strip() not in prescribed
    assert not [pair for pair in pairs if "blank" in (pair.first, pair.second)]
