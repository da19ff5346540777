"""Doctests of Otter's: what they show is held against what they should, on any thread."""

import threading

import numpy as np
import pytest

from autograder.grading.doctests import run_doctest
from autograder.release.doctests import variables

HALF = """>>> def twice(x):
...     return x * 2
>>> y = half(4)
>>> y
2.0
>>> print('got', twice(y))
got 4.0"""


def _half(x):
    return x / 2


def test_an_answer_that_shows_what_is_expected_passes() -> None:
    run_doctest(HALF, {"half": _half}, hidden=False)
    run_doctest(">>> np.allclose(v, 1)\nTrue", {"v": np.ones(2), "np": np}, hidden=False)
    run_doctest(">>> for k in range(2):\n...     half(k)\n0.0\n0.5", {"half": _half}, hidden=False)
    run_doctest(">>> assert half(2) == 1", {"half": _half}, hidden=False)


def test_a_wrong_answer_is_told_with_the_call_and_both_values() -> None:
    with pytest.raises(AssertionError) as caught:
        run_doctest(">>> half(3)\n1.5", {"half": lambda x: x // 2}, hidden=False)
    assert str(caught.value) == "half(3) shows 1, expected 1.5."


def test_of_a_hidden_one_no_value_is_told() -> None:
    with pytest.raises(AssertionError, match=r"^A hidden example shows something else[^0-9]*$"):
        run_doctest(">>> half(3)\n1.5", {"half": lambda x: x // 2}, hidden=True)


def test_an_exception_is_raised_unless_it_is_expected() -> None:
    expected = ">>> half('a')\nTraceback (most recent call last):\nValueError: no"

    def refuse(x):
        raise ValueError("no")

    run_doctest(expected, {"half": refuse}, hidden=False)
    with pytest.raises(ValueError, match="no"):
        run_doctest(">>> half('a')\n1", {"half": refuse}, hidden=False)


def test_the_students_names_are_those_that_the_test_does_not_assign_first() -> None:
    assert variables(HALF) == ("half",)
    assert variables(">>> import math\n>>> [math.sqrt(k) for k in xs]\n[1.0]") == ("xs",)
    assert variables(">>> total = sum(values)\n>>> total\n3") == ("values",)
    assert variables(">>> n = n + 1\n>>> n\n3") == ("n",)


def test_two_threads_do_not_read_each_others_output() -> None:
    failed = []

    def run(number: int) -> None:
        body = f">>> for k in range(200):\n...     print({number})\n" + f"{number}\n" * 200
        try:
            run_doctest(body, {}, hidden=False)
        except AssertionError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
