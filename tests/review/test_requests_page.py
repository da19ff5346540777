"""Regrade requests, with the four bugs that users of other systems report.

A request that cannot be closed, one that an answer loses, one on work that was never graded that
cannot be made, and an answer that does not show what became of the points.
"""

from autograder import gradebook
from tests.gradebook_class import A1
from tests.review.conftest import Staff

PAGE = f"/{A1}/requests"


def ask(staff: Staff, who: str = "s05", question: str = "q1") -> gradebook.RegradeRequest:
    sent = {"who": who, "question": question, "text": "Please <look> again."}
    assert staff.post(f"{PAGE}/open", sent).status_code == 302
    return gradebook.requests(staff.book)[-1]


def send(staff: Staff, one: gradebook.RegradeRequest, do: str, **more: object) -> int:
    sent = {"request": one.id, "revision": one.revision, "do": do, **more}
    return staff.post(f"{PAGE}/answer", sent).status_code


def now(staff: Staff, number: int) -> gradebook.RegradeRequest:
    return next(one for one in gradebook.requests(staff.book) if one.id == number)


def test_a_request_ends_it_is_answered_and_closed(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    one = ask(tom)
    assert send(tom, one, "answer", answer="It is right now.") == 302
    one = now(tom, one.id)
    assert one.state == "answered"
    assert send(tom, one, "close") == 302
    page = tom.get(PAGE).text
    assert ">closed<" in page
    assert "0 open" in page
    # Closed without an answer is closed, too, and it stays to be read.
    other = ask(tom, "s06")
    assert send(tom, other, "close") == 302
    assert "Please &lt;look&gt; again." in tom.get(PAGE).text
    # Nothing waits in the class list any more.
    assert "asks for a regrade" not in tom.get(f"/{A1}/?sort=name").text.split("<tbody>")[1]


def test_an_answer_does_not_get_lost_when_two_write_it_or_it_is_opened_again(
    staff: dict[str, Staff],
) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    one = ask(tom)
    assert send(ada, one, "answer", answer="Ada's answer.") == 302
    # Tom had the page open: he sees Ada's answer and his own, and nothing is overwritten.
    sent = {"request": one.id, "revision": one.revision, "do": "answer", "answer": "Tom's answer."}
    stale = tom.post(f"{PAGE}/answer", sent)
    assert stale.status_code == 409
    assert "Ada&#39;s answer." in stale.text
    assert "Tom&#39;s answer." in stale.text
    assert now(tom, one.id).answer == "Ada's answer."
    assert send(tom, now(tom, one.id), "reopen") == 302
    assert "Ada&#39;s answer." in tom.get(PAGE).text
    assert send(tom, now(tom, one.id), "answer", answer="And Tom's.") == 302


def test_work_that_was_never_graded_can_be_asked_about(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    one = ask(tom, "s30", "")
    assert one.before is None
    assert send(tom, one, "answer", answer="Nothing was handed in.") == 302
    # A written question that nobody has read.
    unread = ask(tom, "s05", "w1")
    assert unread.before is None
    assert "who=s30" in tom.get(PAGE).text


def test_the_answer_shows_what_became_of_the_points(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    one = ask(tom)
    before = one.before
    assert before is not None
    tom.post(
        f"/{A1}/student/override",
        {
            "who": "s05",
            "question": "q1",
            "points": "0.5",
            "revision": "0",
            "comment": "see request",
        },
    )
    assert send(tom, one, "answer", answer="Half a point.") == 302
    page = tom.get(PAGE).text
    assert f"Points when it was made: {before:g}, after it: 0.5" in page
    assert "Half a point." in tom.get(f"/{A1}/student?who=s05").text


def test_one_request_on_a_question_is_open_at_a_time(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    ask(tom)
    sent = {"who": "s05", "question": "q1", "text": "Again!"}
    assert tom.post(f"{PAGE}/open", sent).status_code == 400
    assert send(tom, gradebook.requests(tom.book)[-1], "answer", answer="  ") == 400
