"""A cell that stops: the release's own set-up code runs all the same, and what is lost is told."""

import platform
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.grading.left_aside import usable
from autograder.grading.loaded import OpenedRelease
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines.engine import Engine
from autograder.records.result import QuestionResult, SubmissionResult
from tests.tiny_course import hand_in, notebook

SETUP = "import numpy as np\nfrom gradekit.mcq import mcq"
ANSWERS = {
    "q1": "def add(a, b):\n    return a + b * np.array(1).item()",
    "q2": "def half(x):\n    return shrink(x, 2)",
}
HELPER = "def shrink(x, by):\n    return x / by"
Change = Callable[[dict[str, Any]], None]
Hand = Callable[..., SubmissionResult]


@pytest.fixture
def grade(tmp_path, opened: OpenedRelease, engine: Engine) -> Hand:
    """Grades the notebook with another set-up cell, and what else is changed in it."""
    more = {"setup": {"given": SETUP}, "packages": ("numpy", "torch", "otter-grader", "absent")}
    own = replace(opened, release=opened.release.model_copy(update=more))

    def run(
        setup: str, answers: dict[str, str] | None = None, change: Change = lambda _: None
    ) -> SubmissionResult:
        content = notebook({**ANSWERS, **(answers or {})}, before_q2=HELPER)
        content["cells"][1].update(source=setup, id="given")
        change(content)
        submission = take_in(Found("ada", hand_in(tmp_path, "ada", content)), own.wanted)
        return grade_submission(submission, own, engine, secret=b"s" * 32)

    return run


def of(result: SubmissionResult, question: str) -> QuestionResult:
    return next(one for one in result.questions if one.id == question)


def points(result: SubmissionResult) -> dict[str, float | None]:
    return {one.id: one.points for one in result.questions if one.id not in ("w1", "q4")}


FULL = {"q1": 3, "q2": 3, "q3": 1, "Q1": 1}


@pytest.mark.parametrize(
    "line",
    [
        "from google.colab import drive\ndrive.mount('/content/drive')\n%cd /content/drive/MyDrive",
        "import google.colab\nfrom google.colab import files, output\nuploaded = files.upload()",
        "%pip install -q seaborn\n!apt-get install graphviz",
    ],
)
def test_what_only_another_service_has_is_passed_over(grade: Hand, line: str) -> None:
    result = grade(f"{line}\n{SETUP}")
    assert points(result) == FULL
    assert not any("stopped" in note for note in result.notes)


@pytest.mark.parametrize(
    "line",
    ["import seaborn as sns\nsns.set_theme()", "import my_helpers", "open('/content/x.csv')"],
)
def test_a_line_above_the_course_s_own_imports_costs_nothing(grade: Hand, line: str) -> None:
    result = grade(f"{line}\n{SETUP}")
    assert points(result) == FULL
    (note,) = [note for note in result.notes if "stopped" in note]
    assert note.startswith("Cell 2 stopped with ")
    assert "what the release has in this cell was run instead" in note
    assert note.endswith("It costs nothing.")


def test_without_ids_the_cell_is_known_by_its_lines(grade: Hand) -> None:
    def no_ids(content: dict[str, Any]) -> None:
        del content["cells"][1]["id"]

    assert points(grade(f"import seaborn\n{SETUP}", change=no_ids)) == FULL


def test_a_name_that_is_lost_is_told_with_its_cell_and_asks_for_a_review(grade: Hand) -> None:
    draws = "def half(x):\n    return sns.halve(x)"
    result = grade(f"import seaborn as sns\n{SETUP}", {"q2": draws})
    q2 = of(result, "q2")
    assert "name 'sns' is not defined" in q2.message
    assert (
        "Cell 2 stopped with ModuleNotFoundError: No module named 'seaborn' "
        "(line 1: import seaborn as sns), so sns is missing." in q2.message
    )
    assert "seaborn is not among the packages of the grader: numpy, torch." in q2.message
    assert "so what it would have made is missing" in q2.checks[1].message
    assert result.needs_review
    assert any(note.endswith("It costs q2.") for note in result.notes)


def test_a_helper_that_stopped_is_named_where_it_is_missed(grade: Hand) -> None:
    def broken(content: dict[str, Any]) -> None:
        cell = next(c for c in content["cells"] if c["source"] == HELPER)
        cell["source"] = f"import seaborn\n{HELPER}"

    result = grade(SETUP, change=broken)
    q2 = of(result, "q2")
    assert q2.points == 0
    assert "No module named 'seaborn' (line 1: import seaborn), so shrink is missing." in q2.message
    assert points(result) == {**FULL, "q2": 0}


def test_a_choice_that_was_typed_counts_whatever_became_of_its_cell(grade: Hand) -> None:
    lost = grade("import seaborn", {"Q1": 'raise ValueError\nQ1 = mcq("Q1", "B")'})
    bare = grade(SETUP, {"Q1": 'mcq("Q1", "B")'})
    assert of(lost, "Q1").points == of(bare, "Q1").points == 1
    assert (of(bare, "Q1").answer, of(bare, "Q1").answer_source) == ("B", "typed")
    assert of(grade(SETUP, {"Q1": 'Q1 = mcq("Q1")'}), "Q1").points == 0


def test_the_second_half_of_a_split_answer_is_told_with_its_cell(grade: Hand) -> None:
    halves = {"q2": "def half(x):\n    y = x / 2", "before": ""}

    def split(content: dict[str, Any]) -> None:
        at = next(n for n, c in enumerate(content["cells"]) if c["source"].startswith("def half"))
        more = {**content["cells"][at], "source": "    return y"}
        content["cells"].insert(at + 1, more)

    q2 = of(grade(SETUP, {"q2": halves["q2"]}, change=split), "q2")
    assert q2.points == 0
    assert "stopped with SyntaxError: 'return' outside function" in q2.message


def retyped(kind: str, tags: tuple[str, ...] = ()) -> Change:
    """Makes the answer cell of q2 one of another kind."""

    def change(content: dict[str, Any]) -> None:
        cell = next(c for c in content["cells"] if c["source"].startswith("def half"))
        cell["cell_type"], cell["metadata"] = kind, {"tags": list(tags)}
        if kind != "code":
            del cell["outputs"], cell["execution_count"]

    return change


@pytest.mark.parametrize(
    ("kind", "tags", "told"),
    [
        ("markdown", (), "makes half, but is a text cell, which is not run; make it a code cell."),
        ("raw", (), "makes half, but is a raw cell, which is not run; make it a code cell."),
        ("code", ("otter_ignore",), "makes half, but graders skip it for its tag"),
    ],
)
def test_an_answer_in_a_cell_that_is_not_run_is_told_with_its_number(
    grade: Hand, kind: str, tags: tuple[str, ...], told: str
) -> None:
    q2 = of(grade(SETUP, change=retyped(kind, tags)), "q2")
    assert q2.points == 0
    assert f"Cell 9 {told}" in q2.message


def test_an_answer_below_its_check_is_told_with_both_numbers(grade: Hand) -> None:
    def below(content: dict[str, Any]) -> None:
        cells = content["cells"]
        at = next(n for n, c in enumerate(cells) if c["source"].startswith("def half"))
        cells[at], cells[at + 1] = cells[at + 1], cells[at]

    q2 = of(grade(SETUP, change=below), "q2")
    assert q2.points == 0
    assert "Cell 10 makes half, but stands below cell 9, where q2 is graded" in q2.message


def test_an_answer_that_an_empty_copy_takes_back_is_told_with_both_numbers(grade: Hand) -> None:
    def copied(content: dict[str, Any]) -> None:
        cells = content["cells"]
        at = next(n for n, c in enumerate(cells) if c["source"].startswith("def half"))
        cells.insert(at + 1, {**cells[at], "source": "def half(x):\n    ..."})

    q2 = of(grade(SETUP, change=copied), "q2")
    assert (
        "Cell 9 makes half, but cell 10 makes it again and is still to be filled in" in q2.message
    )


def test_syntax_of_a_newer_python_is_named_and_reviewed(grade: Hand) -> None:
    def newer(content: dict[str, Any]) -> None:
        content["metadata"]["language_info"] = {"name": "python", "version": "3.99.1"}

    answer = {"q2": "def half(x):\n    return x / 2\nmatch x:\n    case y when y: pass"}
    result = grade(SETUP, answer, newer)
    own = ".".join(platform.python_version_tuple()[:2])
    assert f"the grader runs Python {own}, to which syntax of Python 3.99.1 is an error" in (
        of(result, "q2").message
    )
    assert result.needs_review
    same = grade(SETUP, answer)
    assert f"the grader runs Python {own}" in of(same, "q2").message
    assert not same.needs_review


def test_packages_are_those_of_the_requirements_that_are_installed() -> None:
    assert usable(("numpy", "otter-grader", "no-such-package", "matplotlib")) == (
        "matplotlib",
        "numpy",
    )


def without_set_up(content: dict[str, Any]) -> None:
    del content["cells"][1]


def test_a_set_up_cell_that_was_deleted_is_told_in_each_question_that_it_costs(grade: Hand) -> None:
    result = grade(SETUP, change=without_set_up)
    q1 = of(result, "q1")
    assert q1.points == 0
    told = "The set-up cell that begins with `import numpy as np` is not in the notebook, so "
    assert f"{told}np is missing; take it from the handout again." in q1.message
    hidden = [check.message for check in q1.checks if check.hidden]
    assert all(f"{told}mcq and np are missing" in message for message in hidden)
    assert of(result, "q2").points == 3
    assert told not in of(result, "q2").message
    assert result.needs_review
    (note,) = [note for note in result.notes if told in note]
    assert "It costs q1" in note
    assert "q2" not in note


def test_a_line_that_was_deleted_from_a_set_up_cell_is_told_with_the_cell(grade: Hand) -> None:
    result = grade(SETUP.replace("import numpy as np\n", ""))
    assert "Cell 2 is not as it was handed out, so np is missing" in of(result, "q1").message


def test_a_set_up_cell_that_is_text_now_is_told_with_its_number(grade: Hand) -> None:
    def text(content: dict[str, Any]) -> None:
        content["cells"][1] = {
            "cell_type": "markdown",
            "metadata": {},
            "source": SETUP,
            "id": "given",
        }

    message = of(grade(SETUP, change=text), "q1").message
    assert "Cell 2 makes np, but is a text cell, which is not run; make it a code cell." in message


def test_names_that_another_cell_makes_are_not_missed(grade: Hand) -> None:
    def moved(content: dict[str, Any]) -> None:
        content["cells"][1] = {**content["cells"][1], "source": "import numpy as np", "id": "mine"}

    result = grade(SETUP, change=moved)
    assert of(result, "q1").points == 3
    assert not any("set-up cell" in one.message for one in result.questions)


def test_a_wrong_answer_without_the_set_up_cell_hears_of_its_own_mistake_alone(grade: Hand) -> None:
    wrong = {"q1": "def add(a, b):\n    return a - b"}
    result = grade(SETUP, wrong, without_set_up)
    assert "set-up cell" not in of(result, "q1").message
    assert not result.needs_review
