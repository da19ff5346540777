"""What was handed in beside the notebook and is not taken: said where it explains a failure."""

from autograder.grading.loaded import OpenedRelease
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines.engine import Engine
from tests.tiny_course import hand_in, notebook


def test_a_module_of_ones_own_is_named_in_the_failure_that_it_explains(
    tmp_path, opened: OpenedRelease, engine: Engine
) -> None:
    answers = {"q1": "from my_layers import add", "q2": "def half(x):\n    return x"}
    folder = hand_in(tmp_path, "ada", notebook(answers))
    (folder / "my_layers.py").write_text("def add(a, b):\n    return a + b\n")
    submission = take_in(Found("ada", folder), opened.wanted)
    result = grade_submission(submission, opened, engine, secret=b"s" * 32)
    q1, q2 = result.questions[:2]
    sentence = (
        "my_layers.py was handed in beside the notebook and is not taken: only the notebook is "
        "graded; move its functions into a cell."
    )
    assert (q1.points, "No module named 'my_layers'" in q1.message) == (0.0, True)
    assert q1.message.endswith(sentence)
    assert sentence in q1.checks[0].message
    assert sentence in result.notes
    assert "my_layers" not in q2.message


def test_a_file_of_ones_own_is_named_in_the_failure_that_it_explains(
    tmp_path, opened: OpenedRelease, engine: Engine
) -> None:
    folder = hand_in(tmp_path, "ada", notebook({"q3": 'squares = open("mine/numbers.txt").read()'}))
    (folder / "numbers.txt").write_text("0 1 4")
    submission = take_in(Found("ada", folder), opened.wanted)
    q3 = grade_submission(submission, opened, engine, secret=b"s" * 32).questions[2]
    assert "numbers.txt was handed in beside the notebook and is not taken" in q3.message
