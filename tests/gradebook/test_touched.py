"""Which grades a change may have moved: what pages keep depends on it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import gradebook
from autograder.gradebook import Gradebook, Marking, RubricItem
from tests.gradebook_class import A1, enrol, result


@pytest.fixture
def book(tmp_path: Path) -> Gradebook:
    made = gradebook.open_gradebook(tmp_path / "gradebook.db", create=True)
    enrol(made, ["ada", "bob"], assignments=(A1, "a2"))
    for key in (A1, "a2"):
        results = [result(one, assignment=key) for one in ("ada", "bob")]
        gradebook.record_results(made, "grader", key, results)
    return made


CHANGES: dict[str, tuple[Callable[[Gradebook], object], frozenset[str] | None]] = {
    "a comment": (
        lambda book: gradebook.comment(book, "tom", 1, "Look again.", for_student=False),
        frozenset(),
    ),
    "a request": (lambda book: gradebook.open_request(book, "ada", A1, "Why?"), frozenset()),
    "a mark": (lambda book: gradebook.mark(book, "tom", Marking(1, "w1", 1.0)), frozenset({A1})),
    "an override": (
        lambda book: gradebook.override(book, "tom", "ada", "a2", "q1", 1, "why", revision=0),
        frozenset({"a2"}),
    ),
    "a rule": (
        lambda book: gradebook.add_rule(book, "ada", A1, "q1", "full", comment="why"),
        frozenset({A1}),
    ),
    "a rubric, whose items marks name": (
        lambda book: gradebook.set_rubric(book, "ada", "a2", "w1", [RubricItem("i", "said", 1)]),
        frozenset({"a2"}),
    ),
    "a new verdict": (
        lambda book: gradebook.record_results(book, "ada", A1, [result("ada", work="again")]),
        None,
    ),
    "people": (lambda book: enrol(book, ["eve"], assignments=(A1, "a2")), None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_touches_the_grades_that_it_may_move(book: Gradebook, change: str) -> None:
    act, expected = CHANGES[change]
    with book:
        before = gradebook.head(book)
        assert gradebook.touched(book, before) == frozenset()
        act(book)
        assert gradebook.touched(book, before) == expected


def test_an_unknown_past_touches_everything(book: Gradebook) -> None:
    with book:
        assert gradebook.touched(book, "f" * 64) is None
