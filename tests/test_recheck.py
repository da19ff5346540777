"""A grade reproduced from record and work, elsewhere; whatever was changed is refused."""

import copy
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.case_seed import course_secret
from autograder.grading.loaded import open_release
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Library
from autograder.recheck import RecheckRefused, read_record, recheck
from autograder.records.course import Course, find_course
from autograder.records.result import TrainingRecord, dump, load
from autograder.records.seal import holds, sealed
from tests.tiny_course import ASSIGNMENT, notebook, write_course


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a course, Ada's zip, and the record of her grade."""
    root = tmp_path_factory.mktemp("graded")
    course = write_course(root / "course")
    with zipfile.ZipFile(root / "work.zip", "w") as archive:
        archive.writestr("tiny.ipynb", json.dumps(notebook({"q2": "def half(x): return x // 2"})))
    opened = open_release(course, ASSIGNMENT)
    submission = take_in(Found("ada", root / "work.zip"), opened.wanted)
    engine = pick_engine(library=Library.of(course))
    try:
        result = grade_submission(submission, opened, engine, secret=course_secret(course))
    finally:
        engine.close()
    assert result.total is not None
    (root / "ada.json").write_text(json.dumps(dump(result), ensure_ascii=False))
    return root


@pytest.fixture
def course(graded: Path) -> Course:
    """The course that graded."""
    return find_course(graded / "course")


def test_the_grade_is_reproduced_on_another_machines_copy(graded: Path, tmp_path: Path) -> None:
    shutil.copytree(graded / "course", tmp_path / "elsewhere")
    shutil.copy(graded / "work.zip", tmp_path / "handed_in.zip")
    found = recheck(
        find_course(tmp_path / "elsewhere"), graded / "ada.json", tmp_path / "handed_in.zip"
    )
    assert found.same
    assert found.again.total == found.record.total
    assert [line.question for line in found.questions] == ["q1", "q2", "q3", "Q1", "w1", "q4"]


def test_a_record_that_was_read_and_written_again_keeps_its_seal(graded, course) -> None:
    data = json.loads((graded / "ada.json").read_text())
    again = load(json.loads(json.dumps(dump(load(data)), indent=3, sort_keys=True)))
    assert holds(again, course_secret(course))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Path of every single value in a record, but for the total, which is never believed."""
    if isinstance(value, dict):
        return [at for key in value if key != "total" for at in leaves(value[key], (*path, key))]
    if isinstance(value, list):
        return [at for n, item in enumerate(value) for at in leaves(item, (*path, n))]
    return [path]


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return {"failed": "passed", "passed": "failed", "error": "failed"}.get(value, value + "0")
    return "x" if value is None else value


def test_every_change_of_a_record_is_refused(graded: Path, course: Course, tmp_path: Path) -> None:
    data = json.loads((graded / "ada.json").read_text())
    secret, refused = course_secret(course), 0
    for path in leaves(data):
        changed = copy.deepcopy(data)
        place = changed
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = other(place[path[-1]])
        file = tmp_path / "changed.json"
        file.write_text(json.dumps(changed))
        with pytest.raises(Exception, match=r"is refused|is not a result"):
            read_record(file, secret)
        refused += 1
    assert refused >= 30


def test_a_forged_total_changes_nothing(graded: Path, course: Course, tmp_path: Path) -> None:
    data = json.loads((graded / "ada.json").read_text())
    (tmp_path / "x.json").write_text(json.dumps({**data, "total": 100}))
    record = read_record(tmp_path / "x.json", course_secret(course))
    assert record.total == data["total"]


def test_the_secret_of_another_course_seals_nothing_here(graded, course, tmp_path) -> None:
    record = load(json.loads((graded / "ada.json").read_text()))
    forged = sealed(record, b"guessed" * 8)
    (tmp_path / "x.json").write_text(json.dumps(dump(forged)))
    with pytest.raises(RecheckRefused, match="another secret"):
        read_record(tmp_path / "x.json", course_secret(course))


def test_a_record_without_a_seal_is_refused(graded, course, tmp_path) -> None:
    data = json.loads((graded / "ada.json").read_text())
    (tmp_path / "x.json").write_text(json.dumps({**data, "seal": ""}))
    with pytest.raises(RecheckRefused, match="carries no seal"):
        read_record(tmp_path / "x.json", course_secret(course))


def test_other_work_is_refused(graded: Path, course: Course, tmp_path: Path) -> None:
    (tmp_path / "tiny.ipynb").write_text(json.dumps(notebook()))
    with pytest.raises(RecheckRefused, match="not the work that was graded"):
        recheck(course, graded / "ada.json", tmp_path / "tiny.ipynb")


def test_another_release_is_refused(graded: Path, tmp_path: Path) -> None:
    shutil.copytree(graded / "course", tmp_path / "course")
    manifest = tmp_path / "course/build/tiny/release.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**content, "title": "Renewed"}))
    with pytest.raises(RecheckRefused, match="another release"):
        recheck(find_course(tmp_path / "course"), graded / "ada.json", graded / "work.zip")


def test_the_command_says_each_question_and_ends_with_0(graded: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "recheck", graded / "ada.json", graded / "work.zip"],
        cwd=graded / "course",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "ada: reproduced, 7 then, 7 now" in done.stdout
    assert "ok      q1: 3 then, 3 now" in done.stdout


def test_a_training_may_differ_within_its_interval(graded: Path) -> None:
    from autograder.recheck import _question

    record = load(json.loads((graded / "ada.json").read_text()))
    training = TrainingRecord(
        task="t",
        level="learns",
        profile="cpu",
        device="cpu",
        data="shapes",
        accuracy=0.81,
        interval=(0.78, 0.84),
        threshold=0.8,
        floor=None,
        passed=True,
        borderline=True,
        scores=(0.81,),
        seconds=1.0,
        elements=1,
        exported=True,
    )
    before = record.questions[0].model_copy(update={"training": (training,)})
    near = training.model_copy(update={"accuracy": 0.79})
    far = training.model_copy(update={"accuracy": 0.70})
    lower = before.model_copy(update={"points": 1.0, "training": (near,)})
    assert _question(before, lower).same
    assert not _question(before, lower.model_copy(update={"training": (far,)})).same
