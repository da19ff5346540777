"""Verdicts go into the gradebook while a class is graded, each once, whoever grades and dies."""

from datetime import timedelta
from pathlib import Path

import pytest

from autograder import gradebook
from autograder.batch import BatchReport, Graded, Options, grade_class
from autograder.batch.book import STRANGER, Book
from autograder.batch.options import About
from autograder.grading.case_seed import course_secret
from autograder.intake.survey import find_submissions
from autograder.records.course import Course, find_course
from autograder.records.errors import AutograderError
from autograder.records.release import read_release, release_sha256
from autograder.records.seal import holds
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = write_course(tmp_path / "course")
    (tmp_path / "course" / "class.csv").write_text("student_id,name\nada,Ada\nbob,Bob\n")
    (course.sources / "course.toml").write_text(
        'name = "C"\nassignments = ["tiny"]\nunused = ["torch", "scipy"]\nroster = "../class.csv"\n'
    )
    for name in ("ada", "bob", "eve"):
        hand_in(tmp_path / "class", name, notebook({"q3": f"squares = [0, 1, 4]  # {name}"}))
    return find_course(course.root)


def run(course: Course, out: Path, to: Path) -> tuple[BatchReport, list[Graded]]:
    seen: list[Graded] = []
    options = Options(engine="local", jobs=1, gradebook=str(to))
    folder = course.root.parent / "class"
    return grade_class(course, ASSIGNMENT, folder, out, options, seen.append), seen


def verdicts(book: gradebook.Gradebook) -> list[object]:
    return [one.facts["run"] for one in gradebook.history(book, actions=["verdict"], limit=100)]


def test_each_verdict_is_in_the_gradebook_once_and_a_stranger_waits_for_a_person(
    course: Course, tmp_path: Path
) -> None:
    to = tmp_path / "gradebook.db"
    report, _ = run(course, tmp_path / "out", to)
    with gradebook.open_gradebook(to) as book:
        assert len(set(verdicts(book))) == len(verdicts(book)) == 3
        totals = gradebook.totals(book, ASSIGNMENT)
        assert totals["ada"].total == totals["bob"].total == 8
        assert gradebook.verify(book).problems == ()
        for attempt in gradebook.attempts(book):
            assert holds(gradebook.result_of(book, attempt.id), course_secret(course))
    (eve,) = report.needs_review
    assert (eve.student, eve.notes[-1]) == ("eve", STRANGER)
    assert holds(eve, course_secret(course))
    # The files are gone; the gradebook has the verdicts, and nothing is graded again.
    again, seen = run(course, tmp_path / "elsewhere", to)
    assert [graded.kept for graded in seen] == [True] * 3
    assert [one.total for one in again.results] == [8.0] * 3
    assert [one.student for one in again.needs_review] == ["eve"]
    with gradebook.open_gradebook(to) as book:
        assert len(verdicts(book)) == 3
        assert len(gradebook.attempts(book)) == 3


def test_what_another_run_has_claimed_is_waited_for_and_taken_when_that_run_is_dead(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "gradebook.db"
    monkeypatch.setattr("autograder.batch.book.LEASE", timedelta(seconds=15))
    release = read_release(course.build / ASSIGNMENT / "release.json")
    sha256 = release_sha256(course.build / ASSIGNMENT)
    about = About("local", "none", sha256, "cpu", "cpu")
    ada, *_ = find_submissions(tmp_path / "class", ASSIGNMENT)
    dead = Book(course, release, str(to), "dead", ())
    dead._over.set()  # It renews nothing.
    assert dead.claim(ada, about) is True
    assert dead.claim(ada, about) is False
    report, seen = run(course, tmp_path / "out", to)
    assert [graded.result.student for graded in seen] == ["bob", "eve", "ada"]
    assert [one.total for one in report.results] == [8.0] * 3
    dead.finish(ada, report.results[0])  # Too late, and no harm done.
    with gradebook.open_gradebook(to) as book:
        assert len(verdicts(book)) == 3


def test_a_gradebook_that_cannot_be_reached_is_said_before_anything_is_graded(
    course: Course, tmp_path: Path
) -> None:
    (tmp_path / "not.db").write_text("not a gradebook " * 100)
    with pytest.raises(AutograderError, match="is not a gradebook"):
        run(course, tmp_path / "out", tmp_path / "not.db")
