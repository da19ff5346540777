"""Grading by question: groups, rubric, comment bank, hidden names, two readers at once."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from autograder import gradebook
from autograder.gradebook import RubricItem
from autograder.records.review import ReviewPerson, ReviewSettings
from autograder.review.desk import Desk
from tests.gradebook_class import A1, result
from tests.review.conftest import Staff
from tests.review_class import answers, notebook

READ = f"/{A1}/read/w1"


def forms(text: str) -> list[dict[str, Any]]:
    """The fields of each form of points on a page; several values of a name are a list."""
    found = []
    for body in re.findall(r'<form method="post" aria-label="points for.*?</form>', text, re.S):
        fields: dict[str, Any] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body):
            fields.setdefault(name, []).append(html.unescape(value))
        fields.pop("csrf_token")  # each person has their own
        found.append({key: one if len(one) > 1 else one[0] for key, one in fields.items()})
    return found


def largest(staff: Staff, show: str = "unread") -> dict[str, Any]:
    """The form of the first group."""
    return forms(staff.get(f"{READ}?show={show}").text)[0]


def test_a_group_is_read_once(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    form = largest(tom)
    assert len(form["attempt"]) > 3
    answer = tom.post(READ, {**form, "points": "1,5", "comment": "Say why."})
    assert answer.status_code == 302
    marks = gradebook.marks(tom.book, A1)
    assert {number for number, _ in marks} == set(map(int, form["attempt"]))
    assert {one.points for one in marks.values()} == {1.5}
    assert {one.author for one in marks.values()} == {"tom@example.edu"}
    entries = [one for one in gradebook.history(tom.book) if one.action == "mark"]
    assert len(entries) == 1
    assert form["key"] not in tom.get(READ).text.replace("#g-", "")


def test_a_member_taken_out_is_read_alone(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    form = largest(tom)
    gone = form["attempt"][0]
    assert tom.post(f"{READ}/group", {"attempt": gone, "revision": 0}).status_code == 302
    again = largest(tom, "all")
    assert gone not in again["attempt"]
    alone = [one for one in forms(tom.get(f"{READ}?show=all").text) if one["attempt"] == gone]
    assert len(alone) == 1
    # It is put back the same way, from what was seen.
    assert tom.post(f"{READ}/group", {"attempt": gone, "revision": 0}).status_code == 409
    assert tom.post(f"{READ}/group", {"attempt": gone, "revision": 1}).status_code == 302
    assert gone in largest(tom, "all")["attempt"]


def test_to_be_read_and_read_are_told_truly(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    front = tom.get(f"/{A1}/read").text
    assert "<b>29</b>" in front
    form = largest(tom)
    tom.post(READ, {**form, "points": "2"})
    count = len(form["attempt"])
    assert f"{count} of 29 answers are read" in tom.get(READ).text
    assert f"<b>{29 - count}</b>" in tom.get(f"/{A1}/read").text
    tom.post(READ, {**largest(tom, "all"), "do": "withdraw"})
    assert "0 of 29 answers are read" in tom.get(READ).text
    # Read again: the revision goes on where it was.
    assert tom.post(READ, {**largest(tom, "all"), "points": "1"}).status_code == 302


def test_names_are_hidden_until_somebody_asks(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    page = tom.get(f"{READ}?show=all").text
    names = [one.name for one in gradebook.students(tom.book) if one.student_id not in ("s03",)]
    assert not [name for name in names if name in page]
    assert "s05" not in page
    tom.post(f"/{A1}/read/names", {"question": "w1"})
    assert [name for name in names if name in tom.get(f"{READ}?show=all").text]


def test_a_changed_item_scores_everybody_anew_at_once(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    path = f"{READ}/rubric"
    sent = {"key": ["", ""], "text": ["names it", "says why"], "worth": ["1", "1"],
            "guideline": ["or near", ""], "seen": "[]", "do": "save"}  # fmt: skip
    assert ada.post(path, sent).status_code == 302
    items = gradebook.rubric(ada.book, A1, "w1")
    assert [(one.key, one.points) for one in items] == [("i1", 1.0), ("i2", 1.0)]
    form = largest(tom)
    tom.post(READ, {**form, "item": ["i1"]})
    before = {key: one.points["w1"] for key, one in gradebook.totals(ada.book, A1).items()}
    page = ada.get(path).text
    seen = html.unescape(re.search(r'name="seen" value="([^"]*)"', page)[1])  # type: ignore[index]
    change = {"key": ["i1", "i2"], "text": ["names it", "says why"], "worth": ["0.5", "1"],
              "guideline": ["or near", ""], "seen": seen}  # fmt: skip
    preview = ada.post(path, {**change, "do": "preview"}).text
    assert f"<b>{len(form['attempt'])} students</b> would change" in preview
    count = len(gradebook.history(ada.book, limit=1000))
    assert ada.post(path, {**change, "do": "save"}).status_code == 302
    after = {key: one.points["w1"] for key, one in gradebook.totals(ada.book, A1).items()}
    moved = [key for key in before if before[key] != after[key]]
    assert len(moved) == len(form["attempt"])
    assert {after[key] for key in moved} == {0.5}
    assert len(gradebook.history(ada.book, limit=1000)) == count + 1
    # Who looked at the rubric before does not undo it.
    assert ada.post(path, {**change, "do": "save"}).status_code == 409
    assert "or near" in tom.get(READ).text


def test_marks_of_a_changed_item_go_back_to_be_read_if_asked(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    gradebook.set_rubric(ada.book, "ada", A1, "w1", [RubricItem("i1", "names it", 1)])
    tom.post(READ, {**largest(tom), "item": ["i1"]})
    seen = '[["i1", "names it", 1.0, ""]]'
    sent = {"key": ["i1"], "text": ["names it"], "worth": ["2"], "guideline": [""], "seen": seen,
            "do": "save", "review": "1"}  # fmt: skip
    assert ada.post(f"{READ}/rubric", sent).status_code == 302
    assert gradebook.marks(ada.book, A1) == {}
    assert "0 of 29 answers are read" in tom.get(READ).text


def test_comments_are_kept_in_the_bank_and_used_again(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    tom.post(READ, {**largest(tom), "points": "1", "comment": "Say why.", "bank": "1"})
    page = tom.get(READ).text
    assert "<option>Say why.</option>" in page
    form = forms(page)[0]
    tom.post(READ, {**form, "points": "1", "banked": ["Say why."], "comment": "And when."})
    texts = {one.comment for one in gradebook.marks(tom.book, A1).values()}
    assert texts == {"Say why.", "Say why.\nAnd when."}
    assert tom.post(f"{READ}/bank", {"texts": "One.\n\nTwo.", "revision": 9}).status_code == 409
    assert tom.post(f"{READ}/bank", {"texts": "One.\n\nTwo.", "revision": 1}).status_code == 302
    assert "<option>Two.</option>" in tom.get(READ).text


def test_points_out_of_bounds_are_refused_with_a_sentence(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    form = largest(tom)
    for points in ("3", "-1", "NaN", "inf", "two", "1_0", ""):
        answer = tom.post(READ, {**form, "points": points})
        assert answer.status_code == 400, points
    assert gradebook.marks(tom.book, A1) == {}


def test_an_old_tab_is_shown_both_versions_and_may_decide_again(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    alone = next(one for one in forms(tom.get(READ).text) if isinstance(one["attempt"], str))
    assert ada.post(READ, {**alone, "points": "2", "comment": "Ada's"}).status_code == 302
    answer = tom.post(READ, {**alone, "points": "1", "comment": "Tom's"})
    assert answer.status_code == 409
    assert "Ada&#39;s" in answer.text
    assert "Tom&#39;s" in answer.text
    assert 'name="revision" value="1"' in answer.text
    assert gradebook.marks(tom.book, A1)[int(alone["attempt"]), "w1"].points == 2
    again = tom.post(READ, {**alone, "points": "1", "comment": "Tom's", "revision": "1"})
    assert again.status_code == 302
    assert gradebook.marks(tom.book, A1)[int(alone["attempt"]), "w1"].points == 1


def test_of_sixteen_at_once_one_wins(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    form = {**largest(tom), "csrf_token": tom.token()}
    cookie = tom.client.get_cookie("autograder_review")
    assert cookie is not None

    def send(n: int) -> int:
        client = tom.app.test_client()
        client.set_cookie("autograder_review", cookie.value)
        return client.post(READ, data={**form, "points": str(n / 16)}).status_code

    with ThreadPoolExecutor(16) as pool:
        codes = sorted(pool.map(send, range(16)))
    assert codes == [302] + [409] * 15
    assert {one.revision for one in gradebook.marks(tom.book, A1).values()} == {1}
    assert gradebook.verify(tom.book).sound


def test_conflicts_and_sections_decide_what_is_shown(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    person = ReviewPerson(login="tom@example.edu", sections=("X",), conflicts=("s06", "s02"))
    found: Desk = tom.app.extensions["autograder-desk"]
    found.settings = ReviewSettings(people=(person,))
    page = tom.get(f"{READ}?show=all").text
    attempts = {one.student: one.id for one in gradebook.attempts(tom.book, A1)}
    shown = {
        int(number)
        for form in forms(page)
        for number in ([form["attempt"]] if isinstance(form["attempt"], str) else form["attempt"])
    }
    section = {one.student_id: one.section for one in gradebook.students(tom.book)}
    assert shown == {n for key, n in attempts.items() if section[key] == "X" and key != "s06"}
    assert "2 not shown to you" in page
    sent = {"attempt": str(attempts["s06"]), "revision": "0", "points": "2"}
    assert tom.post(READ, sent).status_code == 403


def test_code_that_fails_alike_stands_together_as_it_does_among_the_mistakes(
    staff: dict[str, Staff],
) -> None:
    tom = staff["ta"]
    made = [result(f"n{n}", {"q1": "011" if n < 3 else "101"}) for n in range(6)]
    for n, one in enumerate(made):
        assert one.provenance is not None
        code = f"def double(values):\n    return {n}"
        given = answers(code, "")
        tom.work.put(A1, one.provenance.submission_sha256, notebook(code, ""), given)
    gradebook.record_results(tom.book, "ada", A1, made)
    found = gradebook.error_groups(tom.book, A1)
    alike = [one for one in found if (one.question, one.kind) == ("q1", "signature")]
    assert [one.students for one in alike] == [("n0", "n1", "n2"), ("n3", "n4", "n5")]
    page = tom.get(f"/{A1}/read/q1?show=all").text
    shown = [form["attempt"] for form in forms(page)]
    held = {tuple(map(int, [one] if isinstance(one, str) else one)) for one in shown}
    assert {one.attempts for one in alike} <= held
    assert "answers that fail alike" in page
    assert "test_1 (failed)" in page
    # The answers to a written question have no checks.
    assert "fail alike" not in tom.get(f"{READ}?show=all").text


def test_code_is_grouped_by_slip_and_shown_with_its_plot(klass: dict[str, Staff]) -> None:
    page = klass["ta"].get(f"/{A1}/read/q1?show=all").text
    assert "answers with the slip" in page
    assert "squares" in page
    plot = html.unescape(re.search(r'<img class="plot" src="([^"]+)"', page)[1])  # type: ignore[index]
    answer = klass["ta"].get(plot)
    assert answer.data.startswith(b"\x89PNG")
    assert klass["ta"].get(plot.replace("index=0", "index=5")).status_code == 404
