"""A teaching assistant's whole day by keyboard alone, and axe on the views for readers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from autograder import gradebook
from tests.gradebook_class import A1
from tests.review.browser import entered, faults, needs_browser, served, with_link
from tests.review.conftest import Staff
from tests.review.test_similarity_page import pair

pytestmark = needs_browser

_MOST_TABS = 400


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus."""
    expect(wanted).to_be_attached()
    for _ in range(_MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by Tab")


def follow(page: Page, wanted: Locator) -> None:
    """Reach a link or a button by Tab and press it."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, wanted: Locator, text: str) -> None:
    """Reach a list by Tab and type what is to be chosen."""
    tab_to(page, wanted)
    page.keyboard.type(text)


def write(page: Page, wanted: Locator, text: str) -> None:
    """Reach a field by Tab and write into it."""
    tab_to(page, wanted)
    page.keyboard.type(text)


def test_a_day_by_keyboard_alone(staff: dict[str, Staff], browser: Browser) -> None:
    tom, ada = with_link(staff["ta"], 1), with_link(staff["instructor"], 0)
    gradebook.open_request(tom.book, "s05", A1, "Please look again.", question="q1")
    with served(tom.app) as base:
        page = entered(browser, tom, base)
        follow(page, page.get_by_role("link", name="Title of a1").first)
        # Who fails and what waits.
        choose(page, page.get_by_label("Show"), "needs")
        follow(page, page.get_by_role("button", name="Filter"))
        expect(page.get_by_text("1 of 30")).to_be_visible()
        # Written answers by group: next, points, comment, save.
        follow(page, page.get_by_role("link", name="Reading", exact=True))
        follow(page, page.get_by_role("link", name="w1", exact=True))
        heading = page.locator("[data-card]").first.get_by_role("heading").first
        count = int(re.findall(r"\d+", heading.inner_text())[0])
        page.keyboard.press("j")
        page.keyboard.press("c")
        page.keyboard.type("Say why.")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("3")
        expect(page.get_by_text(f"{count} of 29 answers are read")).to_be_visible()
        # An override of somebody who is found by search.
        follow(page, page.get_by_role("link", name="Class", exact=True))
        page.keyboard.press("/")
        page.keyboard.type("nr05")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        follow(page, page.get_by_role("link", name="da Nr05"))
        question = page.locator("#q-q1")
        if question.get_attribute("open") is None:
            tab_to(page, question.locator("summary").first)
            page.keyboard.press("Enter")
        tab_to(page, question.locator("summary", has_text="Comment or override"))
        page.keyboard.press("Enter")
        write(page, question.get_by_label("Override to, of 3"), "2")
        write(page, question.get_by_label("Why (the student may read it)"), "explained it")
        follow(page, question.get_by_role("button", name="Override"))
        expect(page.get_by_text("q1: overridden.")).to_be_visible()
        # The request is answered.
        follow(page, page.get_by_role("link", name="Requests", exact=True))
        page.keyboard.press("j")
        page.keyboard.press("c")
        page.keyboard.type("You get 2 points.")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("s")
        expect(page.get_by_text("after it: 2")).to_be_visible()
        # Canvas gets its file.
        follow(page, page.get_by_role("link", name="Exports", exact=True))
        radio = page.locator("input[name=form][value=canvas]")
        if radio.count():
            if not radio.is_checked():
                tab_to(page, page.locator("input[name=form]:checked"))
                while not radio.is_checked():
                    page.keyboard.press("ArrowDown")
        else:
            choose(page, page.locator("select[name=form]"), "canvas")
        tab_to(page, page.get_by_role("button", name="Download", exact=True))
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert "s05" in Path(download.value.path()).read_text(encoding="utf-8-sig")
        follow(page, page.get_by_role("button", name="Log out"))
        page.context.close()
    # The check is repaired by whoever may.
    with served(ada.app) as base:
        page = entered(browser, ada, base)
        follow(page, page.get_by_role("link", name="Title of a1").first)
        follow(page, page.get_by_role("link", name="Decisions", exact=True))
        choose(page, page.locator("select[name=check]"), "q1-2")
        follow(page, page.get_by_role("region", name="Repair a faulty check").get_by_role("button"))
        write(page, page.get_by_label("Why (students may read it)"), "the sign was wrong")
        follow(page, page.get_by_role("button", name="Repair"))
        expect(page.get_by_text("was repaired by decision 1")).to_be_visible()
        page.context.close()
    marks = gradebook.marks(tom.book, A1).values()
    assert {(one.points, one.comment) for one in marks} == {(1.5, "Say why.")}
    assert gradebook.verify(tom.book).sound


def test_one_key_blurs_every_name_and_every_number_of_points(
    klass: dict[str, Staff], browser: Browser
) -> None:
    tom = with_link(klass["ta"], 1)
    (group,) = (one for one in gradebook.error_groups(tom.book, A1) if one.kind == "misconception")
    with served(tom.app) as base:
        page = entered(browser, tom, base)
        with page.expect_navigation():
            page.keyboard.press("b")
        for path in (f"/{A1}/", f"/{A1}/student?who=s05",
                     f"/{A1}/mistakes/q1?group={group.key}"):  # fmt: skip
            page.goto(base + path)
            sharp = page.locator("main").evaluate(
                """main => {
                  const shown = [];
                  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
                  while (walk.nextNode()) {
                    const box = walk.currentNode.parentElement;
                    const text = walk.currentNode.textContent.trim();
                    if (box.closest('.secret, .unseen, pre, option, textarea, form, .lines')) {
                      continue;
                    }
                    if (/da Nr\\d|@example\\.edu/.test(text)) { shown.push(text); }
                  }
                  return shown;
                }"""
            )
            assert sharp == [], path
            blurred = page.locator("main .secret").first
            assert "blur" in blurred.evaluate("one => getComputedStyle(one).filter"), path
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_views_for_readers(
    staff: dict[str, Staff], browser: Browser, scheme: str
) -> None:
    ada = with_link(staff["instructor"], 0)
    (group,) = (one for one in gradebook.error_groups(ada.book, A1) if one.kind == "misconception")
    gradebook.pin(ada.book, "tom", A1, "q1", group.key, "Twice is not squared.")
    ada.work.keep_similar(A1, [pair(ada, "s05", "s06"), pair(ada, "s07", "2025: eve")])
    attempts = sorted(one.id for one in gradebook.attempts(ada.book, A1))[:8]
    for n, number in enumerate(attempts):
        gradebook.mark(ada.book, "ada", gradebook.Marking(number, "w1", points=1.5))
        gradebook.set_gold(ada.book, "ada", A1, "w1", number, 1.5, revision=n)
        gradebook.read_again(ada.book, "tom", gradebook.Marking(number, "w1", points=n % 2 / 2))
    views = ("mistakes", f"mistakes/q1?group={group.key}", "similarity", "similarity?pair=1",
             "readers", "student?who=s05")  # fmt: skip
    # The scheme changes colours alone.
    rules = ("color-contrast",) if scheme == "dark" else ()
    with served(ada.app) as base:
        page = entered(browser, ada, base, color_scheme=scheme)
        found = faults(page, base, [f"/{A1}/{view}" for view in views], *rules)
        page.context.close()
    assert found == {}
