"""What staff keep beside an assignment, and the library that a course brings along."""

import sys
from pathlib import Path

import pytest

from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError
from autograder.records.pack import load_pack

STAFF = """
from autograder.diagnosis import Question

question = Question("answer")

@question.mistake("{hint}")
def wrong():
    return 0
"""


def course(root: Path, **staff: str) -> Course:
    folder = root / "assignments" / "week1" / "staff"
    folder.mkdir(parents=True)
    (root / "assignments" / "course.toml").write_text('name = "C"\nassignments = ["week1"]\n')
    for name, source in staff.items():
        (folder / f"{name}.py").write_text(source)
    return find_course(root)


def test_two_courses_with_a_question_of_one_name_never_meet(tmp_path: Path) -> None:
    first = load_pack(course(tmp_path / "a", q1_3=STAFF.format(hint="Of the first.")), "week1")
    other = load_pack(course(tmp_path / "b", q1_3=STAFF.format(hint="Of the other.")), "week1")
    (one,), (two,) = first.questions["q1_3"].mistakes, other.questions["q1_3"].mistakes
    assert (one.hint, two.hint) == ("Of the first.", "Of the other.")


def test_a_module_that_cannot_be_imported_is_named_with_its_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"q1_3\.py cannot be imported \(ZeroDivisionError"):
        load_pack(course(tmp_path, q1_3="1 / 0"), "week1")


def test_a_module_without_a_question_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="defines no `question`"):
        load_pack(course(tmp_path, q1_3="x = 1"), "week1")


def test_a_library_that_cannot_be_imported_is_the_course_s_to_mend(tmp_path: Path) -> None:
    made = course(tmp_path)
    (made.sources / "brokenkit").mkdir()
    (made.sources / "brokenkit" / "__init__.py").write_text("import no_such_module\n")
    settings = made.sources / "course.toml"
    settings.write_text(settings.read_text() + 'library = "brokenkit"\n')
    before = list(sys.path)
    for _ in range(2):
        with pytest.raises(ConfigError, match="brokenkit cannot be imported"):
            load_pack(find_course(tmp_path), "week1")
    assert sys.path == before
