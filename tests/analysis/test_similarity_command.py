"""`autograder similarity` on a class folder: pairs, an earlier class, the export."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.records.notebook import new_cell, new_notebook, write_notebook
from autograder.review.work import WorkStore
from tests.analysis.test_similarity import ADA, OTHER, TEMPLATE, renamed


def hand_in(folder: Path, student: str, *cells: str) -> None:
    notebook = new_notebook([new_cell("code", text) for text in (TEMPLATE[0], *cells)], "lab")
    (folder / student).mkdir(parents=True)
    write_notebook(folder / student / "lab.ipynb", notebook)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    source = tmp_path / "assignments" / "lab"
    source.mkdir(parents=True)
    (source.parent / "course.toml").write_text('name = "Course"\nassignments = ["lab"]\n')
    (source / "assignment.toml").write_text('id = "lab"\ntitle = "Lab"\n')
    given = new_notebook([new_cell("code", text) for text in TEMPLATE], "lab")
    for folder in ("student_templates", "solutions"):
        (tmp_path / folder / "lab").mkdir(parents=True)
        write_notebook(tmp_path / folder / "lab" / "lab.ipynb", given)
    hand_in(tmp_path / "class", "ada", *ADA)
    hand_in(tmp_path / "class", "ben", *map(renamed, ADA))
    hand_in(tmp_path / "class", "eve", *OTHER)
    hand_in(tmp_path / "last-year", "max", *OTHER)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str):
    return CliRunner().invoke(app, ["similarity", "lab", "class", *words])


def test_a_class_and_an_earlier_one_are_compared_and_kept_for_the_page(course: Path) -> None:
    done = run("--corpus", "last-year", "--json", "pairs.json")
    assert done.exit_code == 0, (done.output, done.exception)
    assert "3 hand-ins, 2 pairs to look at." in done.output
    assert "look here: ada and ben" in done.output
    assert "last-year: max" in done.output
    pairs = json.loads((course / "pairs.json").read_text())
    assert {(one["first"], one["second"]) for one in pairs} == {
        ("ada", "ben"),
        ("eve", "last-year: max"),
    }
    kept = WorkStore(course / "work.db").similar("lab")
    assert kept is not None
    assert len(kept) == 2


@pytest.mark.parametrize("layout", ["jplag", "dolos"])
def test_a_class_is_laid_out_for_another_program(course: Path, layout: str) -> None:
    done = run("--export", layout, "--out", "laid", "--corpus", "last-year")
    assert done.exit_code == 0, (done.output, done.exception)
    assert len(list((course / "laid").rglob("*.py"))) == 5


def test_an_unknown_layout_is_refused_with_the_known_ones(course: Path) -> None:
    done = run("--export", "moss", "--out", "laid")
    assert done.exit_code != 0
    assert "jplag or --export dolos" in str(done.exception)
