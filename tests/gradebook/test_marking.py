"""What people decide: readers' points, rubrics, overrides, rules, comments, requests."""

import threading

import pytest

from autograder.gradebook import (
    Gradebook,
    Marking,
    Refused,
    RubricItem,
    Stale,
    add_rule,
    answer_request,
    close_request,
    comment,
    comments,
    history,
    mark,
    mark_many,
    marks,
    open_gradebook,
    open_request,
    override,
    overrides,
    preview_rule,
    record_results,
    reopen_request,
    requests,
    rubric,
    rules,
    set_rubric,
    totals,
    verify,
    withdraw_comment,
    withdraw_rule,
)
from autograder.records.policy import ClassSettings
from autograder.records.roster import Student
from tests.gradebook_class import A1, enrol, result


@pytest.fixture
def ada(book: Gradebook) -> int:
    """The attempt of ada; ben handed in, too."""
    enrol(book, ["ada", "ben"])
    record_results(book, "host", A1, [result("ada"), result("ben", {"q1": "000", "Q1": "0"})])
    return totals(book, A1)["ada"].attempt or 0


BAD = [float("nan"), float("inf"), float("-inf"), -1.0, 2.5]


def test_a_readers_points_count_and_close_the_question(book: Gradebook, ada: int) -> None:
    assert totals(book, A1)["ada"].pending == ("w1",)
    assert mark(book, "tim", Marking(ada, "w1", points=1.5, comment="nearly", revision=0)) == 1
    one = totals(book, A1)["ada"]
    assert (one.total, one.pending, one.sources["w1"]) == (7.5, (), "reader")
    assert marks(book, A1)[ada, "w1"].comment == "nearly"
    mark(book, "tim", Marking(ada, "w1", withdraw=True))
    assert totals(book, A1)["ada"].pending == ("w1",)


@pytest.mark.parametrize("points", BAD)
def test_points_out_of_bounds_are_refused_in_a_sentence(
    book: Gradebook, ada: int, points: float
) -> None:
    with pytest.raises(Refused, match="points"):
        mark(book, "tim", Marking(ada, "w1", points=points))
    with pytest.raises(Refused, match="points"):
        override(book, "tim", "ada", A1, "q2", points, "so", revision=0)
    with pytest.raises(Refused, match="points"):
        set_rubric(book, "tim", A1, "w1", [RubricItem("a", "A", points)])
    assert marks(book, A1) == {}
    assert overrides(book, A1) == []


def test_a_changed_rubric_item_rescores_everyone_with_one_entry(book: Gradebook, ada: int) -> None:
    ben = totals(book, A1)["ben"].attempt or 0
    set_rubric(
        book, "tim", A1, "w1", [RubricItem("clear", "Clear.", 1), RubricItem("deep", "D", 1)]
    )
    mark_many(
        book,
        "tim",
        [Marking(ada, "w1", items=("clear", "deep")), Marking(ben, "w1", items=("clear",))],
    )
    assert [totals(book, A1)[one].points["w1"] for one in ("ada", "ben")] == [2, 1]
    before = verify(book).entries
    set_rubric(
        book,
        "tim",
        A1,
        "w1",
        [RubricItem("clear", "Clear.", 0.5, "be kind"), RubricItem("deep", "D", 1)],
    )
    assert verify(book).entries == before + 1
    assert [totals(book, A1)[one].points["w1"] for one in ("ada", "ben")] == [1.5, 0.5]
    assert [one.guideline for one in rubric(book, A1, "w1")] == ["be kind", ""]
    set_rubric(book, "tim", A1, "w1", [RubricItem("clear", "Clear.", 0.5)], review=True)
    assert totals(book, A1)["ada"].pending == ("w1",)  # named an item that is gone
    assert totals(book, A1)["ben"].points["w1"] == 0.5


def test_rubric_items_and_points_beside_them_are_bounded_together(
    book: Gradebook, ada: int
) -> None:
    set_rubric(book, "tim", A1, "w1", [RubricItem("all", "All.", 2)])
    mark(book, "tim", Marking(ada, "w1", items=("all",), points=-0.5))
    assert totals(book, A1)["ada"].points["w1"] == 1.5
    with pytest.raises(Refused, match=r"2\.5 points are more than the 2"):
        mark(book, "tim", Marking(ada, "w1", items=("all",), points=0.5))
    with pytest.raises(Refused, match="no item 'none'"):
        mark(book, "tim", Marking(ada, "w1", items=("none",)))
    with pytest.raises(Refused, match="stands twice"):
        set_rubric(book, "tim", A1, "w1", [RubricItem("a", "A", 1), RubricItem("a", "B", 1)])


def test_a_stale_mark_is_refused_with_both_revisions(book: Gradebook, ada: int) -> None:
    mark(book, "tim", Marking(ada, "w1", points=1, revision=0))
    with pytest.raises(Stale, match="you saw revision 0, revision 1 is there now, by tim") as stale:
        mark(book, "eve", Marking(ada, "w1", points=2, revision=0))
    assert (stale.value.yours, stale.value.theirs) == (0, 1)
    assert stale.value.current == {"points": 1, "comment": "", "author": "tim", "revision": 1}


def test_an_override_beats_everything_and_its_history_stays(book: Gradebook, ada: int) -> None:
    mark(book, "tim", Marking(ada, "w1", points=1))
    assert override(book, "ada", "ada", A1, "w1", 2, "an oral", revision=0) == 1
    add_rule(book, "ada", A1, "q1", "full", comment="typo in the question")
    override(book, "ada", "ben", A1, "q1", 0, "not their own", revision=0)
    found = totals(book, A1)
    assert (found["ada"].points["w1"], found["ada"].sources["w1"]) == (2, "override")
    assert found["ben"].points["q1"] == 0
    override(book, "ada", "ben", A1, "q1", None, "it was after all", revision=1)
    assert totals(book, A1)["ben"].points["q1"] == 3
    assert [(one.points, one.revision) for one in overrides(book, A1, "ben")] == [(0, 1), (None, 2)]


def test_an_override_needs_a_comment_and_a_fresh_revision(book: Gradebook, ada: int) -> None:
    with pytest.raises(Refused, match="comment is required"):
        override(book, "tim", "ada", A1, "q2", 1, "  ", revision=0)
    override(book, "tim", "ada", A1, "q2", 1, "why", revision=0)
    with pytest.raises(Stale) as stale:
        override(book, "eve", "ada", A1, "q2", 2, "why not", revision=0)
    assert (stale.value.yours, stale.value.theirs) == (0, 1)


def test_of_sixteen_overrides_at_once_one_wins(any_url: str) -> None:
    with open_gradebook(any_url) as book:
        enrol(book, ["ada"])
        record_results(book, "host", A1, [result("ada")])
        lost: list[Stale] = []
        start = threading.Barrier(16)

        def post(number: int) -> None:
            start.wait()
            try:
                override(book, f"ta{number}", "ada", A1, "q1", 1, "mine", revision=0)
            except Stale as stale:
                lost.append(stale)

        threads = [threading.Thread(target=post, args=(n,)) for n in range(16)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(lost) == 15
        assert len(overrides(book, A1)) == 1
        assert verify(book).sound


def test_an_override_of_a_member_holds_for_the_group_unless_alone(book: Gradebook) -> None:
    team = [Student(key, group="Team 7") for key in ("ada", "ben", "cat")]
    enrol(book, team, ClassSettings(group_assignments=(A1,)))
    record_results(book, "host", A1, [result("ben")])
    override(book, "tim", "ada", A1, "q1", 1, "one method is missing", revision=0)
    assert [one.points["q1"] for one in totals(book, A1).values()] == [1, 1, 1]
    override(book, "tim", "cat", A1, "q1", 0, "took no part", revision=0, alone=True)
    assert [one.total for one in totals(book, A1).values()] == [4, 4, 3]
    assert {one.group for one in totals(book, A1).values()} == {"Team 7"}


def test_accepting_another_answer_is_previewed_and_lifts_only_those_who_gave_it(
    book: Gradebook, ada: int
) -> None:
    (change,) = preview_rule(book, A1, "Q1", "accept", ["A", "B"])
    assert (change.student, change.by) == ("ben", 1)
    assert totals(book, A1)["ben"].points["Q1"] == 0
    number = add_rule(book, "tim", A1, "Q1", "accept", answers=["A", "B"], comment="both are right")
    assert totals(book, A1)["ben"].points["Q1"] == 1
    assert totals(book, A1)["ben"].sources["Q1"] == "rule"
    withdraw_rule(book, "tim", number)
    assert totals(book, A1)["ben"].points["Q1"] == 0
    (rule,) = rules(book, A1)
    assert rule.withdrawn_at is not None
    with pytest.raises(Refused, match="no rule 1 that holds"):
        withdraw_rule(book, "tim", number)


def test_a_void_question_counts_for_nobody_and_is_not_possible(book: Gradebook, ada: int) -> None:
    add_rule(book, "tim", A1, "q1", "void", comment="unclear")
    one = totals(book, A1)["ada"]
    assert (one.total, one.possible, one.points["q1"]) == (3, 5, None)


@pytest.mark.parametrize(
    ("question", "kind", "answers", "said"),
    [
        ("q1", "accept", ["A"], "no multiple-choice question"),
        ("Q1", "accept", [], "names the options"),
        ("Q1", "full", ["A"], "no other does"),
        ("Q1", "halve", [], "no kind of rule"),
        ("Q7", "full", [], "no question 'Q7'; it has q1, q2, Q1, w1, q9"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    book: Gradebook, ada: int, question: str, kind: str, answers: list[str], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        add_rule(book, "tim", A1, question, kind, answers=answers, comment="x")


def test_comments_are_anchored_and_those_for_staff_stay_with_staff(
    book: Gradebook, ada: int
) -> None:
    comment(book, "tim", ada, "Off by one here.", question="q1", cell="c3", line=4)
    number = comment(book, "tim", ada, "Compare with ben.", for_student=False)
    assert [one.text for one in comments(book, ada, for_student=True)] == ["Off by one here."]
    assert (comments(book, ada)[0].cell, comments(book, ada)[0].line) == ("c3", 4)
    withdraw_comment(book, "tim", number)
    assert len(comments(book, ada)) == 1
    with pytest.raises(Refused, match="name the cell"):
        comment(book, "tim", ada, "x", line=3)
    with pytest.raises(Refused, match="required"):
        comment(book, "tim", ada, " ")


def test_a_request_goes_from_open_to_answered_to_closed_and_shows_what_came_of_it(
    book: Gradebook, ada: int
) -> None:
    number = open_request(book, "ben", A1, "My q1 is right.", question="q1")
    with pytest.raises(Refused, match="is open already"):
        open_request(book, "ben", A1, "Again.", question="q1")
    override(book, "tim", "ben", A1, "q1", 2, "indeed", revision=0)
    answer_request(book, "tim", number, "Two thirds of it are.", revision=1)
    with pytest.raises(Stale, match="revision 2 is there now"):
        answer_request(book, "eve", number, "No.", revision=1)
    close_request(book, "tim", number, revision=2)
    (one,) = requests(book, student="ben")
    assert (one.state, one.before, one.after, one.author) == ("closed", 0, 2, "tim")
    assert one.answer == "Two thirds of it are."
    with pytest.raises(Refused, match="closed already"):
        close_request(book, "tim", number, revision=3)
    with pytest.raises(Refused, match="is closed"):
        answer_request(book, "tim", number, "More.", revision=3)
    reopen_request(book, "tim", number, revision=3)
    assert requests(book, state="open")[0].answer == "Two thirds of it are."
    assert history(book, actions=["request"])[0].actor == "student 2"


def test_a_request_may_be_about_work_that_was_never_graded(book: Gradebook) -> None:
    enrol(book, ["ada"])
    number = open_request(book, "ada", A1, "I did hand in.")
    close_request(book, "tim", number, revision=1)
    (one,) = requests(book)
    assert (one.question, one.before, one.after) == ("", None, None)
