"""Regrades: seen before they are made, nobody lowered unasked, undone without a trace."""

import pytest

from autograder.gradebook import (
    Gradebook,
    Marking,
    Refused,
    Stale,
    apply,
    decisions,
    diff,
    history,
    mark,
    override,
    record_results,
    state_hash,
    totals,
    undo,
    verify,
)
from tests.gradebook_class import A1, enrol, result

NEWER = "n" * 64


@pytest.fixture
def graded(any_book: Gradebook) -> Gradebook:
    """`ada` gains by the newer release, `ben` loses, `cat` stays, `dan` was a fault of ours."""
    enrol(any_book, ["ada", "ben", "cat", "dan"])
    before = {"ada": "100", "ben": "111", "cat": "111"}
    after = {"ada": "110", "ben": "011", "cat": "111", "dan": "111"}
    old = [result(key, {"q1": passed}) for key, passed in before.items()]
    record_results(any_book, "host", A1, [*old, result("dan", fault=("q1",))])
    new = [result(key, {"q1": one}, release_sha256=NEWER) for key, one in after.items()]
    assert record_results(any_book, "host", A1, new).waiting == ("ada", "ben", "cat", "dan")
    return any_book


def scores(book: Gradebook) -> dict[str, float | None]:
    return {key: one.total for key, one in totals(book, A1).items()}


OLD = {"ada": 4, "ben": 6, "cat": 6, "dan": None}


def test_newer_verdicts_change_nothing_until_they_are_applied(graded: Gradebook) -> None:
    assert scores(graded) == OLD


def test_a_diff_says_who_by_how_much_and_why(graded: Gradebook) -> None:
    seen = diff(graded, A1)
    ada, ben, dan = seen.changes
    assert (ada.student, ada.before, ada.after, ada.by) == ("ada", 4, 5, 1)
    assert ada.why == "another release; q1-2 failed → passed"
    assert (ben.student, ben.by, ben.lowers) == ("ben", -1, True)
    assert (dan.before, dan.after) == (None, 6)
    assert "it was a fault of ours" in dan.why
    assert len(seen.moves) == 4
    assert seen.lowered == (ben,)
    assert scores(graded) == OLD


@pytest.mark.parametrize(
    ("policy", "after"),
    [
        ("all", {"ada": 5, "ben": 6, "cat": 6, "dan": 6}),
        ("latest", {"ada": 5, "ben": 6, "cat": 6, "dan": 6}),
        ("best", {"ada": 5, "ben": 6, "cat": 6, "dan": 6}),
        ("faults", {"ada": 4, "ben": 6, "cat": 6, "dan": 6}),
    ],
)
def test_without_a_tick_nobody_is_lowered(
    graded: Gradebook, policy: str, after: dict[str, float]
) -> None:
    state = state_hash(graded)
    done = apply(graded, "ada", diff(graded, A1, policy), comment="mended q1")
    assert scores(graded) == after
    assert done.kept == (("ben",) if policy in ("all", "latest") else ())
    assert len(history(graded, actions=["regrade"])) == 1
    assert verify(graded).sound
    assert done.decision is not None
    undo(graded, "ada", done.decision)
    assert scores(graded) == OLD
    assert state_hash(graded) == state


def test_a_tick_lowers_the_one_who_is_ticked(graded: Gradebook) -> None:
    seen = diff(graded, A1)
    with pytest.raises(Refused, match="does not lower 'cat'"):
        apply(graded, "ada", seen, lower=["cat"])
    apply(graded, "ada", seen, lower=["ben"])
    assert scores(graded)["ben"] == 5
    assert diff(graded, A1).moves == ()


def test_what_a_person_decided_stays(graded: Gradebook) -> None:
    found = totals(graded, A1)
    override(graded, "tim", "ben", A1, "q1", 3, "oral", revision=0)
    mark(graded, "tim", Marking(found["ada"].attempt or 0, "w1", points=2))
    seen = diff(graded, A1)
    assert "ben" not in {one.student for one in seen.changes}
    apply(graded, "ada", seen)
    assert scores(graded) == {"ada": 7, "ben": 6, "cat": 6, "dan": 6}
    assert totals(graded, A1)["ben"].sources["q1"] == "override"


def test_a_diff_that_is_no_longer_true_is_refused(graded: Gradebook) -> None:
    seen = diff(graded, A1)
    override(graded, "tim", "ada", A1, "q1", 3, "oral", revision=0)
    with pytest.raises(Stale, match="changed since the diff") as stale:
        apply(graded, "ada", seen)
    assert stale.value.current == diff(graded, A1)


def test_best_takes_the_better_verdict_of_each(graded: Gradebook) -> None:
    assert {one.student for one in diff(graded, A1, "best").changes} == {"ada", "dan"}
    with pytest.raises(Refused, match="all, latest, best, faults"):
        diff(graded, A1, "some")


def test_latest_leaves_earlier_attempts_as_they_are(book: Gradebook) -> None:
    enrol(book, ["ada"])
    works = ("first", "second")
    for release in ("o" * 64, NEWER):
        rows = [result("ada", work=work, release_sha256=release) for work in works]
        record_results(book, "host", A1, rows)
    assert len(diff(book, A1, "all").moves) == 2
    (move,) = diff(book, A1, "latest").moves
    assert move.attempt == totals(book, A1)["ada"].attempt


def test_an_attempt_that_counts_for_nobody_is_not_made_worse_unseen(book: Gradebook) -> None:
    enrol(book, ["ada"])
    record_results(book, "host", A1, [result("ada", work=one) for one in ("first", "second")])
    worse = result("ada", {"q1": "000"}, work="first", release_sha256=NEWER)
    record_results(book, "host", A1, [worse])
    assert diff(book, A1).moves == ()


def test_an_earlier_regrade_is_undone_after_the_later_one(graded: Gradebook) -> None:
    first = apply(graded, "ada", diff(graded, A1)).decision or 0
    newest = [result("ada", {"q1": "111"}, release_sha256="m" * 64)]
    record_results(graded, "host", A1, newest)
    second = apply(graded, "ada", diff(graded, A1)).decision or 0
    with pytest.raises(Refused, match="undo that one first"):
        undo(graded, "ada", first)
    undo(graded, "ada", second)
    undo(graded, "ada", first)
    assert scores(graded) == OLD
    assert [one.undone_at is None for one in decisions(graded, A1)] == [False, False]
    with pytest.raises(Refused, match="that holds"):
        undo(graded, "ada", first)
