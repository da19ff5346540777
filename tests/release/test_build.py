"""Building: what comes out, that it is the same everywhere, and that a failure changes nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError, NotebookError, ReleaseError
from autograder.records.notebook import (
    assignment_id,
    dump_notebook,
    new_notebook,
    read_notebook,
    source,
    write_notebook,
)
from autograder.records.release import read_release
from autograder.release import archive
from autograder.release.build import Candidate, build
from tests.release.conftest import Built
from tests.small_course import ID, cells, find, make_course, replace

NOTEBOOK = f"{ID}.ipynb"


def _everything(course: Course) -> dict[str, bytes]:
    """Committed and compiled files; the solution by its cells, for outputs vary."""
    files = {
        f"{folder}/{name}": data
        for folder in ("student_templates", "build")
        for name, data in archive.read_folder(course.root / folder).items()
    }
    solution = read_notebook(course.solution(ID) / NOTEBOOK)
    files["solution"] = "\n".join(source(cell) for cell in solution["cells"]).encode()
    return files


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Course:
    """A copy of the compiled course that a test may change."""
    shutil.copytree(built.course.root, tmp_path / "copy")
    return find_course(tmp_path / "copy")


def test_a_build_writes_the_student_version_the_solution_and_the_zips(built: Built) -> None:
    course = built.course
    assert sorted(archive.read_folder(course.template(ID))) == [
        "questions.json",
        "requirements.txt",
        NOTEBOOK,
    ]
    assert sorted(archive.read_folder(course.build / ID)) == [
        "autograder.zip",
        "handout.zip",
        "release.json",
    ]
    handout = archive.read_zip((course.build / ID / "handout.zip").read_bytes())
    assert {"gradekit/__init__.py", "gradekit/mcq.py", NOTEBOOK} <= set(handout)
    assert not any("__pycache__" in name for name in handout)
    grader = archive.read_zip((course.build / ID / "autograder.zip").read_bytes())
    expected = {"tests/q1_1.py", "tests/Q1.py", "files/questions.json", "files/gradekit/mcq.py"}
    assert expected | {"run_autograder", "otter_config.json"} <= set(grader)
    assert built.report.possible == 4
    assert built.steps == [
        f"{ID}: {step}"
        for step in ("lint", "otter assign", "leak gate", "solution and verification", "write")
    ]


def test_the_student_version_asks_and_does_not_answer(built: Built) -> None:
    student = read_notebook(built.course.template(ID) / NOTEBOOK)
    texts = [source(cell) for cell in student["cells"]]
    assert assignment_id(student) == ID
    assert 'Q1 = mcq("Q1")' in texts
    assert 'grader.check("q1_1")' in texts
    assert any(text.endswith('`size` neighbours."""\n    ...') for text in texts)
    assert "_Type your answer here, replacing this text._" in texts
    assert not any("np.zeros" in text or "SOLUTION" in text for text in texts)
    tests = student["metadata"]["otter"]["tests"]
    assert "test_first_window" in tests["q1_1"]
    assert "test_all_windows" not in tests["q1_1"]


def test_the_solution_is_executed_tidy_and_without_hidden_tests(built: Built) -> None:
    solution = read_notebook(built.course.solution(ID) / NOTEBOOK)
    texts = [source(cell) for cell in solution["cells"]]
    assert 'Q1 = mcq("Q1", "C")' in texts
    assert not any("SOLUTION" in text or "PROMPT" in text for text in texts)
    assert "test_all_windows" not in dump_notebook(solution)
    last = solution["cells"][-1]
    assert last["outputs"][0]["text"] == ["s1_small is finished\n"] or (
        last["outputs"][0]["text"] == "s1_small is finished\n"
    )
    counts = [c["execution_count"] for c in solution["cells"] if c["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_the_release_names_every_question_check_and_hash(built: Built) -> None:
    folder = built.course.build / ID
    release = read_release(folder / "release.json")
    assert [(q.id, q.kind, q.points) for q in release.questions] == [
        ("q1_1", "code", 2),
        ("Q1", "mcq", 1),
        ("w1_1", "written", 1),
    ]
    question = release.question("q1_1")
    assert (question.title, question.difficulty, question.minutes) == ("Slide a window", 2, 10)
    assert question.variables == ("window_sums",)
    assert [(c.id, c.name, c.hidden, c.points) for c in question.checks] == [
        ("q1_1-1", "test_first_window", False, 0.5),
        ("q1_1-2", "test_all_windows", True, 1.5),
    ]
    assert release.files == ("questions.json",)
    assert {"autograder.zip", "handout.zip", "mcq.toml", NOTEBOOK} <= set(release.hashes)


def test_a_build_elsewhere_is_the_same_byte_for_byte(built: Built, tmp_path: Path) -> None:
    course = make_course(tmp_path / "elsewhere")
    build(course, ID)
    assert _everything(course) == _everything(built.course)


def test_check_passes_on_what_a_build_wrote_and_writes_nothing(copy: Course) -> None:
    before = archive.read_folder(copy.root)
    report = build(copy, ID, check=True)
    assert report.written == ()
    assert archive.read_folder(copy.root) == before


def test_a_refused_gate_leaves_the_old_release(copy: Course) -> None:
    before = archive.read_folder(copy.root)
    given = cells()
    replace(given, "That is all.", "That was all.")
    write_notebook(copy.sources / ID / NOTEBOOK, new_notebook(given, ID))

    def refuse(candidate: Candidate) -> None:
        assert candidate.release.possible == 4
        assert (candidate.template / NOTEBOOK).exists()
        assert (candidate.build / "handout.zip").exists()
        raise ReleaseError("not good enough")

    with pytest.raises(ReleaseError, match="not good enough"):
        build(copy, ID, gate=refuse)
    after = archive.read_folder(copy.root)
    changed = f"assignments/{ID}/{NOTEBOOK}"
    assert {n: d for n, d in after.items() if n != changed} == {
        n: d for n, d in before.items() if n != changed
    }


def test_outputs_are_kept_while_only_text_changes_and_renewed_with_the_code(copy: Course) -> None:
    path = copy.solution(ID) / NOTEBOOK
    solved = read_notebook(path)
    marked = solved["cells"][-1]["outputs"][0]
    marked["text"] = "an old output\n"
    write_notebook(path, solved, outputs=True)
    given = cells()
    replace(given, "That is all.", "That was all.")
    write_notebook(copy.sources / ID / NOTEBOOK, new_notebook(given, ID))
    report = build(copy, ID)
    assert report.notes == ("the solution's outputs are kept",)
    kept = path.read_text()
    assert "That was all." in kept
    assert "an old output" in kept
    find(given, "is finished")["source"] = 'print("a new output")'
    write_notebook(copy.sources / ID / NOTEBOOK, new_notebook(given, ID))
    assert build(copy, ID).notes == ()
    assert "an old output" not in path.read_text()


def test_a_source_saved_by_jupyter_is_brought_into_canonical_form(copy: Course) -> None:
    path = copy.sources / ID / NOTEBOOK
    before = path.read_bytes()
    saved = read_notebook(path)
    saved["cells"][2].update(execution_count=4, outputs=[])
    saved["metadata"]["language_info"]["version"] = "3.12.1"
    path.write_text(dump_notebook(saved))
    report = build(copy, ID)
    assert f"{NOTEBOOK} was brought into canonical form" in report.notes
    assert path.read_bytes() == before


def test_a_support_file_reaches_the_student_and_the_graders(copy: Course) -> None:
    folder = copy.sources / ID
    (folder / "values.csv").write_text("1,2,3\n")
    with (folder / "assignment.toml").open("a") as file:
        file.write('files = ["values.csv"]\n')
    build(copy, ID)
    assert (copy.template(ID) / "values.csv").read_text() == "1,2,3\n"
    assert read_release(copy.build / ID / "release.json").files == ("questions.json", "values.csv")
    grader = archive.read_zip((copy.build / ID / "autograder.zip").read_bytes())
    assert grader["files/values.csv"] == b"1,2,3\n"


@pytest.mark.parametrize("name", ["missing.csv", "../course.toml"])
def test_a_support_file_must_lie_in_the_folder(name: str, copy: Course) -> None:
    with (copy.sources / ID / "assignment.toml").open("a") as file:
        file.write(f'files = ["{name}"]\n')
    with pytest.raises(ConfigError, match="which is neither a file nor a folder there"):
        build(copy, ID)


def test_missing_parts_are_told(copy: Course) -> None:
    (copy.sources / "requirements.txt").unlink()
    with pytest.raises(ConfigError, match=r"requirements\.txt does not exist"):
        build(copy, ID)
    (copy.sources / ID / NOTEBOOK).unlink()
    with pytest.raises(NotebookError, match=f"it is the source of {ID}"):
        build(copy, ID)
    with pytest.raises(ConfigError, match="No assignment 's9'"):
        build(copy, "s9")


def test_a_solution_that_raises_is_told_with_its_cell(copy: Course) -> None:
    given = cells()
    replace(given, 'print("s1_small is finished")', 'raise RuntimeError("no disk")')
    write_notebook(copy.sources / ID / NOTEBOOK, new_notebook(given, ID))
    with pytest.raises(ReleaseError, match=r"cell \d+ raises RuntimeError: no disk"):
        build(copy, ID)


def test_the_handout_runs_in_an_empty_folder(built: Built, tmp_path: Path) -> None:
    archive.write_folder(
        tmp_path, archive.read_zip((built.course.build / ID / "handout.zip").read_bytes())
    )
    code = "import gradekit.mcq, pathlib; print(pathlib.Path(gradekit.mcq.__file__).parent.parent)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).resolve() == tmp_path.resolve()
