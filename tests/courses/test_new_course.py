"""From an installed wheel and an empty folder to a graded class, as a new instructor goes."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from autograder.records.course import find_course
from autograder.records.errors import ConfigError
from autograder.records.notebook import is_canonical
from autograder.records.pack import load_pack
from autograder.release.findings import counted, report
from autograder.release.load import load_source
from autograder.scaffold import new_assignment, new_course
from autograder.specimens import read_edits, read_material
from tests.courses.installed import ROOT, install, run

WHEN = datetime(2026, 10, 5, 12)


@dataclass(frozen=True)
class Walked:
    """What the commands printed on the way, and where the course lies."""

    python: Path
    root: Path
    texts: dict[str, str]
    codes: dict[str, int]


@pytest.fixture(scope="module")
def walked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """New course, build, known submissions, one hand-in with a mistake, pages."""
    python = install(wheel, tmp_path_factory.mktemp("installed") / "environment")
    empty = tmp_path_factory.mktemp("empty")
    root = empty / "stats"
    texts, codes = {}, {}

    def step(name: str, folder: Path, *arguments: str) -> None:
        done = run(python, folder, *arguments)
        texts[name], codes[name] = done.stdout + done.stderr, done.returncode

    step("new", empty, "new", "course", "stats", "--title", 'Statistics "101"')
    step("build", root, "build")
    step("known", root, "verify", "week1", "--known")
    material = read_material(find_course(root), "week1")
    mistaken = read_edits(root / "assignments/week1/known/q0_1_only_centred/answers.py")
    material.draft(mistaken).write(root / "submissions", "ada", "zip", WHEN)
    material.draft(blank=True).write(root / "submissions", "ben", "notebook", WHEN)
    step("grade", root, "grade", "week1", "submissions", "--out", "results")
    return Walked(python, root, texts, codes)


def test_a_new_course_builds_at_once(walked: Walked) -> None:
    assert walked.codes["new"] == 0, walked.texts["new"]
    assert "autograder build week1" in walked.texts["new"]
    assert walked.codes["build"] == 0, walked.texts["build"]
    assert "week1: 3 questions, 4 points" in walked.texts["build"]
    assert (walked.root / "build/week1/handout.zip").is_file()


def test_its_known_submission_gets_the_verdict_that_it_should(walked: Walked) -> None:
    assert walked.codes["known"] == 0, walked.texts["known"]
    assert "week1: 1 known submission, all as expected." in walked.texts["known"]


def test_a_student_with_one_of_its_mistakes_reads_the_hint(walked: Walked) -> None:
    assert walked.codes["grade"] == 0, walked.texts["grade"]
    result = json.loads((walked.root / "results/results/ada.json").read_text())
    found = {question["id"]: question for question in result["questions"]}
    assert found["q0_1"]["misconception"] == "only_centred"
    assert found["Q1"]["points"] == 1
    assert result["total"] == 1
    page = (walked.root / "results/week1/student-show-ada.html").read_text()
    assert "do not divide by the standard deviation" in page


def test_a_class_is_made_up_and_graded_from_its_known_submission(walked: Walked) -> None:
    done = run(walked.python, walked.root, "demo", "--out", "demo")
    assert done.returncode in (0, 1), done.stderr
    assert len(list((walked.root / "demo/results").glob("*.json"))) == 30


def test_a_blank_notebook_of_it_earns_nothing(walked: Walked) -> None:
    result = json.loads((walked.root / "results/results/ben.json").read_text())
    assert result["total"] == 0
    assert {question["misconception"] for question in result["questions"]} == {None}


def test_lint_says_of_two_slips_what_the_documentation_shows(tmp_path: Path) -> None:
    course = new_course(tmp_path, "Statistics", "week1", "One")
    path = course.sources / "week1/week1.ipynb"
    text = path.read_text().replace('    # END SOLUTION"', '    # END OF SOLUTION"')
    path.write_text(text.replace("points: 1.5", "points: 1.4"))
    findings = load_source(course, "week1").findings
    told = "\n".join([f"week1: {counted(findings)}", *(f"  {line}" for line in report(findings))])
    assert f"```text\n{told}\n```" in (ROOT / "docs/instructors.md").read_text()


def test_lint_has_nothing_to_say_of_new_assignments(tmp_path: Path) -> None:
    course = new_course(tmp_path, "Statistics", "week1", "One")
    course = new_assignment(course, "week2", "Two")
    for name in course.settings.assignments:
        assert not load_source(course, name).findings


def test_students_get_no_explanation_that_is_for_instructors(walked: Walked) -> None:
    template = (walked.root / "student_templates/week1/week1.ipynb").read_text()
    source = (walked.root / "assignments/week1/week1.ipynb").read_text()
    for text in ("For instructors", "staff/q0_1.py", "model answer that graders read"):
        assert text in source
        assert text not in template


def test_titles_may_contain_what_files_must_escape(tmp_path: Path) -> None:
    title = 'Means \\ "medians"\x7f & modes'
    course = new_course(tmp_path, title, "week1", title)
    assert course.settings.name == title
    assert course.assignment("week1").title == title
    path = course.sources / "week1/week1.ipynb"
    assert is_canonical(path.read_bytes(), str(path))
    assert f"# {title}" in "".join(json.loads(path.read_text())["cells"][1]["source"])


def test_one_more_assignment_joins_the_course_and_its_comments_stay(tmp_path: Path) -> None:
    course = new_course(tmp_path, "Statistics", "week1", "One")
    course = new_assignment(course, "week2", "Two")
    assert course.settings.assignments == ("week1", "week2")
    assert "# A package of your own" in (course.sources / "course.toml").read_text()
    assert set(load_pack(course, "week2").questions) == {"q0_1"}


def test_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(ConfigError, match="is there already; move it away"):
        new_course(tmp_path, "Statistics", "week1", "One")
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    (tmp_path / "README.md").unlink()
    course = new_course(tmp_path, "Statistics", "week1", "One")
    with pytest.raises(ConfigError, match="add to that course with: autograder new assignment"):
        new_course(tmp_path, "Statistics", "week1", "One")
    with pytest.raises(ConfigError, match="'week1' is taken"):
        new_assignment(course, "week1", "Again")


@pytest.mark.parametrize("name", ["Week1", "1st", "week-1", "../up", "", "tests"])
def test_an_id_that_cannot_be_one_is_refused_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(ConfigError, match=r"cannot be the id|is taken"):
        new_course(tmp_path / "course", "Statistics", name, "One")
    assert not (tmp_path / "course").exists()
