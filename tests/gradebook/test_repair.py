"""Repairs: a class of 1,000 in which a check was faulty."""

from pathlib import Path

import pytest

from autograder.gradebook import (
    Gradebook,
    Refused,
    Stale,
    decisions,
    history,
    open_gradebook,
    override,
    propose,
    record_results,
    repair,
    state_hash,
    totals,
    undo,
    verify,
)
from autograder.gradebook.gains import GradedParts, gain, parts
from autograder.gradebook.tables import OverrideRow
from autograder.records.result import QuestionResult
from tests.gradebook_class import A1, enrol, result

HIT, OVERRIDDEN = 40, 25


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Gradebook:
    """1,000 students. `q1-2` cost 65 of them a point; 25 of those have an override of `q1`."""
    book = open_gradebook(tmp_path_factory.mktemp("repair") / "gradebook.db")
    names = [f"s{n:04}" for n in range(1000)]
    enrol(book, names)
    hit = HIT + OVERRIDDEN
    rows = [result(name, {"q1": "101" if n < hit else "110"}) for n, name in enumerate(names)]
    record_results(book, "host", A1, rows)
    with book.change("tim", "overrides") as session:
        question = (
            session.connection()
            .exec_driver_sql("SELECT id FROM questions WHERE key = 'q1'")
            .scalar_one()
        )
        for number in range(1, OVERRIDDEN + 1):
            session.add(OverrideRow(unit=f"s{number}", student_id=number, question_id=question,
                                    revision=1, points=1.0, comment="oral", author="tim",
                                    at=session.info["now"]))  # fmt: skip
    return book


def test_of_1000_students_40_gain_nobody_loses_and_25_overrides_stay(large: Gradebook) -> None:
    state, entries, before = state_hash(large), verify(large).entries, totals(large, A1)
    seen = propose(large, A1, "q1", "q1-2", "full")
    assert len(seen.changes) == HIT
    assert {one.by for one in seen.changes} == {1}
    assert len(seen.overridden) == OVERRIDDEN
    assert totals(large, A1) == before
    number = repair(large, "ada", seen, comment="The sign of the expected value was wrong.")
    after = totals(large, A1)
    up = [key for key in after if (after[key].total or 0) > (before[key].total or 0)]
    down = [key for key in after if (after[key].total or 0) < (before[key].total or 0)]
    assert (len(up), down) == (HIT, [])
    assert all(after[key] == before[key] for key in seen.overridden)
    assert verify(large).entries == entries + 1
    (entry,) = history(large, limit=1)
    assert (entry.action, entry.facts["gain"], entry.facts["overridden"]) == ("repair", 40, 25)
    with pytest.raises(Refused, match="repaired already"):
        propose(large, A1, "q1", "q1-2", "half")
    undo(large, "ada", number)
    assert state_hash(large) == state
    assert totals(large, A1) == before
    assert verify(large).sound


def graded(question: QuestionResult) -> GradedParts:
    return parts(question.model_dump(mode="json"))


@pytest.mark.parametrize(
    ("passed", "rule", "after"),
    [
        ("101", "full", 3.0),
        ("101", "half", 2.5),
        ("101", "recompute", 3.0),
        ("100", "recompute", 1.5),
        ("001", "recompute", 1.5),
        ("000", "recompute", 0.0),
        ("000", "full", 1.0),
        ("110", "full", None),
    ],
)
def test_a_rule_gives_what_it_says(passed: str, rule: str, after: float | None) -> None:
    question = result("ada", {"q1": passed}).questions[0]
    given = gain(graded(question), "q1-2", rule)
    assert (None if given is None else (question.points or 0) + given) == after


def test_recomputing_takes_nothing_from_those_whom_the_check_helped() -> None:
    helped = result("ada", {"q1": "010"}).questions[0]
    assert gain(graded(helped), "q1-2", "recompute") is None
    assert gain(graded(helped), "q1-1", "recompute") == 0.5  # 1 of 2 of the others, of 3


def test_a_check_without_a_score_is_repaired_where_nothing_else_is_missing() -> None:
    fault = result("ada", fault=("q1",)).questions[0]
    assert gain(graded(fault), "q1-2", "full") is None
    second = fault.checks[1]
    one = result("ada").questions[0].checks
    mended = fault.model_copy(update={"checks": (one[0], second, one[2])})
    assert gain(graded(mended), "q1-2", "full") == 3


def test_work_that_is_graded_later_gets_the_same(any_book: Gradebook) -> None:
    enrol(any_book, ["ada", "ben", "cat"])
    record_results(any_book, "host", A1, [result("ada", {"q1": "101"})])
    number = repair(any_book, "tim", propose(any_book, A1, "q1", "q1-2"), comment="faulty")
    record_results(any_book, "host", A1, [result("ben", {"q1": "100"})])
    mended = result("cat", {"q1": "101"}, release_sha256="n" * 64)
    record_results(any_book, "host", A1, [mended])
    found = totals(any_book, A1)
    assert [found[key].points["q1"] for key in ("ada", "ben", "cat")] == [3, 2, 2]
    assert found["ben"].sources == {"q1": "repair"}
    undo(any_book, "tim", number)
    assert [one.points["q1"] for one in totals(any_book, A1).values()] == [2, 1, 2]
    assert verify(any_book).sound
    (decision,) = decisions(any_book, A1)
    assert (decision.kind, decision.check, decision.policy) == ("repair", "q1-2", "full")


def test_a_proposal_that_is_no_longer_true_is_refused(book: Gradebook) -> None:
    enrol(book, ["ada", "ben"])
    record_results(book, "host", A1, [result("ada", {"q1": "101"})])
    seen = propose(book, A1, "q1", "q1-2")
    override(book, "tim", "ada", A1, "q1", 3, "oral", revision=0)
    with pytest.raises(Stale, match="changed since the repair was proposed"):
        repair(book, "tim", seen, comment="faulty")


def test_a_repair_that_names_nothing_is_refused(book: Gradebook, tmp_path: Path) -> None:
    enrol(book, ["ada"])
    record_results(book, "host", A1, [result("ada", {"q1": "101"})])
    for question, check, rule in (
        ("q1", "q1-9", "full"), ("q8", "q8-1", "full"), ("q1", "q1-2", "most"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            propose(book, A1, question, check, rule)
    with pytest.raises(Refused, match="cost nobody anything"):
        repair(book, "tim", propose(book, A1, "q1", "q1-1"), comment="x")
    with pytest.raises(Refused, match="comment is required"):
        repair(book, "tim", propose(book, A1, "q1", "q1-2"), comment=" ")
