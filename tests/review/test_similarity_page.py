"""Passages in common on the page: pairs, side by side, on both pages, gone when erased."""

from typing import Any

from autograder import gradebook
from autograder.review.work import forget_erased
from tests.gradebook_class import A1
from tests.review.conftest import Staff

PAGE = f"/{A1}/similarity"
CODE = "def f(values):\n    <script>alert(1)</script>\n    return values"


def pair(staff: Staff, first: str, second: str) -> dict[str, Any]:
    of = {one.student: one.submission for one in gradebook.attempts(staff.book, A1)}
    side = {"cell": 2, "start": 4, "end": 6, "text": CODE}
    return {
        "first": of[first],
        "second": of.get(second, ""),
        "owners": [first, second],
        "passages": [{"first": side, "second": {**side, "start": 1, "end": 3}, "tokens": 30}],
    }


def test_pairs_are_shown_side_by_side_with_the_lines_of_each_notebook(
    staff: dict[str, Staff],
) -> None:
    tom = staff["ta"]
    assert "autograder similarity a1" in tom.get(PAGE).text
    tom.work.keep_similar(A1, [pair(tom, "s05", "s06"), pair(tom, "s07", "2025: eve <i>")])
    page = tom.get(PAGE).text
    assert "da Nr05" in page
    assert "2025: eve &lt;i&gt;" in page
    one = tom.get(f"{PAGE}?pair=1").text
    for text in ("Look here", ">4</span>", ">1</span>", "alert", 'data-key="n"', "who=s06"):
        assert text in one, text
    assert "<script>alert" not in one
    assert tom.get(f"{PAGE}?pair=3").status_code == 404
    # No number that looks like a degree of guilt.
    assert "%" not in one.split("<main")[1].split("</main>")[0].replace("%20", "")
    assert "Passages in common" in tom.get(f"/{A1}/student?who=s06").text
    assert "Passages in common" not in tom.get(f"/{A1}/student?who=s08").text


def test_pairs_of_somebody_who_is_erased_are_forgotten(staff: dict[str, Staff]) -> None:
    ada = staff["instructor"]
    ada.work.keep_similar(A1, [pair(ada, "s05", "s06"), pair(ada, "s07", "s08")])
    gradebook.erase(ada.book, "ada", "s05")
    forget_erased(ada.book, ada.work)
    left = ada.work.similar(A1)
    assert left is not None
    assert [one["owners"] for one in left] == [["s07", "s08"]]
