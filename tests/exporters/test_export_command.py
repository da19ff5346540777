"""`autograder export` and `autograder explain`, as a person types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.exporters import EXPORTERS
from autograder.records.grades import dumps
from autograder.records.result import CheckResult, QuestionResult, SubmissionResult, dump
from autograder.records.status import Status
from tests.exporters.small_class import CANVAS, grades


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An output folder of a batch with grades, one result and a downloaded sheet."""
    (tmp_path / "results").mkdir()
    check = CheckResult(
        id="q2-2",
        name="test_secret_case",
        hidden=True,
        status=Status.FAILED,
        points=0,
        possible=1,
        message="A further case is not right.",
    )
    question = QuestionResult(
        id="q2",
        title="Halve",
        kind="code",
        status=Status.FAILED,
        points=3,
        possible=4,
        message="Not right yet.",
        checks=(check,),
    )
    result = SubmissionResult(
        assignment="lab1",
        student="ada",
        file="lab1.ipynb",
        status=Status.FAILED,
        possible=10,
        questions=(question,),
        notes=("for the reviewer alone",),
    )
    (tmp_path / "results/ada.json").write_text(json.dumps(dump(result)))
    text = dumps(grades({"result": "results/ada.json"}))
    (tmp_path / "grades.json").write_text(text)
    (tmp_path / "canvas.csv").write_text(CANVAS)
    return tmp_path


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_list_names_every_format() -> None:
    shown = run("export", "--list")
    assert shown.exit_code == 0
    assert all(exporter.name in shown.output for exporter in EXPORTERS)


def test_a_sheet_is_filled_and_everything_left_over_is_named(folder: Path) -> None:
    out = folder / "upload.csv"
    done = run(
        *("export", "canvas", folder / "grades.json"),
        *("--into", folder / "canvas.csv", "--out", out),
    )
    assert done.exit_code == 0, done.output
    assert "left as it is: Novak, Nora" in done.output
    assert "101,S007,ada,A,8.68,15" in out.read_text()


def test_explaining_writes_nothing_unless_asked_to(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    done = run(
        *("export", "canvas", folder / "grades.json", "--into", folder / "canvas.csv", "--explain"),
    )
    assert done.exit_code == 0, done.output
    assert "grade set" in done.output
    assert sorted(folder.rglob("*")) == before


def test_a_file_of_another_program_is_explained(folder: Path) -> None:
    file = folder / "theirs.csv"
    file.write_text("Student,ID,Section,Final Score\nAda,101,A,5\n")
    done = run("explain", "canvas", file, "--into", folder / "canvas.csv")
    assert done.exit_code == 0  # the exported sheet has a Final Score of Canvas's own
    file.write_text("Student,ID,Section,The Final Grade\nAda,101,A,5\n")
    done = run("explain", "canvas", file, "--into", folder / "canvas.csv")
    assert done.exit_code == 1
    assert "column dropped: The Final Grade" in done.output


def test_gradescope_gets_one_results_file_a_submission_without_hidden_tests(folder: Path) -> None:
    done = run("export", "gradescope", folder / "grades.json", "--out", folder / "gs")
    assert done.exit_code == 0, done.output
    content = json.loads((folder / "gs/ada/results.json").read_text())
    assert content["score"] == 8.675
    assert [test["name"] for test in content["tests"]] == ["q2 Halve"]
    text = json.dumps(content)
    assert all("visibility" not in test for test in content["tests"])
    assert "test_secret_case" not in text
    assert "for the reviewer alone" not in text
    assert "not exported: ben" in done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("excel", "grades.json", "--out", "x"), "No export format"),
        (("csv", "nowhere.json", "--out", "x"), "cannot be read"),
        (("csv", "grades.json", "--into", "canvas.csv", "--out", "x"), "made from nothing"),
        (("csv", "canvas.csv", "--out", "x"), "not JSON"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(folder)
    done = run("export", *arguments)
    assert done.exit_code != 0
    assert told in str(done.exception)
