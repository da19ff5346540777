"""The autograder zip, run in a tree like Gradescope's by the very script that Gradescope runs."""

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.exporters.form import Treatment
from autograder.exporters.gradescope import explain
from autograder.exporters.gradescope_harness import read_metadata, run
from autograder.exporters.gradescope_zip import gradescope_zip
from autograder.isolation import engines
from autograder.isolation.engines.engine import Library
from autograder.isolation.engines.native import NativeEngine
from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError, ReleaseError
from tests.exporters.small_class import request
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course

CREATED, DUE = "2026-11-28T10:00:00.000000-08:00", "2026-11-28T09:00:00.000000-08:00"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The tiny course."""
    return write_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def packed(course: Course) -> bytes:
    """Its zip."""
    return gradescope_zip(course, ASSIGNMENT, visibility="visible", profile="quick")


@pytest.fixture
def root(packed: bytes, tmp_path: Path) -> Path:
    """A tree like /autograder, as it is after setup.sh, with a submission's metadata."""
    top = tmp_path / "autograder"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for info in archive.infolist():
            path = Path(archive.extract(info, top / "source"))
            path.chmod(info.external_attr >> 16 & 0o777)
    shutil.copy(top / "source/run_autograder", top / "run_autograder")
    (top / "results").mkdir()
    _set_up(top)
    (top / "submission_metadata.json").write_text(json.dumps(metadata()))
    return top


def _set_up(top: Path) -> None:
    """Run setup.sh; what it would download is what this interpreter has."""
    bin_ = top.parent / "bin"
    bin_.mkdir()
    (bin_ / "python3").write_text(
        "#!/bin/bash\n"
        'echo "$@" >> "$AUTOGRADER_ROOT/asked"\n'
        'if [ "$2 $3" = "uv venv" ]; then\n'
        '  mkdir -p "$6/bin"\n'
        f'  printf \'#!/bin/sh\\nexec "{sys.executable}" "$@"\\n\' > "$6/bin/python"\n'
        '  chmod 755 "$6/bin/python"\n'
        "fi\n"
    )
    (bin_ / "pip3").write_text("#!/bin/sh\n")
    for stand_in in bin_.iterdir():
        stand_in.chmod(0o755)
    environment = {"PATH": f"{bin_}:{os.environ['PATH']}", "AUTOGRADER_ROOT": str(top)}
    subprocess.run([top / "source/setup.sh"], env={**os.environ, **environment}, check=True)
    asked = (top / "asked").read_text()
    assert "uv venv --python >=3.11" in asked
    assert f"--requirement {top / 'source/requirements.txt'}" in asked
    assert (top / "source/course/build").stat().st_mode & 0o077 == 0
    assert (top / "source/package/gradekit/__init__.py").stat().st_mode & 0o004


def metadata(**changes: Any) -> dict[str, Any]:
    """What Gradescope says of a submission, as far as it matters here."""
    return {
        "id": 123456,
        "created_at": CREATED,
        "assignment": {"due_date": DUE, "late_due_date": None, "total_points": "10.0"},
        "submission_method": "upload",
        "users": [{"email": "ada@uni.example", "id": 1, "name": "Ada Birch"}],
        "previous_submissions": [],
        **changes,
    }


def grade(root: Path, content: Any = None) -> tuple[int, dict[str, Any] | None, str]:
    """Run the script; exit code, results and what it printed."""
    hand_in(root, "submission", content)
    done = subprocess.run(
        [root / "run_autograder"],
        env={**os.environ, "AUTOGRADER_ROOT": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    results = root / "results/results.json"
    read = json.loads(results.read_text()) if results.exists() else None
    return done.returncode, read, done.stdout + done.stderr


def test_the_zip_has_what_gradescope_wants_at_its_root(packed: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in ("setup.sh", "run_autograder"):
            assert archive.getinfo(name).external_attr >> 16 & stat.S_IXUSR
            script = archive.read(name).decode()
            assert "\r" not in script
            subprocess.run(["bash", "-n"], input=script, text=True, check=True)
        assert ">=3.11" in archive.read("setup.sh").decode()
        pins = archive.read("requirements.txt").decode()
        assert "torch==" in pins
        assert "nvidia" not in pins
        names = archive.namelist()
    course = [name for name in names if name.startswith("course/")]
    assert not [name for name in course if "roster" in name or name.endswith(".ipynb")]


def test_a_submission_is_graded_apart_from_the_tests(root: Path) -> None:
    code, results, said = grade(root, notebook({"q2": "def half(x): return x // 2"}))
    assert code == 0, said
    assert results is not None
    assert results["score"] == 7
    assert {test["name"]: test.get("score") for test in results["tests"]} == {
        "q1 Add": 3,
        "q2 Halve": 2,
        "q3 Squares": 1,
        "Q1 How many?": 1,
        "w1 In your words": None,
        "q4 Bonus": 0,
    }
    assert results["output"].startswith("Handed in 1 h 0 min late.")
    assert results["execution_time"] > 0
    assert "engine native, " in said
    outcome = explain(json.dumps(results).encode(), None, request())
    assert outcome.grades["submission", "score"] == "7"
    assert Treatment.TOTAL_HIDDEN not in {finding.verdict for finding in outcome.findings}


def test_two_lines_that_forge_otters_results_earn_nothing_here(root: Path) -> None:
    forge = (
        "import json, os, pathlib\n"
        f"for p in ('/autograder', {str(root)!r}):\n"
        "    try:\n"
        "        f = pathlib.Path(p, 'results/results.json')\n"
        "        f.write_text(json.dumps({'score': 100}))\n"
        "    except OSError:\n"
        "        pass\n"
        "def add(a, b): return 0"
    )
    look = (
        "try:\n"
        f"    text = open({str(root / 'source/course/build/tiny/release.json')!r}).read()\n"
        "except OSError:\n"
        "    text = ''\n"
        "def half(x):\n"
        "    return x / 2 if not text else 0"
    )
    code, results, said = grade(root, notebook({"q1": forge, "q2": look}))
    assert code == 0, said
    assert results is not None
    # Nothing for the forger; hidden tests are out of reach for who only looks, and halves right.
    assert [test["score"] for test in results["tests"][:2]] == [0, 3]
    assert results["score"] == 5


def test_what_cannot_be_taken_in_has_a_reason(root: Path) -> None:
    (root / "submission").mkdir()
    (root / "submission/essay.pdf").write_bytes(b"%PDF")
    done = subprocess.run(
        [root / "run_autograder"],
        env={**os.environ, "AUTOGRADER_ROOT": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads((root / "results/results.json").read_text())
    assert results["score"] == 0
    assert "notebook" in results["output"]


def test_a_fault_of_the_machine_leaves_no_results(root: Path) -> None:
    (root / "results/results.json").write_text('{"score": 100}')
    (root / "source/course/build/tiny/release.json").write_text("{")
    code, results, said = grade(root)
    assert code == 1
    assert results is None
    assert "a fault of ours" in said


def test_where_namespaces_are_refused_the_restricted_form_grades_and_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(library: Library) -> NativeEngine:
        return NativeEngine(forms=("restricted",), library=library)

    monkeypatch.setattr(engines, "ENGINES", {"native": refused})
    hand_in(root, "submission")
    assert run(root) == 0, capsys.readouterr().err
    results = json.loads((root / "results/results.json").read_text())
    assert results["score"] == 8
    assert results["extra_data"]["provenance"]["engine_form"] == "restricted"
    assert "engine native, restricted form" in capsys.readouterr().out


def test_a_machine_that_isolates_nothing_grades_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engines, "ENGINES", {"local": engines.LocalEngine})
    hand_in(root, "submission")
    assert run(root) == 1
    assert not (root / "results/results.json").exists()
    assert "isolates nothing" in capsys.readouterr().err


def test_results_are_written_as_it_goes(packed: bytes, course: Course, tmp_path: Path) -> None:
    from autograder.exporters.gradescope_harness import Metadata, _Job
    from autograder.grading.loaded import open_release
    from autograder.isolation.engines import pick_engine
    from autograder.training.options import Training

    opened = open_release(course, ASSIGNMENT)
    engine = pick_engine(library=Library.of(course))
    out = tmp_path / "results.json"
    seen = []
    job = _Job(out, "visible", Metadata("ada", None), opened, engine, b"s" * 32)
    told = job._told

    def watched(question: Any) -> None:
        told(question)
        if out.exists():
            seen.append(json.loads(out.read_text()))

    job._told = watched  # type: ignore[method-assign]
    try:
        job.grade(hand_in(tmp_path, "ada"), Training("quick"))
    finally:
        engine.close()
    assert [len(content["tests"]) for content in seen][:4] == [1, 2, 3, 4]
    assert seen[0]["score"] == 3
    assert "had not been reached" in seen[0]["output"]


@pytest.mark.parametrize(
    ("changes", "late"),
    [
        ({}, 3600.0),
        ({"assignment": {"due_date": None}}, None),
        ({"created_at": "2026-11-28T16:59:00+00:00"}, -60.0),
        (
            {
                "users": [
                    {"name": "A", "assignment": {"due_date": DUE}},
                    {"name": "B", "assignment": {"due_date": "2026-11-28T11:00:00-08:00"}},
                ]
            },
            -3600.0,
        ),
    ],
)
def test_lateness_is_gradescopes_own(tmp_path: Path, changes: dict, late: float | None) -> None:
    path = tmp_path / "m.json"
    path.write_text(json.dumps(metadata(**changes)))
    assert read_metadata(path).late_seconds == late


def test_damaged_metadata_is_said(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text('{"created_at": 5}')
    with pytest.raises(ConfigError, match="not what Gradescope writes"):
        read_metadata(path)


def test_an_assignment_that_was_not_compiled_is_refused(course: Course, tmp_path: Path) -> None:
    shutil.copytree(course.root, tmp_path / "c")
    (tmp_path / "c/build/tiny/release.json").unlink()
    bare = find_course(tmp_path / "c")
    with pytest.raises(ReleaseError, match="autograder build tiny"):
        gradescope_zip(bare, ASSIGNMENT, visibility="visible")


def test_the_command_writes_a_zip_that_only_its_owner_reads(course, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(course.root)
    out = tmp_path / "gs.zip"
    done = CliRunner().invoke(app, ["gradescope", ASSIGNMENT, "--out", str(out)])
    assert done.exit_code == 0, done.exception
    assert out.stat().st_mode & 0o077 == 0
    done = CliRunner().invoke(
        app, ["gradescope", ASSIGNMENT, "--out", str(out), "--visibility", "never"]
    )
    assert "no visibility 'never'" in str(done.exception)
