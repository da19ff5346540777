"""A class graded: what is written, what a second run keeps, and what stops a batch or does not."""

import csv
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.batch import BatchReport, Graded, Options, grade_class
from autograder.grades import write_grades
from autograder.grading.loaded import open_release
from autograder.records.course import Course
from autograder.records.errors import AutograderError, ConfigError, EngineError, IntakeError
from autograder.records.naming import slug
from autograder.records.result import load
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course

OPTIONS = Options(engine="local", jobs=1)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    return folder


def run(course: Course, folder: Path, out: Path) -> tuple[BatchReport, list[Graded]]:
    seen: list[Graded] = []
    return grade_class(course, ASSIGNMENT, folder, out, OPTIONS, seen.append), seen


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "grades.csv").open(newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_only_the_students_who_are_named_are_graded_again(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    for student in ("ada", "bob", "eve"):
        hand_in(folder, student)
    again = replace(OPTIONS, students=("bob",))
    report = grade_class(course, ASSIGNMENT, folder, tmp_path / "again", again)
    assert [result.student for result in report.results] == ["bob"]
    assert list(rows(tmp_path / "again")) == ["bob"]
    with pytest.raises(ConfigError, match="'max' has no hand-in there"):
        grade_class(
            course, ASSIGNMENT, folder, tmp_path / "again", replace(again, students=("max",))
        )


def test_a_class_is_graded_and_one_bad_file_does_not_stop_it(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    hand_in(folder, "ada")
    hand_in(folder, "bob", notebook({"q1": "def add(a, b):\n    return a"}))
    hand_in(folder, "eve", notebook({"q4": "def bonus():\n    return ''"}))
    hand_in(folder, "=1+1", notebook({"q3": "squares = 0"}))
    (folder / "zed.zip").write_bytes(b"<html>")
    out = tmp_path / "out"
    report, seen = run(course, folder, out)
    assert [result.student for result in report.results] == ["=1+1", "ada", "bob", "eve", "zed"]
    assert sorted(graded.number for graded in seen) == [1, 2, 3, 4, 5]
    assert (out / "grades.csv").read_text().splitlines()[0] == (
        "student,status,total,possible,late,q1,q2,q3,Q1,w1,q4"
    )
    found = rows(out)
    assert found["ada"] == {
        "student": "ada",
        "status": "passed",
        "total": "8",
        "possible": "10",
        "late": "",
        "q1": "3",
        "q2": "3",
        "q3": "1",
        "Q1": "1",
        "w1": "",
        "q4": "0",
    }
    assert found["eve"]["total"] == found["eve"]["q4"] == ""
    assert found["'=1+1"]["q3"] == "0"
    assert (found["zed"]["status"], found["zed"]["total"], found["zed"]["w1"]) == ("error", "0", "")
    assert [result.student for result in report.needs_review] == ["eve", "zed"]
    for student in json.loads((out / "grades.json").read_text())["students"]:
        assert load(json.loads((out / student["result"]).read_text())).total == student["total"]


def test_a_second_run_grades_what_is_new_changed_cut_off_or_our_fault(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    for name in ("ada", "cid"):
        hand_in(folder, name)
    bob = hand_in(folder, "bob") / "tiny.ipynb"
    hand_in(folder, "eve", notebook({"q4": "def bonus():\n    return ''"}))
    out = tmp_path / "out"
    run(course, folder, out)
    before = (out / "results/ada.json").read_bytes()
    bob.write_text(json.dumps(notebook({"q3": "squares = 1"})))
    cut = out / "results/cid.json"
    cut.write_bytes(cut.read_bytes()[:100])
    hand_in(folder, "new")
    report, seen = run(course, folder, out)
    assert [graded.result.student for graded in seen if graded.kept] == ["ada"]
    assert report.kept == 1
    assert [result.total for result in report.results] == [8.0, 7.0, 8.0, None, 8.0]
    assert (out / "results/ada.json").read_bytes() == before
    manifest = course.build / ASSIGNMENT / "release.json"
    manifest.write_text(manifest.read_text() + "\n")
    assert run(course, folder, out)[0].kept == 0, "another release grades everything again"


def test_a_missing_folder_is_said_before_anything_is_written(
    course: Course, tmp_path: Path
) -> None:
    with pytest.raises(IntakeError, match="nowhere does not exist; check the path"):
        run(course, tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_empty_class_is_said(course: Course, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="holds no submission"):
        run(course, folder, tmp_path / "out")


def test_the_folder_of_another_assignment_is_not_written_to(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    hand_in(folder, "ada")
    (tmp_path / "grades.json").write_text('{"assignment": "a2"}')
    with pytest.raises(ConfigError, match="holds the results of 'a2'; name another folder"):
        run(course, folder, tmp_path)


def test_strict_refuses_an_engine_that_isolates_nothing(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    hand_in(folder, "ada")
    options = Options(engine="local", strict=True)
    with pytest.raises(EngineError, match="isolates nothing, and --strict asks for isolation"):
        grade_class(course, ASSIGNMENT, folder, tmp_path / "out", options)


def test_a_scheduler_that_does_not_answer_is_named(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    hand_in(folder, "ada")
    options = Options(engine="local", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(EngineError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        grade_class(course, ASSIGNMENT, folder, tmp_path / "out", options)


@pytest.mark.parametrize(
    "names", [("Ada", "ada "), ("a/b", "a:b"), ("é", "e\u0301"), ("x" * 90, "x" * 91), (".", "..")]
)
def test_different_students_have_different_files(names: tuple[str, str]) -> None:
    first, second = map(slug, names)
    assert first != second
    for name in (first, second):
        assert "/" not in name
        assert not name.startswith(".")
        assert len(name.encode()) < 200
    assert slug("ada_lovelace-1.b") == "ada_lovelace-1.b"


def small_disk(tmp_path: Path) -> Path:
    """A file system of 256 KiB; skipped where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting a small file system needs root")
    return disk


def test_a_full_disk_is_one_line_and_leaves_whole_results(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    for number in range(20):
        text = f"print('x' * {30_000 + number})"
        hand_in(folder, f"s{number:02}", notebook(before_q1=text))
    disk = small_disk(tmp_path)
    try:
        with pytest.raises(
            AutograderError, match=r"cannot be written \(No space left on device\).*run the same"
        ):
            run(course, folder, disk / "out")
        written = list((disk / "out/results").iterdir())
        assert 0 < len(written) < 20
        for path in written:
            assert path.suffix == ".json"
            assert load(json.loads(path.read_text())).total == 8.0
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        report, _ = run(course, folder, disk / "out")
        assert report.kept == len(written)
        assert len(report.results) == 20
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_grades_that_do_not_fit_leave_the_old_ones(course: Course, tmp_path: Path) -> None:
    release = open_release(course, ASSIGNMENT).release
    write_grades(tmp_path, release, [])
    before = (tmp_path / "grades.json").read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            write_grades(tmp_path, release, [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "grades.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("grades*")) == ["grades.csv", "grades.json"]


def test_ctrl_c_keeps_what_is_graded_and_a_second_run_goes_on(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    for name in ("a", "b", "c"):
        hand_in(folder, name)
    for name in ("x", "y", "z"):
        hand_in(folder, name, notebook(before_q3="import time; time.sleep(0.9)"))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, str(folder)]
    command += ["--out", str(out), "--engine", "local", "--jobs", "1"]
    batch = subprocess.Popen(
        command, cwd=course.root, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 120
    while len(list(out.glob("results/*.json"))) < 3 and time.monotonic() < deadline:
        assert batch.poll() is None, batch.communicate()
        time.sleep(0.05)
    # As a terminal does: every process of the group gets it.
    os.killpg(batch.pid, signal.SIGINT)
    _, errors = batch.communicate(timeout=1200)
    graded = {path.name: path.read_bytes() for path in out.glob("results/*.json")}
    assert batch.returncode == 130
    assert errors.splitlines()[-1] == (
        f"autograder: Stopped: {len(graded)} of 6 submissions are graded and kept in {out}. "
        "Run the same command again to go on."
    )
    assert 3 <= len(graded) < 6
    assert not (out / "grades.csv").exists()
    report, _ = run(course, folder, out)
    assert report.kept == len(graded)
    assert {name: (out / "results" / name).read_bytes() for name in graded} == graded
    assert len(rows(out)) == 6
