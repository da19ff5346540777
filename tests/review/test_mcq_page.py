"""The page of multiple-choice questions: figures, the doubtful key, a rule that mends it."""

import re
from pathlib import Path

from autograder import gradebook
from autograder.gradebook import open_gradebook, record_results
from autograder.intake.choices import Choice
from autograder.records.course import find_course
from autograder.review.desk import Desk
from autograder.review.items import mcq_class
from autograder.review.work import WorkStore
from tests.gradebook_class import A1, enrol, result, sha
from tests.review.conftest import Staff, application, member

PAGE = f"/{A1}/mcq"
BANK = """
schema = 1
[[graded]]
id = "Q1"
title = "Sizes"
stem = "How large is `a`, and <b>why</b>?"
key = "A"
[graded.options]
A = "three"
B = "`4` pixels"
C = "five"
D = "six"
[graded.feedback]
A = "a"
B = "b"
C = "c"
D = "d"
"""


def mistaken_class(folder: Path) -> tuple[Path, Path, Path]:
    """A course whose mcq.toml, and whose grades, take A for right where the able say B."""
    sources = folder / "course" / "assignments"
    (sources / A1).mkdir(parents=True)
    (sources / "course.toml").write_text(f'name = "C"\nassignments = ["{A1}"]\n')
    (sources / A1 / "assignment.toml").write_text(f'id = "{A1}"\ntitle = "T"\n')
    (sources / A1 / "mcq.toml").write_text(BANK)
    book_path, work_path = folder / "gradebook.db", folder / "work.db"
    work = WorkStore(work_path)
    with open_gradebook(book_path, create=True) as book:
        people = [f"s{n:02}" for n in range(40)]
        enrol(book, people)
        results = []
        for n, one in enumerate(people):
            able = n >= 18
            last = "B" if able else "ACD"[n % 3]
            passed = {"q1": "111" if able else "100", "Q1": str(int(last == "A"))}
            results.append(result(one, passed, answer=last))
            choice = Choice(last, "C" if n == 39 else last, int(n == 39), "", "receipt")
            work.put(A1, sha(f"{A1} {one}"), {"cells": []}, {}, {"Q1": choice})
        record_results(book, "grader", A1, results)
    work.close()
    return book_path, work_path, folder / "course"


def test_a_key_that_the_able_leave_is_doubted_and_a_rule_mends_it(tmp_path: Path) -> None:
    book_path, work_path, folder = mistaken_class(tmp_path)
    course = find_course(folder)
    with open_gradebook(book_path) as book:
        work = WorkStore(work_path)
        app = application(book, work, course=course)
        ada, tom = (member(app, book, work, role) for role in ("instructor", "ta"))
        page = tom.get(PAGE).text
        assert "Check the key" in page
        assert "How large is <code>a</code>, and &lt;b&gt;why&lt;/b&gt;?" in page
        assert re.search(r"A <span class=\"tag good\">key", page)
        assert "1 changed their choice: 0 to the key, 0 away from it." in page
        assert "receipt 40" in page
        # The form of the page asks who gains; the instructor makes the rule, and takes it back.
        asked = f"/{A1}/decisions/rule?question=Q1&kind=accept&options=B"
        assert "22 would change" in tom.get(asked).text
        sent = {"question": "Q1", "kind": "accept", "options": "B", "comment": "B is right"}
        assert tom.post(f"/{A1}/decisions/rule", sent).status_code == 403
        assert ada.post(f"/{A1}/decisions/rule", sent).status_code == 302
        assert sum(one.points["Q1"] == 1 for one in gradebook.totals(book, A1).values()) == 28
        assert "Rule 1 holds" in tom.get(PAGE).text
        assert [one.action for one in gradebook.history(book, limit=1)] == ["rule"]
        assert ada.post(f"/{A1}/decisions/rule/withdraw", {"rule": 1}).status_code == 302
        assert "Rule 1 holds" not in tom.get(PAGE).text


def test_the_first_choice_is_what_statistics_count(klass: dict[str, Staff]) -> None:
    staff = klass["ta"]
    (item,) = mcq_class(desk_of(staff), desk_of(staff).assignment(A1)).items
    moved = item.figures.changed
    assert moved > 0
    assert sum(one.first for one in item.figures.options) == item.figures.n
    assert item.figures.right_last - item.figures.right == item.figures.gained - item.figures.lost
    assert f"{moved} changed their choice" in staff.get(PAGE).text


def test_without_hand_ins_the_page_says_what_it_does_not_know(klass: dict[str, Staff]) -> None:
    staff = klass["ta"]
    desk = Desk(staff.book, None, desk_of(staff).settings, WorkStore(None))
    (item,) = mcq_class(desk, desk.assignment(A1)).items
    assert not item.gathered
    assert item.key == "B"
    assert item.figures.changed == 0


def test_a_section_is_a_class_of_its_own(klass: dict[str, Staff]) -> None:
    page = klass["ta"].get(f"{PAGE}?section=X&sort=weak").text
    assert re.search(r"· (9|10) hand-ins", page)


def desk_of(staff: Staff) -> Desk:
    found = staff.app.extensions["autograder-desk"]
    assert isinstance(found, Desk)
    return found
