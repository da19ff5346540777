"""The class list: what waits comes first; sorted, filtered, searched."""

import re

from tests.gradebook_class import A1
from tests.review.conftest import Staff


def listed(page: str) -> list[str]:
    """Keys of the students in the order of the table."""
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    return re.findall(r'who=([^"]+)"', table)


def test_a_fault_of_ours_comes_first_and_who_is_missing_last(klass: dict[str, Staff]) -> None:
    order = listed(klass["ta"].get(f"/{A1}/").text)
    assert order[0] == "s29"
    assert order[-1] == "s30"
    assert len(order) == 30


def test_a_click_on_a_head_sorts_and_another_turns_it(klass: dict[str, Staff]) -> None:
    up = klass["ta"].get(f"/{A1}/?sort=points").text
    down = klass["ta"].get(f"/{A1}/?sort=points&down=1").text
    assert 'aria-sort="ascending"' in up
    assert 'aria-sort="descending"' in down
    assert listed(up) == listed(down)[::-1]


def test_filter_section_and_search_narrow_the_list(klass: dict[str, Staff]) -> None:
    tom = klass["ta"]
    assert set(listed(tom.get(f"/{A1}/?only=late").text)) == {"s07", "s14", "s21", "s28"}
    assert listed(tom.get(f"/{A1}/?only=missing").text) == ["s30"]
    assert listed(tom.get(f"/{A1}/?q=nr05").text) == ["s05"]
    assert listed(tom.get(f"/{A1}/?q=S11@example").text) == ["s11"]
    assert len(listed(tom.get(f"/{A1}/?section=X").text)) == 10
    assert "Nobody matches" in tom.get(f"/{A1}/?q=zzz").text


def test_who_lacks_only_the_bonus_has_passed(staff: dict[str, Staff]) -> None:
    from autograder.gradebook import record_results
    from tests.gradebook_class import result

    tom = staff["ta"]
    record_results(tom.book, "grader", A1, [result("s30")])
    row = re.search(r'who=s30".*?</tr>', tom.get(f"/{A1}/?q=s30").text, re.S)
    assert row is not None
    assert "passed" in row[0]


def test_the_front_counts_what_waits(klass: dict[str, Staff]) -> None:
    page = klass["ta"].get("/").text
    assert '<td class="num" data-head="handed in">29</td>' in page


def test_names_and_points_are_blurred_until_they_are_not(staff: dict[str, Staff]) -> None:
    tom = staff["ta"]
    assert 'class="blurred"' not in tom.get(f"/{A1}/").text
    assert tom.post("/blur", {"back": f"/{A1}/"}).location == f"/{A1}/"
    assert 'class="blurred"' in tom.get(f"/{A1}/").text
    assert tom.post("/blur", {"back": "//192.0.2.1/"}).location == "/"
    assert 'class="blurred"' not in tom.get(f"/{A1}/").text
