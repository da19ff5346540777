"""Submissions put together from a template, a solution and a few edited cells."""

import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from autograder.records.errors import ConfigError
from autograder.records.notebook import Notebook, new_cell, new_notebook, source
from autograder.specimens import Material, pair, question_spans, read_edits

BOX = "### {} · A task\n\n**1 point** · difficulty 1/5 · about 5 min"
WHEN = datetime(2026, 10, 12, 18, 0, 0, 250000)


def book(*answers: str) -> Notebook:
    """A notebook of two questions; the second has two answer cells and no check cell."""
    first, second, third = answers
    return new_notebook(
        [
            new_cell("markdown", "# Title"),
            new_cell("code", "import math"),
            new_cell("markdown", BOX.format("q1_1")),
            new_cell("code", first),
            new_cell("code", 'grader.check("q1_1")'),
            new_cell("code", "between = 1"),
            new_cell("markdown", BOX.format("Q1")),
            new_cell("code", second),
            new_cell("code", "given = 1"),
            new_cell("markdown", third),
            new_cell("markdown", "## Afterwards"),
            new_cell("code", "submit()"),
        ],
        "tiny",
    )


@pytest.fixture
def material() -> Material:
    return pair(
        "tiny", book("one = ...", "two = ...", "_Answer._"), book("one = 1", "two = 2", "A.")
    )


def sources(notebook: Notebook) -> list[str]:
    return [source(cell) for cell in notebook["cells"]]


def edits(tmp_path: Path, text: str) -> tuple:
    path = tmp_path / "answers.py"
    path.write_text(text, encoding="utf-8")
    return read_edits(path)


def test_a_question_ends_at_its_check_or_at_the_next_heading() -> None:
    spans = question_spans(book("a", "b", "c")["cells"])
    assert spans == {"q1_1": range(2, 5), "Q1": range(6, 10)}


def test_a_question_without_a_box_is_known_by_its_check() -> None:
    cells = [
        new_cell("markdown", BOX.format("w1_1")),
        new_cell("markdown", "_Answer._"),
        new_cell("markdown", "<!-- END QUESTION -->\n\nAdd two numbers."),
        new_cell("code", "def add(a, b): ..."),
        new_cell("code", 'grader.check("add")'),
        new_cell("markdown", "## Halves"),
        new_cell("code", "half = ..."),
        new_cell("code", 'grader.check("half")'),
    ]
    spans = question_spans(new_notebook(cells, "tiny")["cells"])
    assert spans == {"w1_1": range(2), "add": range(2, 5), "half": range(5, 8)}


def test_the_answers_are_the_cells_that_the_solution_changes(material: Material) -> None:
    assert material.answers == {"q1_1": [(3, "one = 1")], "Q1": [(7, "two = 2"), (9, "A.")]}


def test_a_solution_of_another_shape_is_refused(material: Material) -> None:
    solution = book("one = 1", "two = 2", "A.")
    del solution["cells"][8]
    with pytest.raises(ConfigError, match=r"Q1 has 4 cells .* 3 in the solution"):
        pair("tiny", material.template, solution)


def test_a_written_question_is_answered_where_otter_asks(material: Material) -> None:
    box = "<!-- BEGIN QUESTION -->\n\n" + BOX.format("w1_1")
    asked = new_cell("markdown", "_Type here._", tags=["otter_answer_cell"])
    after = new_cell("markdown", "<!-- END QUESTION -->\n\n## Then")
    solved = new_cell("markdown", "So.", tags=["otter_assign_solution_cell"])
    blank = new_notebook([new_cell("markdown", box), asked, after], "tiny")
    full = new_notebook([new_cell("markdown", box), asked, solved, after], "tiny")
    found = pair("tiny", blank, full)
    assert found.answers == {"w1_1": [(1, "So.")]}
    assert sources(found.draft().notebook)[1] == "So."


def test_a_draft_is_the_solution_in_the_students_notebook(material: Material) -> None:
    assert sources(material.draft().notebook) == sources(book("one = 1", "two = 2", "A."))
    assert sources(material.draft(blank=True).notebook) == sources(material.template)


def test_cells_replace_insert_and_delete(material: Material, tmp_path: Path) -> None:
    changes = edits(
        tmp_path,
        "# a remark\n# %% after q1_1\nextra = 1\n\n# %% q1_1\none = 7\n# %% Q1 2 [markdown]\n"
        "# Hm.\n#\n# So.\n# %% before start\nfirst = 1\n# %% after end\nlast = 1\n",
    )
    found = sources(material.draft(changes).notebook)
    assert found[0] == "first = 1"
    assert found[-1] == "last = 1"
    assert found[4:6] == ["one = 7", "extra = 1"]
    assert found[11] == "Hm.\n\nSo."
    fewer = sources(material.draft(edits(tmp_path, "# %% delete Q1\n# %% drop q1_1\n")).notebook)
    assert [text for text in fewer if "q1_1" in text or text in ("one = 1", "two = 2", "A.")] == []
    assert BOX.format("Q1") in fewer


def test_an_edit_of_a_question_that_is_not_there_is_named(
    material: Material, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="no answer cell q1_1 2"):
        material.draft(edits(tmp_path, "# %% q1_1 2\nx = 1\n"))
    with pytest.raises(ConfigError, match="q9_9"):
        material.draft(edits(tmp_path, "# %% q9_9\nx = 1\n"))


@pytest.mark.parametrize("text", ["x = 1\n", "# %%\nx = 1\n", "# %% q1_1\nx = 1\n# %% a b c\n"])
def test_a_header_that_names_no_question_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="names no question"):
        edits(tmp_path, text)


def test_blank_edits_undo_an_answer(material: Material) -> None:
    draft = material.draft(material.blank_edits("Q1"))
    assert sources(draft.notebook) == sources(book("one = 1", "two = ...", "_Answer._"))


def test_every_layout_holds_the_same_notebook(material: Material, tmp_path: Path) -> None:
    draft = material.draft()
    draft.files["answers.json"] = b"{}"
    draft.write(tmp_path, "a", "folder", WHEN)
    draft.write(tmp_path, "b", "notebook", WHEN)
    draft.write(tmp_path, "c", "zip", WHEN)
    draft.write(tmp_path, "d", "plain_zip", WHEN)
    packed = []
    for path in ("c/tiny_2026_10_12T18_00_00_250000.zip", "d.zip"):
        with zipfile.ZipFile(tmp_path / path) as archive:
            assert sorted(archive.namelist()) == ["answers.json", "tiny.ipynb"]
            packed.append(archive.read("tiny.ipynb"))
    texts = [(tmp_path / path).read_bytes() for path in ("a/tiny.ipynb", "b.ipynb")]
    assert len({*packed, *texts}) == 1
    assert json.loads(texts[0])["metadata"]["autograder"] == {"assignment": "tiny"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b.ipynb", "c", "d.zip"]


def test_a_check_cell_of_another_form_is_no_answer() -> None:
    def whole(answer: str, check: str) -> Notebook:
        cells = [new_cell("markdown", "### q1 · A sum"), new_cell("code", answer)]
        return new_notebook([*cells, new_cell("code", check)], "a1")

    blank, solved = whole("...", 'check("q1")'), whole("x = 1", 'grader.check("q1")')
    assert pair("a1", blank, solved).answers == {"q1": [(1, "x = 1")]}
