"""A release opened for grading, and the ways in which it may not fit together."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.grading.loaded import open_release
from autograder.records.errors import ConfigError, ReleaseError
from tests.tiny_course import ASSIGNMENT, CHECKS, write_course


def test_every_check_carries_the_points_of_the_release(tmp_path: Path) -> None:
    opened = open_release(write_course(tmp_path), ASSIGNMENT)
    found = {
        q.spec.id: [(c.spec.name, c.spec.hidden, c.spec.points) for c in q.checks]
        for q in opened.questions
    }
    assert found == CHECKS
    assert set(opened.files) == {"questions.json"}


def test_a_release_that_is_not_built_names_the_command(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    (course.build / ASSIGNMENT / "release.json").unlink()
    with pytest.raises(
        ReleaseError, match="does not exist; compile it with: autograder build tiny"
    ):
        open_release(course, ASSIGNMENT)


def test_an_unknown_assignment_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No assignment 'a9' in this course; it has: tiny"):
        open_release(write_course(tmp_path), "a9")


def edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_zip_of_another_build_is_refused(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    edit(course.build / "tiny/release.json", hashes={"autograder.zip": "0" * 64})
    with pytest.raises(ReleaseError, match=r"autograder\.zip is not the one that .* describes"):
        open_release(course, ASSIGNMENT)


def test_test_cases_that_are_not_those_of_the_manifest_are_refused(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    path = course.build / "tiny/release.json"
    questions = json.loads(path.read_text())["questions"]
    questions[1]["checks"][1]["hidden"] = False
    edit(path, questions=questions)
    with pytest.raises(ReleaseError, match=r"the test cases of q2 are not those of release\.json"):
        open_release(course, ASSIGNMENT)


def test_a_missing_support_file_is_named(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    edit(course.build / "tiny/release.json", files=["questions.json", "data.npy"])
    with pytest.raises(ReleaseError, match=r"files/data\.npy"):
        open_release(course, ASSIGNMENT)


def test_an_archive_that_is_none_is_refused(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    (course.build / "tiny/autograder.zip").write_bytes(b"")
    with pytest.raises(ReleaseError, match=r"autograder\.zip cannot be read"):
        open_release(course, ASSIGNMENT)


def test_the_hash_changes_with_a_test(tmp_path: Path) -> None:
    before = open_release(write_course(tmp_path / "1"), ASSIGNMENT).sha256
    course = write_course(tmp_path / "2")
    with zipfile.ZipFile(course.build / "tiny/autograder.zip", "a") as archive:
        archive.writestr("files/more.txt", "x")
    assert open_release(course, ASSIGNMENT).sha256 != before
