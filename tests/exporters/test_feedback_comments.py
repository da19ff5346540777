"""Comments of people in the feedback: at their line, in the page and in the returned notebook."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder import gradebook
from autograder.cli import app
from autograder.records.notebook import new_cell, new_notebook
from autograder.records.result import load
from tests.exporters.graded_class import make_course, write_class


def notebook() -> dict[str, Any]:
    cells = [
        new_cell("markdown", "### q1 · Add"),
        new_cell("code", "def add(a, b):\n    total = a\n    return total"),
        new_cell("code", 'grader.check("q1")'),
    ]
    made = new_notebook(cells, "lab")
    for cell, key in zip(made["cells"], ("box", "answer", "check"), strict=True):
        cell["id"] = key
    return made


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose gradebook has Ada's and Ben's results, and a comment on Ada's second line."""
    make_course(tmp_path)
    out = tmp_path / "out"
    write_class(out, ada={"name": "Ada Birch"}, ben={})
    for student in ("ada", "ben"):
        folder = tmp_path / "class" / student
        folder.mkdir(parents=True)
        (folder / "lab.ipynb").write_text(json.dumps(notebook()))
    monkeypatch.chdir(tmp_path)
    with gradebook.open_gradebook(tmp_path / "gradebook.db", create=True) as book:
        gradebook.import_results(book, "tom", out)
        (attempt,) = (one.id for one in gradebook.attempts(book) if one.student == "ada")
        gradebook.comment(
            book, "tom", attempt, "Where is `b`?", question="q1", cell="answer", line=2,
            quote="total = a",
        )  # fmt: skip
        gradebook.comment(book, "tom", attempt, "Staff only.", question="q1", for_student=False)
        gradebook.comment(book, "tom", attempt, "Nice <b>work</b>.")
    return tmp_path


def run(*words: object):
    done = CliRunner().invoke(app, ["feedback", *map(str, words)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done


def test_a_comment_stands_at_its_line_in_page_and_notebook_whoever_grades_again(
    course: Path,
) -> None:
    command = ("new", "--from-gradebook", "lab", "--notebooks", "class", "--db", "gradebook.db")
    done = run(*command)
    assert "2 pages" in done.output
    assert "2 notebooks" in done.output
    page = (course / "new/feedback/ada.html").read_text()
    assert "Comment, line 2, “total = a”." in page
    assert "Where is `b`?" in page
    assert "Nice &lt;b&gt;work&lt;/b&gt;." in page
    assert "Staff only" not in page
    assert "Where is" not in (course / "new/feedback/ben.html").read_text()
    made = json.loads((course / "new/feedback/ada.ipynb").read_text())
    texts = ["".join(cell["source"]) for cell in made["cells"]]
    at = next(n for n, text in enumerate(texts) if text.startswith("def add"))
    assert "line 2, “total = a”" in texts[at + 1]
    assert "Where is" in texts[at + 1]
    kept = [cell for cell in made["cells"] if cell["metadata"].get("autograder") != "feedback"]
    assert ["".join(cell["source"]) for cell in kept] == [
        "".join(cell["source"]) for cell in notebook()["cells"]
    ]
    # Graded again by another version, with another verdict: the comment stays where it is.
    with gradebook.open_gradebook(course / "gradebook.db") as book:
        data = json.loads((course / "out/results/ada.json").read_text())
        newer = load({**data, "message": "graded anew"})
        gradebook.record_results(book, "grader", "lab", [newer])
    run(*command)
    again = json.loads((course / "new/feedback/ada.ipynb").read_text())
    assert [cell["source"] for cell in again["cells"]] == [cell["source"] for cell in made["cells"]]


def test_the_grades_of_the_gradebook_hold_each_comment_once_as_text_and_with_its_place(
    course: Path,
) -> None:
    with gradebook.open_gradebook(course / "gradebook.db") as book:
        row = next(one for one in gradebook.grades(book, "lab").students if one.student == "ada")
    assert row.comment == "q1, line 2, “total = a”: Where is `b`?\nNice <b>work</b>."
    assert [(one.question, one.cell, one.line) for one in row.notes] == [
        ("q1", "answer", 2),
        ("", "", None),
    ]
