"""Totals: late work, extensions, attempts, groups, sections, drops, and the canonical record."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from autograder.gradebook import (
    Gradebook,
    Refused,
    add_rule,
    attempts,
    comment,
    extend,
    grades,
    override,
    record_attempt,
    record_results,
    set_counting,
    set_drop_lowest,
    set_weight,
    standings,
    students,
    totals,
    withdraw_extension,
)
from autograder.records.grades import dumps
from autograder.records.policy import Caps, ClassSettings, Extension, LatePolicy
from autograder.records.roster import Student
from autograder.records.status import Status
from tests.gradebook.conftest import START
from tests.gradebook_class import A1, enrol, result

DUE = START
LATE = LatePolicy(per_day=0.1, of="earned")


def settings(**more: object) -> ClassSettings:
    return ClassSettings.model_validate({"due": {A1: DUE}, "late": LATE, **more})


def hand_in(
    book: Gradebook, student: str, at: datetime | None, passed: str = "111", work: str = ""
) -> None:
    of = result(student, {"q1": passed}, work=work or student)
    times = {} if at is None else {student: at}
    record_results(book, "host", A1, [of], handed_in=times)


def test_late_work_loses_by_the_day_and_the_sentence_says_so(any_book: Gradebook) -> None:
    enrol(any_book, ["ada", "ben", "cat"], settings())
    hand_in(any_book, "ada", DUE - timedelta(minutes=1))
    hand_in(any_book, "ben", DUE + timedelta(hours=25))
    hand_in(any_book, "cat", None)
    found = totals(any_book, A1)
    assert [found[key].total for key in ("ada", "ben", "cat")] == [6, 4.8, 6]
    assert [found[key].late for key in ("ada", "ben", "cat")] == [False, True, None]
    lateness = found["ben"].lateness
    assert lateness is not None
    assert lateness.sentence == "Handed in 1 d 1 h late; 20 % of the earned points taken off."
    assert found["ben"].earned == 6


def test_an_extension_is_reckoned_at_once_and_may_be_taken_back(book: Gradebook) -> None:
    given = Extension(student="ben", assignment=A1, days=1)
    enrol(book, ["ada", "ben"], settings(extensions=(given,)))
    for student in ("ada", "ben"):
        hand_in(book, student, DUE + timedelta(hours=25))
    assert [one.total for one in totals(book, A1).values()] == [4.8, 5.4]
    number = extend(book, "tim", "ada", A1, until=DUE + timedelta(days=2), reason="ill")
    assert totals(book, A1)["ada"].total == 6
    withdraw_extension(book, "tim", number)
    assert totals(book, A1)["ada"].total == 4.8
    enrol(book, ["ada", "ben"], settings())
    assert totals(book, A1)["ben"].total == 4.8, "course.toml no longer grants it"


@pytest.mark.parametrize(
    "wrong",
    [{}, {"days": 1.0, "excused": True}, {"days": 0.0}, {"days": float("nan")},
     {"until": datetime(2026, 10, 1)}],
)  # fmt: skip
def test_an_extension_says_one_thing(book: Gradebook, wrong: dict[str, object]) -> None:
    enrol(book, ["ada"])
    with pytest.raises(Refused):
        extend(book, "tim", "ada", A1, **wrong)  # type: ignore[arg-type]


def test_free_late_days_are_spent_in_the_order_of_the_course(book: Gradebook) -> None:
    late = LatePolicy(per_day=0.5, of="earned", tokens=2)
    due = {"a1": DUE, "a2": DUE + timedelta(days=7)}
    enrol(book, ["ada"], ClassSettings(due=due, late=late), assignments=("a1", "a2"))
    for key, days in (("a2", 2), ("a1", 1)):
        of = result("ada", assignment=key)
        at = due[key] + timedelta(days=days, hours=-1)
        record_results(book, "host", key, [of], handed_in={"ada": at})
    assert totals(book, "a1")["ada"].total == 6
    second = totals(book, "a2")["ada"]
    assert second.lateness is not None
    assert (second.lateness.tokens, second.total) == (1, 3)


def test_every_attempt_is_kept_and_the_latest_on_time_counts(book: Gradebook) -> None:
    enrol(book, ["ada"], settings())
    for hours, passed in ((-3, "100"), (-1, "110"), (2, "111")):
        hand_in(book, "ada", DUE + timedelta(hours=hours), passed, work=passed)
    assert len(attempts(book, A1)) == 3
    assert totals(book, A1)["ada"].number == 2
    set_counting(book, "tim", A1, "latest")
    assert (totals(book, A1)["ada"].number, totals(book, A1)["ada"].total) == (3, 5.4)
    set_counting(book, "tim", A1, "best")
    assert totals(book, A1)["ada"].number == 3, "5.4 late is more than 5 on time"
    override(book, "tim", "ada", A1, "q1", 0, "x", revision=0)
    with pytest.raises(Refused, match="latest on time, latest, best"):
        set_counting(book, "tim", A1, "first")


def test_attempts_beyond_the_cap_do_not_count(book: Gradebook) -> None:
    enrol(book, ["ada"], settings(attempts=Caps(total=2)))
    for hours, passed in ((-3, "100"), (-2, "110"), (-1, "111")):
        hand_in(book, "ada", DUE + timedelta(hours=hours), passed, work=passed)
    assert totals(book, A1)["ada"].number == 2


def test_a_group_has_one_run_one_grade_and_a_row_each(any_book: Gradebook) -> None:
    team = [Student("ada", group="Team  7"), Student("ben", group="team 7"), Student("cat")]
    enrol(any_book, team, settings(group_assignments=(A1,)))
    of = result("ben", {"q1": "110"})
    record_results(any_book, "host", A1, [of], handed_in={"ben": DUE + timedelta(hours=1)})
    extend(any_book, "tim", "ada", A1, days=1)
    found = totals(any_book, A1)
    assert [(one.student, one.total) for one in found.values()] == [
        ("ada", 5), ("ben", 5), ("cat", None),
    ]  # fmt: skip
    (attempt,) = attempts(any_book, A1)
    assert (attempt.student, attempt.members) == ("ben", ("ada", "ben"))
    assert [row.group for row in grades(any_book, A1).students] == ["Team 7"] * 2 + [""]


def test_who_leaves_a_group_keeps_what_the_group_handed_in(book: Gradebook) -> None:
    course = settings(group_assignments=(A1,))
    enrol(book, [Student("ada", group="x"), Student("ben", group="x")], course)
    record_results(book, "host", A1, [result("ada")])
    enrol(book, [Student("ada", group="x"), Student("ben", group="y")], course)
    assert totals(book, A1)["ben"].total == 6


def test_a_section_has_weights_and_questions_of_its_own(book: Gradebook) -> None:
    people = [Student("grad", section="Graduate"), Student("under", section="Undergraduate")]
    enrol(book, people)
    record_results(book, "host", A1, [result("grad", {"q2": "10"}), result("under", {"q2": "10"})])
    set_weight(book, "tim", A1, 0, section="Undergraduate", question="q2")
    set_weight(book, "tim", A1, 2, section="Graduate", question="q2")
    found = totals(book, A1)
    assert (found["under"].total, found["under"].possible) == (4, 6)
    assert (found["grad"].total, found["grad"].possible) == (6, 10)
    with pytest.raises(Refused, match="no section 'Night'"):
        set_weight(book, "tim", A1, 1, section="Night")
    with pytest.raises(Refused):
        set_weight(book, "tim", A1, float("nan"))


def test_the_course_total_weighs_drops_and_excuses(book: Gradebook) -> None:
    ids = ("a1", "a2", "a3")
    enrol(book, [Student("ada", section="Mon")], assignments=ids)
    for key, passed in zip(ids, ("111", "000", "100"), strict=True):
        record_results(book, "host", key, [result("ada", {"q1": passed}, assignment=key)])
    (ada,) = standings(book)
    assert ada.share == pytest.approx((6 + 3 + 4) / 24)
    set_weight(book, "tim", "a1", 3)
    set_weight(book, "tim", "a1", 2, section="Mon")
    assert standings(book)[0].share == pytest.approx((2 * 6 + 3 + 4) / 8 / 4)
    set_drop_lowest(book, "tim", 1)
    (ada,) = standings(book)
    assert ada.dropped == ("a2",)
    assert ada.share == pytest.approx((2 * 6 + 4) / 8 / 3)
    extend(book, "tim", "ada", "a3", excused=True)
    (ada,) = standings(book)
    assert (ada.dropped, ada.share) == (("a2",), pytest.approx(6 / 8))
    assert ada.totals["a3"].excused
    set_drop_lowest(book, "tim", 9)
    assert standings(book)[0].share == pytest.approx(6 / 8), "one assignment is always left"


def test_missing_work_counts_nothing_in_the_course_total(book: Gradebook) -> None:
    enrol(book, ["ada"], assignments=("a1", "a2"))
    record_results(book, "host", "a1", [result("ada")])
    assert standings(book)[0].share == pytest.approx(6 / 16)


def test_work_that_was_refused_is_worth_nothing_and_waits_for_nobody(book: Gradebook) -> None:
    enrol(book, ["ada"])
    of = result("ada")
    assert of.provenance is not None
    refused = of.model_copy(
        update={
            "questions": (),
            "status": Status.ERROR,
            "message": "The zip holds no notebook.",
            "needs_review": True,
            "provenance": of.provenance.model_copy(update={"submission_sha256": "", "seed": ""}),
        }
    )
    record_results(book, "host", A1, [refused])
    ada = totals(book, A1)["ada"]
    assert (ada.total, ada.pending, ada.needs_review) == (0, (), True)
    assert ada.message == "The zip holds no notebook."


def test_who_is_not_on_the_roster_is_graded_and_told_apart(book: Gradebook) -> None:
    enrol(book, ["ada"])
    assert record_results(book, "host", A1, [result("eve")]).unlisted == ("eve",)
    assert totals(book, A1)["eve"].total == 6
    assert [one.student_id for one in students(book, enrolled=False)] == ["eve"]


def test_the_canonical_record_holds_all_that_exports_need(any_book: Gradebook) -> None:
    people = [
        Student("7", "Ada Birch", "ada@example.org", "3100", "S7", "ab1", "55", "Mon", ""),
        Student("8", "Ben Cole"),
        Student("9", "Cat Dean"),
    ]
    enrol(any_book, people, settings())
    hand_in(any_book, "7", DUE + timedelta(hours=1), "110")
    record_attempt(any_book, "host", A1, "9", "f" * 64)
    extend(any_book, "tim", "8", A1, excused=True)
    comment(any_book, "tim", totals(any_book, A1)["7"].attempt or 0, "Well done.")
    add_rule(any_book, "tim", A1, "q2", "void", comment="unclear")
    found = grades(any_book, A1)
    assert (found.assignment, found.title, found.possible) == (A1, "Title of a1", 6)
    ada, ben, cat = found.students
    assert [note.flat for note in ada.notes] == ada.comment.splitlines()
    assert ada.model_dump(exclude={"notes"}) == {
        "student": "7", "student_id": "7", "name": "Ada Birch", "email": "ada@example.org",
        "canvas_id": "3100", "sis_id": "S7", "login": "ab1", "moodle_participant": "55",
        "section": "Mon", "group": "", "status": "failed", "total": 2.7, "possible": 6.0,
        "late": True, "needs_review": False, "message": "", "result": "",
        "points": {"q1": 2.0, "q2": None, "Q1": 1.0, "w1": None, "q9": 0.0},
        "comment": "Well done.\nq2: unclear\n"
        "Handed in 1 h late; 10 % of the earned points taken off.",
        "handed_in": DUE + timedelta(hours=1), "attempt": 1, "excused": False,
    }  # fmt: skip
    assert (ben.status, ben.total, ben.excused, ben.attempt) == ("missing", None, True, None)
    assert (cat.status, cat.total) == ("waiting", None)
    assert dumps(found) == dumps(grades(any_book, A1))


def test_a_roster_that_changed_changes_the_class_and_loses_nobody(book: Gradebook) -> None:
    enrol(book, [Student("ada", "Ada"), Student("ben", "Ben")])
    record_results(book, "host", A1, [result("ben")])
    enrol(book, [Student("ada", "Ada Birch"), Student("cat", "Cat")])
    assert [one.name for one in students(book, enrolled=True)] == ["Ada Birch", "Cat"]
    assert totals(book, A1)["ben"].total == 6


@pytest.mark.parametrize("derive", [totals, grades, standings], ids=lambda one: one.__name__)
def test_a_larger_class_asks_for_no_more_queries(
    book: Gradebook, derive: Callable[..., object]
) -> None:
    def queries() -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(book.engine, "before_cursor_execute", counted)
        derive(book) if derive is standings else derive(book, A1)
        event.remove(book.engine, "before_cursor_execute", counted)
        return count

    counts = []
    for names in (["a", "b"], [f"s{n:03}" for n in range(120)]):
        enrol(book, names)
        record_results(book, "host", A1, [result(name) for name in names])
        counts.append(queries())
    assert counts[0] == counts[1] < 40
