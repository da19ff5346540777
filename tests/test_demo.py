"""The made-up class: complete, varied, the same every time."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.demo import CLASS_SIZE, make_class
from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError
from autograder.records.notebook import new_cell, new_notebook, source, write_notebook

BOX = "### {0} · A task\n\n**1 point** · difficulty 1/5 · about 5 min"
QUESTIONS = ("q1_1", "q1_2", "Q1", "w1_1")


def _answer(question: str, answer: str) -> str:
    if question == "Q1":
        return 'Q1 = mcq("Q1", "C")' if answer == "right" else 'Q1 = mcq("Q1")'
    return f'{question} = "{answer}"'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one assignment whose answers are `blank`, `right` or `wrong` assignments."""
    root = tmp_path / "course"
    (root / "assignments").mkdir(parents=True)
    (root / "assignments/course.toml").write_text('name = "C"\nassignments = ["tiny"]\n')
    for folder, answer in (("student_templates", "blank"), ("solutions", "right")):
        cells = []
        for question in QUESTIONS:
            cells += [
                new_cell("markdown", BOX.format(question)),
                new_cell("code", _answer(question, answer)),
                new_cell("code", f'grader.check("{question}")'),
            ]
        write_notebook(root / folder / "tiny/tiny.ipynb", new_notebook(cells, "tiny"))
    return find_course(root)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    for name, text in {
        "q1_1_slip": '# %% q1_1\nq1_1 = "wrong"\n',
        "steals_keys": "# %% q1_2\nimport os\n",
        "q1_2_and_more": "# %% q1_2\nx = 1\n# %% after end\nimport os\n",
    }.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "answers.py").write_text(text)
    return folder


def answers(path: Path) -> str:
    """The answer cells of a hand-in, in whatever layout it is."""
    if path.is_dir():
        path = next(path.glob("*.*"))
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            notebook = json.loads(archive.read("tiny.ipynb"))
    else:
        notebook = json.loads(path.read_text())
    return "\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code")


def test_a_class_has_thirty_students_in_every_layout(
    course: Course, cases: Path, tmp_path: Path
) -> None:
    written = make_class(course, "tiny", cases, tmp_path / "class")
    assert len(written) == CLASS_SIZE == 30
    assert sorted(written) == sorted((tmp_path / "class").iterdir())
    kinds = {path.suffix or next(path.iterdir()).suffix for path in written if path.is_dir()}
    assert kinds == {".ipynb", ".zip"}
    assert {path.suffix for path in written} == {"", ".ipynb", ".zip"}


def test_the_work_is_right_wrong_and_left_out(course: Course, cases: Path, tmp_path: Path) -> None:
    found = [answers(path) for path in make_class(course, "tiny", cases, tmp_path / "class")]
    whole = "\n".join(found)
    assert any('"wrong"' not in text and '"blank"' not in text for text in found)
    for answer in ("right", "wrong", "blank"):
        assert f'q1_1 = "{answer}"' in whole
    for answer in ("", ', "A"', ', "B"', ', "C"', ', "D"'):
        assert f'Q1 = mcq("Q1"{answer})' in whole
    assert 'q1_2 = "blank"' in whole


def test_hostile_cases_are_left_out(course: Course, cases: Path, tmp_path: Path) -> None:
    found = [answers(path) for path in make_class(course, "tiny", cases, tmp_path / "class")]
    assert not any("import os" in text for text in found)


def test_the_same_seed_gives_the_same_class(course: Course, cases: Path, tmp_path: Path) -> None:
    first = make_class(course, "tiny", cases, tmp_path / "a")
    again = make_class(course, "tiny", cases, tmp_path / "b")
    other = make_class(course, "tiny", cases, tmp_path / "c", seed=8)
    assert [answers(path) for path in first] == [answers(path) for path in again]
    assert [answers(path) for path in first] != [answers(path) for path in other]


def test_what_cannot_be_made_is_refused(course: Course, cases: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ask for 1 to 30"):
        make_class(course, "tiny", cases, tmp_path / "class", size=31)
    with pytest.raises(ConfigError, match="not empty"):
        make_class(course, "tiny", cases, cases)
    (tmp_path / "none").mkdir()
    with pytest.raises(ConfigError, match="no wrong answer"):
        make_class(course, "tiny", tmp_path / "none", tmp_path / "class")
