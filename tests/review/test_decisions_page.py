"""Rules, repairs and regrades: proposed first, decided by an instructor, undone to the bit."""

import re

import pytest

from autograder import gradebook
from tests.gradebook_class import A1, result
from tests.review.conftest import Staff

PAGE = f"/{A1}/decisions"


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def points(staff: Staff, question: str) -> dict[str, float | None]:
    return {key: one.points[question] for key, one in gradebook.totals(staff.book, A1).items()}


def test_a_repair_is_shown_made_and_undone(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    before, state = points(ada, "q1"), gradebook.state_hash(ada.book)
    page = tom.get(f"{PAGE}/repair?check=q1-2&rule=full").text
    assert re.search(r": \d+ gain", page)
    assert "An instructor can make this repair." in page
    page = ada.get(f"{PAGE}/repair?check=q1-2&rule=full").text
    sent = {"check": "q1-2", "rule": "full", "token": token(page), "comment": "wrong sign"}
    assert tom.post(f"{PAGE}/repair", sent).status_code == 403
    assert ada.post(f"{PAGE}/repair", sent).status_code == 302
    after = points(ada, "q1")
    gained = [key for key in before if before[key] != after[key]]
    assert gained
    assert all((after[key] or 0) > (before[key] or 0) for key in gained)
    assert "wrong sign" in tom.get(PAGE).text
    assert ada.post(f"{PAGE}/undo", {"decision": 1}).status_code == 302
    assert gradebook.state_hash(ada.book) == state


def test_a_repair_that_was_seen_otherwise_is_stale(staff: dict[str, Staff]) -> None:
    ada = staff["instructor"]
    page = ada.get(f"{PAGE}/repair?check=q1-2&rule=full").text
    who = next(iter(re.findall(r"who=(s\d\d)", page)))
    sent = {"who": who, "question": "q1", "points": "3", "revision": "0", "comment": "why"}
    ada.post(f"/{A1}/student/override", sent)
    sent = {"check": "q1-2", "rule": "full", "token": token(page), "comment": "wrong sign"}
    answer = ada.post(f"{PAGE}/repair", sent)
    assert answer.status_code == 409
    assert gradebook.decisions(ada.book, A1) == []


def test_a_rule_is_previewed_made_and_taken_back(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    wrong = sum(value == 0 for value in points(ada, "Q1").values())
    page = tom.get(f"{PAGE}/rule?question=Q1&kind=full").text
    assert f"{wrong} would change" in page
    assert "would change" in tom.get(f"{PAGE}/rule?question=Q1&kind=accept&options=A+C").text
    sent = {"question": "Q1", "kind": "accept", "options": "A C", "comment": "both are right"}
    assert tom.post(f"{PAGE}/rule", sent).status_code == 403
    assert ada.post(f"{PAGE}/rule", sent).status_code == 302
    (rule,) = gradebook.rules(ada.book, A1)
    assert rule.answers == ("A", "C")
    assert ada.post(f"{PAGE}/rule/withdraw", {"rule": rule.id}).status_code == 302
    assert ada.post(f"{PAGE}/rule/withdraw", {"rule": 99}).status_code == 400


def test_newer_verdicts_lower_nobody_without_a_tick(staff: dict[str, Staff]) -> None:
    ada = staff["instructor"]
    newer = [result("s05", {"q1": "000"}, version="2.0"), result("s29", version="2.0")]
    gradebook.record_results(ada.book, "grader", A1, newer)
    page = ada.get(f"{PAGE}/regrade?policy=all").text
    assert "1 would lose points" in page
    sent = {"policy": "all", "token": token(page), "comment": "new"}
    assert ada.post(f"{PAGE}/regrade", sent).status_code == 302
    assert (points(ada, "q1")["s05"] or 0) > 0
    page = ada.get(f"{PAGE}/regrade?policy=all").text
    sent = {"policy": "all", "token": token(page), "comment": "new", "lower": "s05"}
    assert ada.post(f"{PAGE}/regrade", sent).status_code == 302
    assert points(ada, "q1")["s05"] == 0
    stale = ada.post(f"{PAGE}/regrade", sent)
    assert stale.status_code == 409


def test_nonsense_is_refused_with_a_sentence(klass: dict[str, Staff]) -> None:
    for path in ("repair?check=zzz", "repair?check=q1-99", "repair?check=q1-1&rule=x",
                 "rule?question=zz&kind=full", "rule?question=q1&kind=accept&options=A",
                 "regrade?policy=worst"):  # fmt: skip
        answer = klass["instructor"].get(f"{PAGE}/{path}")
        assert answer.status_code == 400, path
        assert 'role="alert"' in answer.text


def test_the_audit_is_read_and_verified_on_the_page(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    assert tom.get(f"/{A1}/audit").status_code == 403
    page = ada.get(f"/{A1}/audit?verify=1").text
    assert "Nothing was changed past the gradebook" in page
    assert "results" in page
    with ada.book.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE attempts SET file = 'x' WHERE id = 1")
    ada.post("/blur")
    sent = {"who": "s05", "question": "q1", "points": "1", "revision": "0", "comment": "why"}
    ada.post(f"/{A1}/student/override", sent)
    assert "not what its last entry left behind" in ada.get(f"/{A1}/audit?verify=1").text


@pytest.mark.parametrize("form", ["canvas", "csv", "json", "nbgrader"])
def test_grades_are_explained_and_handed_out(klass: dict[str, Staff], form: str) -> None:
    tom = klass["ta"]
    told = tom.post(f"/{A1}/exports", {"form": form, "do": "explain"})
    assert told.status_code == 200, told.text
    assert f"What {form} will do" in told.text
    file = tom.post(f"/{A1}/exports", {"form": form, "do": "download"})
    assert file.status_code == 200
    assert "attachment" in file.headers["Content-Disposition"]
    assert b"s05" in file.data
    assert tom.post(f"/{A1}/exports", {"form": "zzz"}).status_code == 400
