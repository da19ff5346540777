"""The command `autograder intake` and what `autograder grade` says of a class folder."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.batch import Options, grade_class
from autograder.intake.of_course import survey_for
from autograder.records.course import find_course
from autograder.records.errors import IntakeError
from autograder.records.naming import slug
from tests.intake import shapes
from tests.intake.shapes import packed, write
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course

OPTIONS = Options(engine="local", jobs=1)


def run(*arguments: object, cwd: Path) -> tuple[int, str]:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "intake", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    return done.returncode, done.stdout + done.stderr


def test_a_dry_run_lists_everything_and_writes_nothing(tmp_path: Path) -> None:
    shape = {**shapes.CANVAS, ".DS_Store": b"", "notes.pdf": b"%PDF"}
    folder = write(tmp_path / "class", shape)
    before = sorted(tmp_path.rglob("*"))
    code, text = run(folder, "--dry-run", cwd=tmp_path)
    assert code == 1
    assert sorted(tmp_path.rglob("*")) == before
    assert text.startswith("Assignment: a1\nTaken for a bulk download from Canvas: 9 of 10 names")
    for part in (
        "6 rows: 4 to grade, 2 refused.",
        "  birchada: birchada_LATE_12345_678910_a1-1.ipynb -> a1.ipynb",
        "  notes: notes.pdf is a PDF, not a notebook; hand in a1.ipynb",
        "late (1):\n  birchada\n",
        "attempts (1):\n  birchada: birchada_12345_678900_a1.ipynb, birchada_LATE_12345_678910",
        "duplicates, the same work twice (1):",
        "  studenttest_99999_678915_a1.ipynb: the platform's test student",
        "litter (1):\n  .DS_Store",
    ):
        assert part in text


def test_the_list_comes_as_json_too(tmp_path: Path) -> None:
    folder = write(tmp_path / "class", shapes.NBGRADER)
    code, _ = run(folder, "--dry-run", "--json", tmp_path / "list.json", cwd=tmp_path)
    found = json.loads((tmp_path / "list.json").read_text())
    assert code == 1
    assert found["format"] == "nbgrader"
    assert list(found["refused"]) == ["cid"]
    assert {row["student"]: row["handed_in"] for row in found["rows"]}["ada"].startswith("2026-10")


def test_a_format_is_overridden_and_an_unknown_one_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "class", shapes.CANVAS)
    code, text = run(folder, "--dry-run", "--format", "plain", cwd=tmp_path)
    assert (code, "Taken for a folder, a notebook or a zip for each student." in text) == (1, True)
    code, text = run(folder, "--dry-run", "--format", "cavnas", cwd=tmp_path)
    assert (code, "There is no format 'cavnas'; the formats are: canvas," in text) == (2, True)


def test_a_class_is_laid_out_for_other_tools(tmp_path: Path) -> None:
    folder = write(tmp_path / "class", {**shapes.MOODLE_FLAT, "answers.json": b"{}"})
    code, text = run(folder, "--to", tmp_path / "laid", "--assignment", "a1", cwd=tmp_path)
    assert "2 hand-ins are laid out in" in text
    names = sorted(str(path.relative_to(tmp_path / "laid")) for path in tmp_path.rglob("laid/*/*"))
    ada, ben = slug("Ada Birch"), slug("Ben Okafor")
    assert names == [f"{ada}/a1.ipynb", f"{ben}/a1.ipynb"]
    assert code == 1, "answers.json is a row of its own, refused"
    code, text = run(folder, "--to", tmp_path / "laid", cwd=tmp_path)
    assert (code, "is there already; name another folder" in text) == (2, True)


def test_to_look_or_to_write_has_to_be_said(tmp_path: Path) -> None:
    folder = write(tmp_path / "class", shapes.MOODLE)
    code, text = run(folder, cwd=tmp_path)
    assert (code, "--dry-run" in text) == (2, True)


ROSTER = (
    "student_id,name,canvas_id,email,section\n0042,Ada Birch,12345,ada@x.org,A\n0043,Ben,22345,,\n"
)


def test_a_course_with_a_roster_gives_rows_by_id_late_and_missing(tmp_path: Path) -> None:
    write_course(tmp_path / "course")
    toml = tmp_path / "course/assignments/course.toml"
    toml.write_text(
        'name = "C"\nassignments = ["tiny"]\nroster = "roster.csv"\ndue.tiny = 2026-10-12T18:00:00Z'
        '\nextensions = [{student = "9", days = 1}]\n'
    )
    (tmp_path / "course/assignments/roster.csv").write_text(ROSTER)
    course = find_course(tmp_path / "course")
    done = json.dumps(notebook()).encode()
    folder = write(tmp_path / "class", {"birchada_LATE_12345_7_tiny.ipynb": done})
    (folder / "stranger_999_8_tiny.ipynb").write_bytes(done)
    code, text = run(folder, "--assignment", ASSIGNMENT, "--dry-run", cwd=course.root)
    assert code == 1
    assert "2 rows: 2 to grade, 0 refused; 1 matched, 1 unmatched." in text
    assert "on the roster, nothing handed in (1):\n  0043  Ben\n" in text
    assert "course.toml: an extension for '9', who is not on the roster." in text
    out = tmp_path / "out"
    grade_class(course, ASSIGNMENT, folder, out, OPTIONS)
    with (out / "grades.csv").open(newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["0042"]["late"] == "yes"
    assert (rows["0042"]["email"], rows["0042"]["section"]) == ("ada@x.org", "A")
    assert (rows["0043"]["status"], rows["0043"]["total"]) == ("missing", "")
    assert rows["stranger"]["canvas_id"] == "999"


def test_a_group_has_one_result_and_a_row_for_each_member(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    done = json.dumps(notebook()).encode()
    metadata = b"submission_1: {submitters: [{name: Ada, sid: '01'}, {name: Ben, sid: '02'}]}"
    shape = {"submission_1/tiny.ipynb": done, "submission_metadata.yml": metadata}
    out = tmp_path / "out"
    grade_class(course, ASSIGNMENT, write(tmp_path / "class", shape), out, OPTIONS)
    grades = json.loads((out / "grades.json").read_text())["students"]
    assert [(row["student"], row["total"], row["group"]) for row in grades] == [
        ("01", 8.0, "01 + 02"),
        ("02", 8.0, "01 + 02"),
    ]
    assert len(list((out / "results").glob("*.json"))) == 1


def test_results_inside_the_class_folder_are_no_hand_in(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    folder = tmp_path / "class"
    hand_in(folder, "ann")
    out = folder / "results"
    grade_class(course, ASSIGNMENT, folder, out, OPTIONS)
    assert (out / "grades.json").is_file()
    for place in (out, tmp_path / "elsewhere"):
        found = survey_for(course, ASSIGNMENT, folder, place)
        assert [row.student for row in found.found] == ["ann"]
    deep = folder / "more/deep"
    shutil.move(out, deep)
    assert [row.student for row in survey_for(course, ASSIGNMENT, folder, deep).found] == ["ann"]
    with pytest.raises(IntakeError, match="is the class folder itself; name another folder"):
        survey_for(course, ASSIGNMENT, folder, folder)


def test_hand_ins_that_used_to_vanish_have_rows_and_files_of_their_own(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    done = json.dumps(notebook()).encode()
    broken = json.dumps(notebook({"q3": "squares = '\ud83d'"})).encode()
    shape = {
        "chrome.ipynb.json": done,
        "printed.pdf": b"%PDF-1.4\n",
        "CON.ipynb": done,
        "anna.ipynb": done,
        "Anna.ipynb": broken,
        "a+b.ipynb": done,
        f"{slug('a+b')}.ipynb": done,
        "wrapped.zip": packed(
            {"x/tiny_2026_10_12T18_00_00_250000.zip": packed({"tiny.ipynb": done})}
        ),
    }
    out = tmp_path / "out"
    report = grade_class(course, ASSIGNMENT, write(tmp_path / "class", shape), out, OPTIONS)
    totals = {result.student: result.total for result in report.results}
    assert totals.pop("printed") == 0.0
    assert totals.pop("Anna") == 7.0
    assert set(totals.values()) == {8.0}
    assert len(totals) == 6
    files = [path.name.casefold() for path in (out / "results").iterdir()]
    assert len(set(files)) == len(report.results) == 8
    refused = next(result for result in report.results if result.student == "printed")
    assert refused.needs_review
    assert refused.message.startswith("printed.pdf is a PDF, not a notebook; hand in tiny.ipynb")


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_platforms_class_is_graded_from_folder_or_zip(tmp_path: Path, kind: str) -> None:
    course = write_course(tmp_path / "course")
    done, blank = (json.dumps(notebook(a)).encode() for a in ({}, {"q1": "add = 0"}))
    shape = {
        "birchada_12345_678900_tiny.ipynb": blank,
        "birchada_LATE_12345_678910_tiny-1.ipynb": done,
        "okaforben_22345_678911_tiny_2026_10_12T18_00_00_250000.zip": packed({"tiny.ipynb": done}),
    }
    place = write(tmp_path / "class", shape)
    if kind == "zip":
        place = tmp_path / "submissions.zip"
        place.write_bytes(packed(shape))
    report = grade_class(course, ASSIGNMENT, place, tmp_path / "out", OPTIONS)
    assert [(result.student, result.total, result.late) for result in report.results] == [
        ("birchada", 8.0, True),
        ("okaforben", 8.0, False),
    ]
    assert "Set aside: birchada_12345_678900_tiny.ipynb." in report.results[0].notes[0]
