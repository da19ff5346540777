"""Hints at home: what a hand-out may tell of a mistake, and to whom."""

import json

import numpy as np
import pytest

from autograder.diagnosis import Question
from autograder.diagnosis.home import hidden_share, home_hints
from gradekit.notebook.hints import HINTS_NAME, hint_for, hints_text

TEST = """from otter.test_files import test_case

@test_case(points=0, hidden=False)
def test_small(scaled):
    import numpy as np
    from gradekit import checks
    x = np.array([1.0, -2.0, 4.0])
    cases = [checks.case(3 * x, x, 3), checks.case(0.5 * x[1:], x[1:], 0.5)]
    checks.function("q0", "scaled(x, factor)", scaled, cases)
"""
DIVIDES = "You divide by the factor."
NEGATIVE = "Negative factors are taken for positive ones."


@pytest.fixture(scope="module")
def question():
    made = Question("scaled")
    made.id = "q0"
    made.reference(lambda x, factor: x * factor)
    # The names of functions are the mistakes' ids.
    for hint, function in {DIVIDES: divides, NEGATIVE: negative}.items():
        made.mistake(hint)(function)
    return made


def divides(x, factor):
    return x / factor


def negative(x, factor):
    return x * abs(factor)


@pytest.fixture(scope="module")
def folder(question, tmp_path_factory):
    hints = {q: [one for _, one in told] for q, told in told_of(question).items()}
    path = tmp_path_factory.mktemp("home")
    (path / HINTS_NAME).write_text(hints_text(hints))
    return path


def told_of(question):
    return home_hints({"q0": question}, {"q0": TEST})


def said(folder, function):
    return hint_for("q0", {"q0": TEST}, {"scaled": function}, 10.0, folder)


def test_a_mistake_that_only_hidden_tests_show_is_not_handed_out(question):
    assert [text for text, _ in told_of(question)["q0"]] == [DIVIDES]


def test_whoever_made_the_mistake_reads_its_name(folder):
    assert said(folder, lambda x, factor: np.array([one / factor for one in x])) == DIVIDES


@pytest.mark.parametrize(
    "function",
    [
        lambda x, factor: x * factor,
        lambda x, factor: x + factor,
        lambda x, factor: (x / factor).astype(np.float32),
        lambda x, factor: x / factor if factor == 3 else x,
        lambda x, factor: x[5],
    ],
)
def test_nobody_else_reads_it(folder, function):
    assert said(folder, function) == ""


def test_the_file_says_nothing_to_its_reader(folder):
    text = (folder / HINTS_NAME).read_text()
    assert "divide" not in text
    assert json.loads(text)["hints"].keys() == {"q0"}
    assert hint_for("q9", {}, {}, 1.0, folder) == ""


def test_another_function_that_is_not_done_hides_no_hint(question, tmp_path):
    both = TEST + (
        "\n@test_case(points=0, hidden=False)\ndef test_other(other):\n"
        "    from gradekit import checks\n"
        '    checks.function("q0", "other(x)", other, [checks.case(1, 1)])\n'
    )
    hints = home_hints({"q0": question}, {"q0": both})
    (tmp_path / HINTS_NAME).write_text(
        hints_text({name: [one for _, one in told] for name, told in hints.items()})
    )
    for other in (None, lambda x: 2, lambda x: 1):
        names = {"scaled": divides, "other": other}
        assert hint_for("q0", {"q0": both}, names, 10.0, tmp_path) == DIVIDES


def test_what_hidden_tests_ask_for_is_counted_in_calls(question):
    public, hidden = TEST, TEST.replace("hidden=False", "hidden=True").replace("small", "large")
    one = hidden.partition("\n\n")[2].replace("cases)", "3 * cases)")
    assert hidden_share(question, {"q0": public}) == 0
    # Two cases and six; a test makes one call once more, to see whether it comes to the same.
    assert hidden_share(question, {"q0": f"{public}\n{one}"}) == round(7 / 3, 2)
    unknown = Question("scaled")
    unknown.id = "q0"
    assert hidden_share(unknown, {"q0": public}) is None
