"""Attempts, claims and verdicts: nothing is graded twice, lost, or out of bounds."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from autograder.gradebook import (
    Busy,
    Done,
    Gradebook,
    KnownFailures,
    KnownParts,
    Lease,
    Refused,
    Stale,
    attempts,
    bounds,
    claim,
    error_groups,
    finish,
    give_up,
    open_gradebook,
    propose,
    record_attempt,
    record_results,
    renew,
    result_of,
    results,
    run_key,
    scored,
    totals,
    verify,
)
from autograder.gradebook.tables import SectionRow
from autograder.records.result import SubmissionResult
from tests.gradebook.conftest import START, Clock
from tests.gradebook_class import A1, enrol, result


def key(of: SubmissionResult) -> str:
    assert of.provenance is not None
    return run_key(of.provenance)


def submission(of: SubmissionResult) -> str:
    assert of.provenance is not None
    return of.provenance.submission_sha256


def taken(book: Gradebook, of: SubmissionResult, owner: str = "host1") -> Lease:
    held = claim(book, key(of), owner)
    assert isinstance(held, Lease)
    return held


def test_a_verdict_counts_as_soon_as_it_is_finished(any_book: Gradebook) -> None:
    enrol(any_book, ["ada", "ben"])
    work = result("ada", {"q1": "110"})
    record_attempt(any_book, "ada", A1, "ada", submission(work), file="ada.ipynb", handed_in=START)
    assert totals(any_book, A1)["ada"].status == "waiting"
    assert finish(any_book, "host1", taken(any_book, work), work)
    ada = totals(any_book, A1)["ada"]
    assert (ada.total, ada.status, ada.pending) == (5, "failed", ("w1",))
    assert totals(any_book, A1)["ben"].status == "missing"
    assert verify(any_book).sound


def test_a_run_is_claimed_once_and_done_once(book: Gradebook) -> None:
    enrol(book, ["ada"])
    work = result("ada")
    held = taken(book, work)
    assert claim(book, key(work), "host2") == Busy("host1", held.expires_at)
    finish(book, "host1", held, work)
    assert claim(book, key(work), "host2") == Done(key(work), "failed")
    with pytest.raises(Stale):
        finish(book, "host1", held, work)


def test_an_expired_claim_is_taken_over_and_the_late_verdict_is_refused(
    any_book: Gradebook, clock: Clock
) -> None:
    enrol(any_book, ["ada"])
    work = result("ada")
    dead = taken(any_book, work, "dead")
    clock.forward(minutes=16)
    held = taken(any_book, work, "alive")
    assert held.taken == 2
    with pytest.raises(Stale, match="alive has it"):
        finish(any_book, "dead", dead, work)
    with pytest.raises(Stale):
        renew(any_book, dead)
    assert finish(any_book, "alive", held, work)


def test_a_claim_can_be_renewed_and_given_up(book: Gradebook, clock: Clock) -> None:
    work = result("ada")
    held = taken(book, work)
    clock.forward(minutes=14)
    held = renew(book, held, lease=timedelta(minutes=30))
    clock.forward(minutes=29)
    assert isinstance(claim(book, key(work), "host2"), Busy)
    give_up(book, held)
    assert isinstance(claim(book, key(work), "host2"), Lease)


def test_of_many_who_claim_at_once_one_gets_it(any_url: str) -> None:
    with open_gradebook(any_url) as book:
        work, got = result("ada"), []
        start = threading.Barrier(16)

        def ask(number: int) -> None:
            start.wait()
            got.append(claim(book, key(work), f"host{number}"))

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(16)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(type(one).__name__ for one in got) == ["Busy"] * 15 + ["Lease"]


def test_many_verdicts_at_once_leave_one_chain(any_url: str) -> None:
    students = [f"s{n:02}" for n in range(16)]
    with open_gradebook(any_url) as book:
        enrol(book, students)

        def grade(student: str) -> None:
            work = result(student)
            record_attempt(book, "host", A1, student, submission(work))
            finish(book, "host", taken(book, work), work)

        threads = [threading.Thread(target=grade, args=(one,)) for one in students]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert {one.total for one in totals(book, A1).values()} == {6}
        found = verify(book)
        assert found.problems == ()
        assert found.entries == 2 + 2 * len(students)


def test_a_fault_of_ours_is_no_zero_and_may_be_run_again(book: Gradebook) -> None:
    enrol(book, ["ada"])
    bad, good = result("ada", fault=("q1",)), result("ada")
    record_attempt(book, "ada", A1, "ada", submission(bad))
    assert not finish(book, "host1", taken(book, bad), bad)
    ada = totals(book, A1)["ada"]
    assert (ada.total, ada.points["q1"], ada.points["q2"]) == (None, None, 2)
    assert ada.needs_review
    assert finish(book, "host1", taken(book, good), good)
    assert totals(book, A1)["ada"].total == 6
    assert verify(book).sound


def test_what_is_kept_of_a_run_is_not_what_it_was_before_it_was_run_again(book: Gradebook) -> None:
    enrol(book, ["ada"])
    bad, good = result("ada", {"q2": "01"}, fault=("q1",)), result("ada", {"q2": "10"})
    record_attempt(book, "ada", A1, "ada", submission(bad))
    failed: KnownFailures = {}
    parts: KnownParts = {}
    finish(book, "host1", taken(book, bad), bad)
    assert _names(book, failed) == ["test_1 (failed)"]
    finish(book, "host1", taken(book, good), good)
    assert _names(book, failed) == ["test_2 (failed)"]
    assert len(failed) == 2
    assert propose(book, A1, "q2", "q2-2", kept=parts).changes
    assert propose(book, A1, "q2", "q2-2", kept=parts) == propose(book, A1, "q2", "q2-2")
    assert propose(book, A1, "q2", "q2-1", kept=parts).changes == ()


def _names(book: Gradebook, failed: KnownFailures) -> list[str]:
    return [one.name for one in error_groups(book, A1, kept=failed) if one.question == "q2"]


def test_a_fault_without_a_hash_is_not_an_attempt_of_its_own(book: Gradebook) -> None:
    enrol(book, ["ada"])
    bad = result("ada", fault=("q1", "q2")).model_copy(update={"provenance": None})
    record_results(book, "ada", A1, [bad])
    assert totals(book, A1)["ada"].total is None
    record_results(book, "ada", A1, [result("ada")])
    (attempt,) = attempts(book, A1)
    assert attempt.number == 1
    assert totals(book, A1)["ada"].total == 6


def test_the_same_bytes_are_one_run_and_an_attempt_for_each(book: Gradebook) -> None:
    enrol(book, ["ada", "cat"])
    ada, cat = result("ada", work="shared"), result("cat", work="shared")
    assert record_results(book, "tim", A1, [ada, cat]).verdicts == 1
    assert {one.total for one in totals(book, A1).values()} == {6}
    (first, second) = attempts(book, A1)
    assert first.run == second.run
    assert result_of(book, second.id).student == "cat"
    assert result_of(book, second.id).file == "cat.ipynb"
    record_attempt(book, "tim", A1, "dan", submission(ada))
    assert totals(book, A1)["dan"].total == 6


def test_a_result_comes_back_as_it_was(any_book: Gradebook) -> None:
    enrol(any_book, ["ada"])
    work = result("ada", late=True, notes=("a\0b \ud800",))
    record_results(any_book, "ada", A1, [work])
    assert result_of(any_book, attempts(any_book, A1)[0].id) == work


def test_a_whole_class_is_read_at_once_as_it_counts(any_book: Gradebook) -> None:
    enrol(any_book, ["ada", "ben"])
    first = result("ada", {"q1": "000"}, work="first")
    ada, ben = result("ada", {"q1": "110"}), result("ben", {"Q1": "0"}, answer="C")
    record_results(any_book, "host", A1, [first, ada, ben])
    assert [one for _, one in results(any_book, A1)] == [ada, ben]
    rows = scored(any_book, A1, "Q1")
    assert [(one.student, one.points, one.answer) for one in rows] == [
        ("ada", 1, "B"), ("ben", 0, "C"),
    ]  # fmt: skip
    assert [one.points for one in scored(any_book, A1) if one.question == "q1"] == [2, 3]
    with pytest.raises(Refused, match="no question 'q7'"):
        scored(any_book, A1, "q7")


def test_handing_in_the_same_again_is_the_same_attempt(book: Gradebook) -> None:
    enrol(book, ["ada"])
    numbers = [
        record_attempt(book, "ada", A1, "ada", submission(result("ada", work=work)))
        for work in ("one", "two", "one")
    ]
    assert numbers[0] == numbers[2] != numbers[1]
    assert [one.number for one in attempts(book, A1, "ada")] == [1, 2]


@pytest.mark.parametrize("points", [float("nan"), float("inf"), -0.5, 3.5])
def test_a_verdict_out_of_bounds_is_refused_in_a_sentence(book: Gradebook, points: float) -> None:
    enrol(book, ["ada"])
    work = result("ada")
    (first, *others) = work.questions
    wrong = work.model_copy(
        update={"questions": (first.model_copy(update={"points": points}), *others)}
    )
    record_attempt(book, "ada", A1, "ada", submission(work))
    held = taken(book, work)
    with pytest.raises(Refused, match=r"a1, q1: .* points"):
        finish(book, "host1", held, wrong)
    assert totals(book, A1)["ada"].status == "waiting"
    assert finish(book, "host1", held, work)


def test_a_verdict_of_another_run_or_release_is_refused(book: Gradebook) -> None:
    enrol(book, ["ada"])
    work = result("ada")
    held = taken(book, work)
    with pytest.raises(Refused, match="its key differs"):
        finish(book, "host1", held, result("ben"))
    strange = work.questions[0].model_copy(update={"id": "q77"})
    with pytest.raises(Refused, match="'q77' that a1 does not have"):
        finish(book, "host1", held, work.model_copy(update={"questions": (strange,)}))
    with pytest.raises(Refused, match="no assignment 'a9'; it has a1"):
        record_attempt(book, "ada", "a9", "ada", "hash")


def test_a_verdict_that_dies_half_way_leaves_nothing(tmp_path: Path) -> None:
    with open_gradebook(tmp_path / "g.db") as book:
        enrol(book, ["ada"])
        before = verify(book)
        with pytest.raises(Refused):
            _half(book)
        assert verify(book) == before


def _half(book: Gradebook) -> None:
    with book.change("ada", "half") as session:
        session.add(SectionRow(name="half"))
        session.flush()
        bounds.assignment(session, "none")
