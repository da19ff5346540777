"""An assignment's seed is set before every cell, so that random answers come out as in Otter."""

from dataclasses import replace

import numpy as np

from autograder.grading.loaded import OpenedRelease
from autograder.grading.submission import grade_submission
from autograder.isolation.engines.engine import Engine
from autograder.records.result import SubmissionResult
from tests.tiny_course import notebook

DRAWN = "import random\nimport numpy as np\nr, s = np.random.rand(), random.random()"


def _graded(
    opened: OpenedRelease, engine: Engine, taken, before: str, q3: str, **seeds
) -> SubmissionResult:
    release = opened.release.model_copy(update=seeds)
    content = notebook({"q3": q3}, before_q3=before)
    seeded = replace(opened, release=release)
    return grade_submission(taken(content), seeded, engine, secret=b"s" * 32)


def _q3(result: SubmissionResult) -> float | None:
    return next(question.points for question in result.questions if question.id == "q3")


def test_generators_are_seeded_before_every_cell(opened, engine, taken) -> None:
    np.random.seed(42)
    expected = np.random.rand()
    # Drawn in two cells: both are the first of the seed.
    q3 = f"again = np.random.rand()\nsquares = [0, 1, 4] if r == again == {expected!r} else r"
    assert _q3(_graded(opened, engine, taken, DRAWN, q3, seed=42)) == 1
    assert _q3(_graded(opened, engine, taken, DRAWN, q3)) == 0


def test_a_variable_is_set_instead_where_one_is_named(opened, engine, taken) -> None:
    q3 = "squares = [0, 1, 4] if rng_seed == 7 else rng_seed"
    result = _graded(opened, engine, taken, "rng_seed = 1", q3, seed=7, seed_variable="rng_seed")
    assert _q3(result) == 1


def test_the_line_of_an_error_is_the_students(opened, engine, taken) -> None:
    result = _graded(opened, engine, taken, "x = 1", "y = 1\nsquares = 1 / 0", seed=42)
    question = next(question for question in result.questions if question.id == "q3")
    assert "line 2" in question.message
