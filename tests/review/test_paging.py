"""Long lists are shown in pages, whole only where somebody asks for all of it."""

import re
from pathlib import Path

import pytest
from flask import Flask

from autograder import gradebook
from autograder.review.paging import Part, part
from autograder.review.views import board, mistakes, reading, requests
from tests.gradebook_class import A1
from tests.review.conftest import Staff

APP = Flask(__name__)


def asked(query: str, count: int, size: int, **more: int) -> Part[int]:
    with APP.test_request_context(f"/?{query}"):
        return part(range(count), size, **more)


@pytest.mark.parametrize(
    ("query", "number", "first"),
    [("", 1, 0), ("page=3", 3, 20), ("page=99", 5, 40), ("page=0", 1, 0), ("page=-1", 1, 0)],
)
def test_an_address_names_a_page_or_gets_the_nearest(query: str, number: int, first: int) -> None:
    found = asked(query, 45, 10)
    assert (found.number, found.pages, found.count) == (number, 5, 45)
    assert found.items[0] == found.before == first


def test_nothing_has_one_page_and_a_place_decides_where_no_number_is_given() -> None:
    assert (asked("", 0, 10).pages, list(asked("", 0, 10).items)) == (1, [])
    assert asked("", 45, 10, at=31).number == 4
    assert asked("page=2", 45, 10, at=31).number == 2


def test_the_first_the_last_and_the_pages_beside_are_linked() -> None:
    assert asked("page=9", 400, 10).turns == [1, 0, 6, 7, 8, 9, 10, 11, 12, 0, 40]
    assert asked("", 30, 10).turns == [1, 2, 3]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages so small that thirty students fill several."""
    monkeypatch.setattr(board, "PER_PAGE", 4)
    monkeypatch.setattr(mistakes, "PER_PAGE", 2)
    monkeypatch.setattr(mistakes, "_LARGEST", 1)
    monkeypatch.setattr(reading, "MEMBERS", 2)
    monkeypatch.setattr(requests, "PER_PAGE", 2)


def through(staff: Staff, path: str, pattern: str) -> list[str]:
    """What all pages of a list show, turned by their own links."""
    seen, found, waiting = set(), [], [path]
    while waiting:
        here = waiting.pop(0)
        page = staff.get(here).text
        found += re.findall(pattern, page)
        # The first page is where this began.
        for link in re.findall(r'<a href="([^"]+)">(?!1<)\d+</a>', page):
            plain = link.split("#")[0].replace("&amp;", "&")
            if plain not in seen:
                seen.add(plain)
                waiting.append(plain)
    assert seen
    return found


def test_all_entries_of_a_board_are_somewhere_once(
    klass: dict[str, Staff], small: None, tmp_path: Path
) -> None:
    tom = klass["ta"]
    names = through(tom, f"/{A1}/leaderboard", r"accuracy/of\?who=([^\"]+)")
    assert sorted(names) == [f"s{n:02}" for n in range(3, 30, 3)]
    found = tom.get(f"/{A1}/leaderboard?q=nr06").text
    assert re.findall(r"accuracy/of\?who=([^\"]+)", found) == ["s06"]
    assert "Nobody matches" in tom.get(f"/{A1}/leaderboard?q=zzz").text
    ranks = r'<td class="num" data-head="rank">\d'
    assert len(through(tom, f"/{A1}/leaderboard/class", ranks)) == len(names)


def test_all_members_and_all_groups_are_somewhere(klass: dict[str, Staff], small: None) -> None:
    tom = klass["ta"]
    page = tom.get(f"/{A1}/read/w1?show=all").text
    group, count = re.search(r'group=([0-9a-f]+)">All (\d+) members', page).groups()  # type: ignore[union-attr]
    one = f"/{A1}/read/w1?group={group}"
    assert tom.get(one).text.count('<article class="card') == 1
    members = through(tom, one, r'name="attempt" value="(\d+)">Take out')
    assert len(members) == len(set(members)) == int(count)
    assert "All 3 groups of Q1" in tom.get(f"/{A1}/mistakes").text
    found = [one for one in gradebook.error_groups(tom.book, A1) if one.question == "Q1"]
    keys = through(tom, f"/{A1}/mistakes?question=Q1", r"group=([0-9a-f]{12})")
    assert keys == [one.key for one in found]
    group = f"/{A1}/mistakes/Q1?group={found[0].key}"
    assert len(through(tom, group, r"<li><span")) == len(found[0].students)


def test_whoever_answers_a_request_comes_back_to_its_page(
    staff: dict[str, Staff], small: None
) -> None:
    tom = staff["ta"]
    for n in range(5, 10):
        gradebook.open_request(tom.book, f"s{n:02}", A1, "Why?")
    assert len(through(tom, f"/{A1}/requests", r'id="r-\d+"')) == 5
    sent = {"request": 1, "revision": 1, "answer": "So."}
    back = tom.post(f"/{A1}/requests/answer", sent).headers["Location"]
    assert 'id="r-1"' in tom.get(back.split("#")[0]).text
