"""Readers: duties, conflicts of interest, gold answers met blind, second reading, agreement."""

import re
from typing import Any

from autograder import gradebook
from autograder.review.readers import drawn_at
from tests.gradebook_class import A1
from tests.review.conftest import Staff
from tests.review.test_reading import forms

READ = f"/{A1}/read/w1"
PAGE = f"/{A1}/readers"


def alone(staff: Staff) -> list[dict[str, Any]]:
    """Forms of answers that stand alone, those that wait."""
    return [one for one in forms(staff.get(READ).text) if isinstance(one["attempt"], str)]


def points(staff: Staff) -> dict[str, float | None]:
    return {key: one.points["w1"] for key, one in gradebook.totals(staff.book, A1).items()}


def make_gold(ada: Staff, count: int) -> list[int]:
    """Ada reads some answers and makes them gold."""
    made = []
    for n, form in enumerate(alone(ada)[:count]):
        assert ada.post(READ, {**form, "points": "1.5"}).status_code == 302
        sent = {"attempt": form["attempt"], "revision": n, "do": "set"}
        assert ada.post(f"{PAGE}/w1/gold", sent).status_code == 302
        made.append(int(form["attempt"]))
    return made


def test_a_gold_answer_is_met_blind_and_changes_nobodys_points(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    waiting = {int(one["attempt"]) for one in alone(tom)}
    gold = make_gold(ada, 3)
    before = points(ada)
    # Tom still sees them as if nobody had read them, at no place of their own.
    page = tom.get(READ).text
    mine = alone(tom)
    assert {int(one["attempt"]) for one in mine} == waiting
    assert "gold" not in page.lower()
    chosen = [one for one in mine if int(one["attempt"]) in gold]
    assert {one["revision"] for one in chosen} == {"0"}
    for form in chosen:
        assert tom.post(READ, {**form, "points": "1", "comment": "thin"}).status_code == 302
    assert points(ada) == before
    assert not set(gold) & {int(one["attempt"]) for one in alone(tom)}
    readings = gradebook.second_readings(tom.book, A1)
    assert {one["tom@example.edu"].points for one in readings.values()} == {1.0}
    # Out of bounds is out of bounds, and a second time is stale.
    assert tom.post(READ, {**chosen[0], "points": "1"}).status_code == 409
    page = ada.get(PAGE).text
    assert "-0.50" in page
    assert "3 <small>of 3" in page
    assert gradebook.verify(ada.book).sound
    assert tom.get(PAGE).status_code == 403


def test_a_harsh_reader_is_flagged_on_the_page(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    attempts = sorted(one.id for one in gradebook.attempts(ada.book, A1))[:15]
    for n, number in enumerate(attempts):
        gradebook.mark(ada.book, "ada", gradebook.Marking(number, "w1", points=1.5))
        gradebook.set_gold(ada.book, "ada", A1, "w1", number, 1.5, revision=n)
    harsh = (1.0, 0.5, 1.0, 1.5, 1.0, 1.0, 0.5, 1.5, 1.0, 1.0, 1.0, 0.5, 1.0, 1.5, 1.0)
    for number, value in zip(attempts, harsh, strict=True):
        gradebook.read_again(
            tom.book, "tom@example.edu", gradebook.Marking(number, "w1", points=value)
        )
    page = ada.get(PAGE).text
    found = re.search(r"harder, clear after (\d+)", page)
    assert found is not None
    assert int(found[1]) <= 15


def test_a_share_is_read_twice_and_agreement_has_its_interval(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    for form in alone(ada):
        ada.post(READ, {**form, "points": "1"})
    left = len(alone(tom))
    assert left == 0
    assert ada.post(f"{PAGE}/w1/share", {"share": "100", "revision": 0}).status_code == 302
    assert ada.post(f"{PAGE}/w1/share", {"share": "50", "revision": 0}).status_code == 409
    assert ada.post(f"{PAGE}/w1/share", {"share": "120", "revision": 1}).status_code == 400
    mine = alone(tom)
    assert len(mine) > 3
    for n, form in enumerate(mine):
        tom.post(READ, {**form, "points": str(1 + (n % 3) / 2)})
    page = ada.get(PAGE).text
    assert f'<td class="num" data-head="read by two">{len(mine)}</td>' in page
    assert re.search(r"-?\d\.\d\d <small>-?\d\.\d\d to -?\d\.\d\d</small>", page)


def test_who_is_read_twice_is_drawn_from_a_seed_that_the_audit_has(
    staff: dict[str, Staff],
) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    for form in alone(ada):
        ada.post(READ, {**form, "points": "1"})
    seeds, seen = [], []
    for revision, percent in enumerate(("40", "80")):
        sent = {"share": percent, "revision": revision}
        assert ada.post(f"{PAGE}/w1/share", sent).status_code == 302
        entry = gradebook.history(ada.book)[0]
        assert (entry.action, entry.facts["share"]) == ("keep", int(percent) / 100)
        seeds.append(entry.facts["seed"])
        seen.append({int(one["attempt"]) for one in alone(tom)})
        drawn = {
            one.id
            for one in gradebook.attempts(ada.book, A1)
            if drawn_at(seeds[0], A1, "w1", one.submission) < int(percent) / 100
        }
        assert seen[-1] == drawn & {number for number, _ in gradebook.marks(ada.book, A1)}
    # Who was drawn stays drawn when more are to be read twice.
    assert len(seeds[0]) == 32
    assert seeds[0] == seeds[1]
    assert seen[0] <= seen[1]


def test_a_draw_takes_its_share_and_another_seed_takes_others() -> None:
    first, second = (
        {n for n in range(2000) if drawn_at(seed, A1, "w1", f"work {n}") < 0.2}
        for seed in ("a" * 32, "b" * 32)
    )
    # Of 2,000 at 0.2 chance takes 400, give or take 18; of both draws 80, give or take 9.
    assert 330 < len(first) < 470
    assert 330 < len(second) < 470
    assert 45 < len(first & second) < 115


def test_duties_decide_what_is_shown_and_an_old_tab_is_stale(staff: dict[str, Staff]) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    sent = {"login": "tom@example.edu", "reads": ["w1"], "of": ["X"], "revision": 0}
    assert tom.post(f"{PAGE}/duties", sent).status_code == 403
    assert ada.post(f"{PAGE}/duties", sent).status_code == 302
    assert ada.post(f"{PAGE}/duties", sent).status_code == 409
    assert ada.post(f"{PAGE}/duties", {**sent, "login": "eve"}).status_code == 400
    assert "yours" in tom.get(f"/{A1}/read").text
    sections = {one.student_id: one.section for one in gradebook.students(ada.book)}
    owner = {one.id: one.student for one in gradebook.attempts(ada.book, A1)}
    shown = {
        int(number)
        for form in forms(tom.get(f"{READ}?show=all").text)
        for number in ([form["attempt"]] if isinstance(form["attempt"], str) else form["attempt"])
    }
    assert {sections[owner[number]] for number in shown} == {"X"}


def test_a_conflict_is_declared_by_oneself_and_taken_back_by_an_instructor(
    staff: dict[str, Staff],
) -> None:
    ada, tom = staff["instructor"], staff["ta"]
    attempt = next(one.id for one in gradebook.attempts(tom.book, A1) if one.student == "s05")
    assert tom.post(f"{PAGE}/conflict", {"who": "s05"}).status_code == 302
    assert "conflict of interest" in tom.get(READ).text
    answer = tom.post(READ, {"attempt": attempt, "revision": 0, "points": "2"})
    assert answer.status_code == 403
    back = {"who": "s05", "login": "tom@example.edu", "do": "withdraw"}
    assert tom.post(f"{PAGE}/conflict", back).status_code == 403
    assert tom.post(f"{PAGE}/conflict", {"who": "s05", "login": "ada"}).status_code == 403
    assert ada.post(f"{PAGE}/conflict", back).status_code == 302
    assert tom.post(READ, {"attempt": attempt, "revision": 0, "points": "2"}).status_code == 302
    # Who is erased leaves no trace of it.
    tom.post(f"{PAGE}/conflict", {"who": "s06"})
    gradebook.erase(ada.book, "ada", "s06")
    assert gradebook.kept(ada.book, "reading-conflict") == {}
