"""Whatever people do, in any order: totals stay in bounds, the audit verifies, undo is exact."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from autograder.gradebook import (
    Gradebook,
    Marking,
    Refused,
    RubricItem,
    add_rule,
    apply,
    diff,
    erase,
    extend,
    grades,
    mark,
    open_gradebook,
    override,
    overrides,
    propose,
    record_results,
    repair,
    set_counting,
    set_rubric,
    set_weight,
    standings,
    state_hash,
    totals,
    undo,
    verify,
    withdraw_rule,
)
from autograder.records.policy import ClassSettings, EarlyBonus, LatePolicy
from autograder.records.roster import Student
from tests.gradebook.conftest import START
from tests.gradebook_class import A1, POSSIBLE, enrol, result

STUDENTS = ("ada", "ben", "cat")
BONUS = 0.05
student = st.sampled_from(STUDENTS)
digits = st.text("01", min_size=3, max_size=3)
any_points = st.one_of(
    st.floats(0, 3), st.floats(), st.sampled_from([-1.0, 0.0, 2.0, 3.0, 1e308, float("nan")])
)
question = st.sampled_from([*POSSIBLE])


class Course(RuleBasedStateMachine):
    """Random work by students, readers and instructors."""

    @initialize(late=st.floats(0, 1), of=st.sampled_from(["possible", "earned"]))
    def begin(self, late: float, of: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="gradebook-")
        self.book: Gradebook = open_gradebook(Path(self.folder.name) / "g.db")
        policy = LatePolicy.model_validate({"per_day": late, "of": of, "tokens": 1})
        policy = policy.model_copy(update={"early": EarlyBonus(hours=24, share=BONUS)})
        people = [Student("ada", group="x"), Student("ben", group="x"), Student("cat")]
        enrol(self.book, people, ClassSettings(due={A1: START}, late=policy))
        self.rules: list[int] = []
        self.erased: set[str] = set()
        self.weights: dict[str, float] = {}

    @rule(name=student, passed=digits, work=st.integers(0, 2), version=st.sampled_from("123"),
          hours=st.integers(-48, 72), fault=st.booleans())  # fmt: skip
    def hand_in(
        self, name: str, passed: str, work: int, version: str, hours: int, fault: bool
    ) -> None:
        from datetime import timedelta

        if name in self.erased:
            return
        of = result(name, {"q1": passed}, work=f"{name}{work}", version=version,
                    fault=("q2",) if fault else ())  # fmt: skip
        at = {name: START + timedelta(hours=hours)}
        record_results(self.book, "host", A1, [of], handed_in=at)

    @rule(name=student, of=question, points=any_points)
    def read(self, name: str, of: str, points: float) -> None:
        one = totals(self.book, A1).get(name)
        if one is None or one.attempt is None:
            return
        before = state_hash(self.book)
        try:
            mark(self.book, "tim", Marking(one.attempt, of, points=points))
        except Refused:
            assert not 0 <= points <= POSSIBLE[of]
            assert state_hash(self.book) == before

    @rule(name=student, of=question, points=any_points, alone=st.booleans())
    def override(self, name: str, of: str, points: float, alone: bool) -> None:
        if name in self.erased:
            return
        there = [one.revision for one in overrides(self.book, A1, name, of)]
        try:
            override(self.book, "ada", name, A1, of, points, "why", revision=max(there, default=0))
        except Refused:
            assert not 0 <= points <= POSSIBLE[of]
            return
        one = totals(self.book, A1)[name]
        counted = pytest.approx(points * self.weights.get(of, 1.0))
        assert one.points[of] == counted or one.sources[of] == "void"

    @rule(points=st.floats(0, 2), review=st.booleans())
    def rubric(self, points: float, review: bool) -> None:
        items = [RubricItem("clear", "Clear.", points)]
        set_rubric(self.book, "tim", A1, "w1", items, review=review)
        for one in totals(self.book, A1).values():
            if one.attempt is not None:
                mark(self.book, "tim", Marking(one.attempt, "w1", items=("clear",)))

    @rule(of=question, kind=st.sampled_from(["full", "void"]))
    def decide(self, of: str, kind: str) -> None:
        self.rules.append(add_rule(self.book, "ada", A1, of, kind, comment="why"))

    @precondition(lambda self: self.rules)
    @rule()
    def take_back(self) -> None:
        withdraw_rule(self.book, "ada", self.rules.pop())

    @rule(check=st.integers(1, 3), how=st.sampled_from(["full", "half", "recompute"]))
    def repair_and_undo(self, check: int, how: str) -> None:
        try:
            seen = propose(self.book, A1, "q1", f"q1-{check}", how)
        except Refused:
            return
        before, was = state_hash(self.book), totals(self.book, A1)
        if not seen.gains:
            return
        number = repair(self.book, "ada", seen, comment="faulty")
        now = totals(self.book, A1)
        assert all((now[key].total or 0) >= (was[key].total or 0) for key in was)
        undo(self.book, "ada", number)
        assert (state_hash(self.book), totals(self.book, A1)) == (before, was)

    @rule(policy=st.sampled_from(["all", "latest", "best", "faults"]), keep=st.booleans())
    def regrade(self, policy: str, keep: bool) -> None:
        before, was = state_hash(self.book), totals(self.book, A1)
        done = apply(self.book, "ada", diff(self.book, A1, policy))
        now = totals(self.book, A1)
        for key, one in was.items():
            if one.total is not None:
                assert (now[key].total or 0) >= one.total, (key, policy)
        if done.decision is not None and not keep:
            undo(self.book, "ada", done.decision)
            assert state_hash(self.book) == before

    @rule(name=student, days=st.floats(0.1, 3))
    def extend(self, name: str, days: float) -> None:
        if name not in self.erased:
            extend(self.book, "ada", name, A1, days=days)

    @rule(counting=st.sampled_from(["latest", "latest on time", "best"]))
    def count(self, counting: str) -> None:
        set_counting(self.book, "ada", A1, counting)

    @rule(of=question, factor=st.floats(0, 3))
    def weigh(self, of: str, factor: float) -> None:
        set_weight(self.book, "ada", A1, factor, question=of)
        self.weights[of] = factor

    @rule(name=student)
    def erase(self, name: str) -> None:
        if name not in self.erased:
            erase(self.book, "ada", name)
            self.erased.add(name)

    @invariant()
    def totals_are_in_bounds(self) -> None:
        if not hasattr(self, "book"):
            return
        for one in totals(self.book, A1).values():
            if one.total is None:
                continue
            bonus = 3 * POSSIBLE["q9"] + BONUS * one.possible
            assert 0 <= one.total <= one.possible + bonus + 1e-6
            for value in one.points.values():
                assert value is None or 0 <= value <= 9
        for one in standings(self.book):
            assert one.share is None or one.share >= 0
        grades(self.book, A1)

    @invariant()
    def the_audit_verifies(self) -> None:
        if hasattr(self, "book"):
            assert verify(self.book).problems == ()

    def teardown(self) -> None:
        if hasattr(self, "book"):
            self.book.close()
            self.folder.cleanup()


Course.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
test_any_order_of_work_keeps_the_gradebook_sound = Course.TestCase
