"""What may leave for students: handouts as they were compiled, feedback without solutions."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.exporters.feedback.publish import publish
from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError, ReleaseError
from autograder.records.grades import Grades, dumps
from autograder.release.build import build
from tests.small_course import HIDDEN, ID, make_course


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, compiled once."""
    course = make_course(tmp_path_factory.mktemp("small"))
    build(course, ID)
    return course.root


@pytest.fixture
def course(compiled: Path, tmp_path: Path) -> Course:
    """A copy that a test may spoil."""
    shutil.copytree(compiled, tmp_path / "course")
    return find_course(tmp_path / "course")


def test_the_handout_and_each_students_page_are_published(course: Course, tmp_path: Path) -> None:
    page = b"<html><p>Look at the first window.</p></html>"
    written = publish(course, [ID], tmp_path / "out", {"ada/feedback.html": page})
    names = {path.relative_to(tmp_path / "out").as_posix() for path in written}
    assert names == {f"{ID}/{ID}.zip", f"{ID}/feedback/ada/feedback.html"}
    assert (tmp_path / f"out/{ID}/{ID}.zip").read_bytes() == (
        course.build / ID / "handout.zip"
    ).read_bytes()


def test_a_handout_that_was_changed_by_hand_is_refused(course: Course, tmp_path: Path) -> None:
    with (course.build / ID / "handout.zip").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ReleaseError, match="not the one that was compiled"):
        publish(course, [ID], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_handout_older_than_its_source_is_to_be_renewed(course: Course, tmp_path: Path) -> None:
    bank = course.sources / ID / "mcq.toml"
    bank.write_text(bank.read_text().replace("?", "??", 1))
    with pytest.raises(ReleaseError, match=r"older than questions\.json; renew it with"):
        publish(course, [ID], tmp_path / "out")


def test_feedback_that_shows_a_hidden_test_is_refused(course: Course, tmp_path: Path) -> None:
    page = f"<html><p>{HIDDEN}</p></html>".encode()
    with pytest.raises(ReleaseError, match="hidden test test_all_windows of q1_1"):
        publish(course, [ID], tmp_path / "out", {"ada/feedback.html": page})
    assert not (tmp_path / "out").exists()


def test_a_students_own_right_answer_is_no_leak(course: Course, tmp_path: Path) -> None:
    from tests.small_course import ANSWER

    page = f'<html><pre class="own">{ANSWER}</pre></html>'.encode()
    assert publish(course, [ID], tmp_path / "out", {"ada/feedback.html": page})
    with pytest.raises(ReleaseError, match="the model answer of w1_1"):
        publish(course, [ID], tmp_path / "o", {"ada/feedback.html": f"<p>{ANSWER}</p>".encode()})


def test_the_command_publishes_what_feedback_made(course, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(course.root)
    out = tmp_path / "graded"
    (out / "feedback").mkdir(parents=True)
    nobody = Grades(assignment=ID, title="", possible=0, questions=(), students=())
    (out / "grades.json").write_text(dumps(nobody))
    command = ["publish", "--to", str(tmp_path / "out"), "--feedback", str(out)]
    assert "holds no feedback" in str(CliRunner().invoke(app, command).exception)
    (out / "feedback/ada.html").write_text("<p>Look at the first window.</p>")
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.exception
    assert (tmp_path / f"out/{ID}/feedback/ada/feedback.html").is_file()


def test_feedback_goes_with_the_one_assignment_that_it_belongs_to(course, tmp_path) -> None:
    with pytest.raises(ConfigError, match="one assignment"):
        publish(course, [ID, ID], tmp_path / "out", {"ada/feedback.html": b""})
