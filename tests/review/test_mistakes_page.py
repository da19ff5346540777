"""Error groups that act: who, their code, a note beside each result, a regrade of only these."""

import html
import re

from autograder import gradebook
from autograder.gradebook import ErrorGroup
from tests.gradebook_class import A1, result
from tests.review.conftest import Staff

PAGE = f"/{A1}/mistakes"


def groups(staff: Staff, question: str, kind: str) -> list[ErrorGroup]:
    found = gradebook.error_groups(staff.book, A1)
    return [one for one in found if (one.question, one.kind) == (question, kind)]


def test_students_stand_together_by_misconception_by_choice_and_by_how_checks_failed(
    klass: dict[str, Staff],
) -> None:
    (slip,) = groups(klass["ta"], "q1", "misconception")
    assert slip.name == "squares"
    assert slip.students == tuple(sorted(
        one.student for one in gradebook.scored(klass["ta"].book, A1, "q1")
        if one.misconception == "squares"
    ))  # fmt: skip
    # Messages that differ in the student's own name alone are the same failure.
    (failed,) = groups(klass["ta"], "q2", "signature")
    assert failed.name == "test_2 (failed)"
    assert len(failed.students) > 5
    assert {one.name for one in groups(klass["ta"], "Q1", "choice")} <= {"A", "C", "D"}
    page = klass["ta"].get(PAGE).text
    assert "squares" in page
    assert "chose " in page


def test_a_group_shows_who_their_code_side_by_side_and_their_addresses(
    klass: dict[str, Staff],
) -> None:
    (slip,) = groups(klass["ta"], "q1", "misconception")
    page = klass["ta"].get(f"{PAGE}/q1?group={slip.key}").text
    for key in slip.students:
        assert f"{key}@example.edu" in html.unescape(page) or key not in page
    assert "value <span" in page or "value" in page
    assert page.count('aria-label="form ') == 1 + ("s03" in slip.students)
    assert f"{len(slip.students)} of {len(slip.students)} have an address" in page
    assert "mailto:?bcc=" in page
    assert klass["ta"].get(f"{PAGE}/q1?group=zzz").status_code == 400
    assert klass["ta"].get(f"{PAGE}/zz?group={slip.key}").status_code == 404


def test_a_pinned_note_stands_beside_each_result_and_in_the_feedback(
    staff: dict[str, Staff],
) -> None:
    tom, ada = staff["ta"], staff["instructor"]
    (slip,) = groups(tom, "q1", "misconception")
    sent = {"group": slip.key, "revision": 0, "text": "Twice is not <squared>."}
    assert tom.post(f"{PAGE}/q1/pin", sent).status_code == 302
    # Somebody else had the page open.
    stale = ada.post(f"{PAGE}/q1/pin", {**sent, "text": "Ada's"})
    assert stale.status_code == 409
    assert "Twice is not" in stale.text
    assert "Ada&#39;s" in stale.text
    who = slip.students[0]
    for path in (f"/{A1}/student?who={who}", f"{PAGE}/q1?group={slip.key}",
                 f"/{A1}/read/q1?show=all"):  # fmt: skip
        assert "Twice is not &lt;squared&gt;." in tom.get(path).text, path
    rows = {one.student: one for one in gradebook.grades(tom.book, A1).students}
    told = {key for key, row in rows.items() if "Twice is not <squared>." in row.comment}
    assert told == set(slip.students)
    assert [one.question for one in rows[who].notes if "Twice" in one.text] == ["q1"]
    # Also beside a result that is yet to come.
    other = next(key for key in rows if key not in told and rows[key].attempt)
    newer = result(other, {"q1": "100"}, work="again")
    questions = tuple(
        one.model_copy(update={"misconception": "squares", "hint": "You squared."})
        if one.id == "q1"
        else one
        for one in newer.questions
    )
    gradebook.record_results(
        tom.book, "grader", A1, [newer.model_copy(update={"questions": questions})]
    )
    rows = {one.student: one for one in gradebook.grades(tom.book, A1).students}
    assert "Twice is not" in rows[other].comment
    # Taken away it is gone everywhere, and the revision goes on.
    away = {"group": slip.key, "revision": 1, "do": "withdraw"}
    assert tom.post(f"{PAGE}/q1/pin", away).status_code == 302
    assert "Twice is not" not in gradebook.grades(tom.book, A1).model_dump_json()
    assert tom.post(f"{PAGE}/q1/pin", sent).status_code == 409
    assert tom.post(f"{PAGE}/q1/pin", {**sent, "revision": 2}).status_code == 302
    assert gradebook.verify(tom.book).sound


def test_a_note_for_staff_alone_reaches_no_student(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    (slip,) = groups(tom, "q1", "misconception")
    sent = {"group": slip.key, "revision": 0, "text": "Ask them.", "private": "1"}
    assert tom.post(f"{PAGE}/q1/pin", sent).status_code == 302
    assert "Ask them." in tom.get(f"/{A1}/student?who={slip.students[0]}").text
    assert "Ask them." not in gradebook.grades(tom.book, A1).model_dump_json()
    assert tom.post(f"{PAGE}/q1/pin", {**sent, "revision": 1, "text": " "}).status_code == 400


def test_only_these_are_regraded(staff: dict[str, Staff]) -> None:
    ada = staff["instructor"]
    (failed,) = groups(ada, "q2", "signature")
    everybody = [one.student for one in gradebook.scored(ada.book, A1, "q2")]
    newer = [result(key, {"q1": "111", "q2": "11"}, version="2.0") for key in everybody]
    gradebook.record_results(ada.book, "grader", A1, newer)
    before = {key: one.total for key, one in gradebook.totals(ada.book, A1).items()}
    page = ada.get(f"{PAGE}/q2?group={failed.key}").text
    link = html.unescape(re.search(r'href="([^"]*decisions/regrade[^"]*)"', page)[1])  # type: ignore[index]
    page = ada.get(link).text
    assert f"Only the {len(failed.students)} students" in page
    token = re.search(r'name="token" value="([^"]+)"', page)[1]  # type: ignore[index]
    only = [html.unescape(one) for one in re.findall(r'name="only" value="([^"]+)"', page)]
    assert sorted(only) == sorted(failed.students)
    lower = [html.unescape(one) for one in re.findall(r'name="lower" value="([^"]+)"', page)]
    sent = {"policy": "all", "token": token, "only": only, "lower": lower, "comment": "mended"}
    assert ada.post(f"/{A1}/decisions/regrade", sent).status_code == 302
    after = {key: one.total for key, one in gradebook.totals(ada.book, A1).items()}
    changed = {key for key in before if before[key] != after[key]}
    assert changed
    assert changed <= set(failed.students)
