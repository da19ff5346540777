"""One student's page: code, comments at a line, overrides, attempts, the notebook in its frame."""

import re

from autograder import gradebook
from tests.gradebook_class import A1, result
from tests.review.conftest import Staff
from tests.review_class import STRANGE

PAGE = f"/{A1}/student"


def attempt_of(staff: Staff, student: str) -> int:
    return next(one.id for one in gradebook.attempts(staff.book, A1) if one.student == student)


def test_everything_of_one_person_is_there(klass: dict[str, Staff]) -> None:
    page = klass["ta"].get(f"{PAGE}?who=s05").text
    for text in (
        "s05@example.edu",
        "q1, ",
        "of 3 points",
        "test_1",
        "s05.ipynb",
        "<iframe sandbox",
    ):
        assert text in page
    assert "def" in page
    assert re.search(r'href="[^"]*who=[^"]*" data-key="n"', page)
    assert re.search(r'href="[^"]*who=[^"]*" data-key="p"', page)


def test_a_key_full_of_signs_has_its_page_too(klass: dict[str, Staff]) -> None:
    answer = klass["ta"].client.get(PAGE, query_string={"who": STRANGE})
    assert answer.status_code == 200
    assert "<b>/%2e" not in answer.text
    assert klass["ta"].get(f"{PAGE}?who=nobody").status_code == 404


def test_the_notebook_can_do_nothing(klass: dict[str, Staff]) -> None:
    number = attempt_of(klass["ta"], "s03")
    answer = klass["ta"].get(f"/{A1}/notebook?attempt={number}")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    for barred in ("<script", "onclick", "<iframe", "192.0.2.1", "{display", "\x1b"):
        assert barred not in answer.text
    assert "<td>cell</td>" in answer.text
    assert 'src="data:image/png;base64,' in answer.text


def test_a_comment_stands_at_its_line_and_survives_a_regrade(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    number = attempt_of(tom, "s05")
    sent = {"who": "s05", "attempt": number, "question": "q1", "cell": "code", "line": "2",
            "text": "Look at <this>."}  # fmt: skip
    assert tom.post(f"{PAGE}/comment", sent).status_code == 302
    newer = result("s05", {"q1": "000"}, version="2.0")
    gradebook.record_results(tom.book, "grader", A1, [newer])
    seen = gradebook.diff(tom.book, A1)
    gradebook.apply(tom.book, "ada", seen, lower=[one.student for one in seen.lowered], comment="x")
    page = tom.get(f"{PAGE}?who=s05").text
    assert "q1, 0 of 3 points" in page
    line = page.index(">2</span>")
    assert line < page.index("Look at &lt;this&gt;.") < page.index(">3</span>", line)
    # The student reads it, with the place.
    row = next(one for one in gradebook.grades(tom.book, A1).students if one.student == "s05")
    assert "Look at <this>." in row.comment
    assert "line 2" in row.comment


def test_a_comment_is_taken_back_by_its_author_or_an_instructor(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    number = attempt_of(tom, "s05")
    sent = {"who": "s05", "attempt": number, "question": "q1", "text": "Ada's own"}
    ada.post(f"{PAGE}/comment", sent)
    (made,) = gradebook.comments(tom.book, number)
    back = {"who": "s05", "attempt": number, "comment": made.id}
    assert tom.post(f"{PAGE}/comment/withdraw", back).status_code == 400
    assert ada.post(f"{PAGE}/comment/withdraw", back).status_code == 302
    assert gradebook.comments(tom.book, number) == []
    # A hand-in of somebody else is not commented by a wrong form.
    assert tom.post(f"{PAGE}/comment", {**sent, "who": "s06"}).status_code == 400


def test_an_override_needs_a_reason_and_shows_both_versions_when_stale(
    staff: dict[str, Staff],
) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    sent = {"who": "s05", "question": "q1", "points": "3", "revision": "0", "do": "set"}
    assert tom.post(f"{PAGE}/override", sent).status_code == 400
    assert tom.post(f"{PAGE}/override", {**sent, "comment": "told me"}).status_code == 302
    stale = ada.post(f"{PAGE}/override", {**sent, "points": "1", "comment": "no"})
    assert stale.status_code == 409
    assert "told me" in stale.text
    assert 'name="revision" value="1"' in stale.text
    page = ada.get(f"{PAGE}?who=s05").text
    assert "Overridden" in page
    assert "q1, 3 of 3 points" in page
    back = {**sent, "do": "withdraw", "revision": "1", "points": "", "comment": "my slip"}
    assert tom.post(f"{PAGE}/override", back).status_code == 302
    assert "Override taken back" in tom.get(f"{PAGE}?who=s05").text
    # And set again: the revision goes on.
    again = {**sent, "comment": "after all", "revision": "2"}
    assert tom.post(f"{PAGE}/override", again).status_code == 302


def test_an_override_shows_in_the_class_list_and_in_the_filter(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    sent = {"who": "s05", "question": "q1", "points": "1", "revision": "0", "comment": "why"}
    tom.post(f"{PAGE}/override", sent)
    page = tom.get(f"/{A1}/?only=overridden").text
    assert "who=s05" in page
    assert "who=s06" not in page
