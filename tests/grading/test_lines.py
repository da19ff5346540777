"""The student's own line of an exception in messages, as it stands in the notebook."""

import re
from collections.abc import Callable

import pytest

from autograder.records.result import SubmissionResult
from autograder.records.status import Status

Grade = Callable[..., SubmissionResult]


def checks_of(result: SubmissionResult, name: str) -> dict[str, str]:
    (found,) = (question for question in result.questions if question.id == name)
    return {check.name: check.message for check in found.checks}


def test_a_public_check_names_the_line_that_raised(grade: Grade) -> None:
    told = checks_of(grade({"q2": "def half(x):\n    return [x / 2][1]"}), "q2")["test_even"]
    assert re.fullmatch(
        r"Your code raised IndexError: list index out of range\n"
        r"cell \d+, line 2: return \[x / 2\]\[1\]",
        told,
    )


def test_a_check_of_the_kit_names_it_too(grade: Grade) -> None:
    told = checks_of(grade({"q1": "def add(a, b):\n    c = a\n    return c + [b]"}), "q1")
    assert re.search(
        r"raised TypeError: .*\ncell \d+, line 3: return c \+ \[b\]$", told["test_small"]
    )


def test_a_hidden_check_names_the_line_and_not_what_was_raised(grade: Grade) -> None:
    answer = "def half(x):\n    if x < 0:\n        raise ValueError(f'got {x}')\n    return x / 2"
    told = checks_of(grade({"q2": answer}), "q2")["test_negative"]
    assert told.startswith("Your code raised ValueError in a hidden check.\ncell ")
    assert told.endswith("line 3: raise ValueError(f'got {x}')")


@pytest.mark.parametrize(
    "lie",
    [
        "import linecache\n    name = half.__code__.co_filename\n    linecache.cache[name] = "
        "(9, None, [f'input {x}\\n'] * 9, name)\n    raise ValueError",
        "exec(compile(f'1 / 0  # input {x}', 'cell 3', 'exec'))",
        "raise SyntaxError('no', ('cell 99', 3, 1, f'input {x}'))",
        "raise SyntaxError('no', (f'cell 4, line 1: input {x}', 3, 1, ''))",
    ],
)
def test_a_worker_cannot_put_words_into_the_line(grade: Grade, lie: str) -> None:
    told = checks_of(grade({"q2": f"def half(x):\n    {lie}"}), "q2")["test_negative"]
    assert told.startswith("Your code raised ")
    assert "input -2" not in told


def test_the_placeholder_is_not_implemented_yet_and_torch_s_own_exception_is_not(
    grade: Grade,
) -> None:
    blank = grade({"q2": "def half(x):\n    raise NotImplementedError('later')"})
    assert checks_of(blank, "q2")["test_even"] == "q2 is not implemented yet"
    torch = "import torch\nclass Net(torch.nn.Module):\n    pass\ndef half(x):\n    return Net()(x)"
    result = grade({"q2": torch})
    told = checks_of(result, "q2")["test_even"]
    assert "not implemented yet" not in told
    assert 'raised NotImplementedError: Module [Net] is missing the required "forward"' in told
    (question,) = (one for one in result.questions if one.id == "q2")
    assert question.status is Status.ERROR
