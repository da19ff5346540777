"""A teaching assistant's day in a real browser, by mouse and by keyboard; axe on every view."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from autograder import gradebook
from autograder.gradebook import RubricItem
from autograder.review.freezing import freeze
from tests.gradebook_class import A1
from tests.review.browser import (
    entered,
    faults,
    needs_browser,
    opened,
    served,
    violations,
    with_link,
)
from tests.review.conftest import Staff

pytestmark = needs_browser

VIEWS = (
    "/",
    f"/{A1}/",
    f"/{A1}/read",
    f"/{A1}/read/w1?show=all",
    f"/{A1}/read/q1?show=all",
    f"/{A1}/read/w1/rubric",
    f"/{A1}/student?who=s05",
    f"/{A1}/student?who=s03&diff=1",
    f"/{A1}/mcq",
    f"/{A1}/accuracy",
    f"/{A1}/accuracy/of?who=s05",
    f"/{A1}/leaderboard",
    f"/{A1}/leaderboard/class",
    f"/{A1}/decisions",
    f"/{A1}/decisions/repair?check=q1-2&rule=full",
    f"/{A1}/requests",
    f"/{A1}/exports",
    f"/{A1}/audit?verify=1",
    f"/{A1}/student?who=nobody",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_view_and_nothing_is_pushed_aside(
    staff: dict[str, Staff], browser: Browser, scheme: str
) -> None:
    ada = with_link(staff["instructor"], 0)
    gradebook.set_rubric(ada.book, "ada", A1, "w1", [RubricItem("i1", "names it", 1, "or near")])
    gradebook.open_request(ada.book, "s05", A1, "Please look again.", question="q1")
    with served(ada.app) as base:
        page = entered(browser, ada, base, color_scheme=scheme)
        found = faults(page, base, VIEWS)
        page.context.close()
    assert found == {}


def test_a_day_by_mouse(staff: dict[str, Staff], browser: Browser) -> None:
    tom, ada = with_link(staff["ta"], 1), with_link(staff["instructor"], 0)
    gradebook.open_request(tom.book, "s05", A1, "Please look again.", question="q1")
    with served(tom.app) as base:
        page = entered(browser, tom, base)
        page.get_by_role("link", name="Title of a1").first.click()
        # Who fails and what waits.
        page.get_by_label("Show").select_option("review")
        page.get_by_role("button", name="Filter").click()
        expect(page.get_by_text("1 of 30")).to_be_visible()
        # Written answers by group.
        page.get_by_role("link", name="Reading").click()
        page.get_by_role("link", name="w1").click()
        card = page.locator("[data-card]").first
        count = int(re.findall(r"\d+", card.get_by_role("heading").inner_text())[0])
        card.get_by_label("Points, of 2").fill("1.5")
        card.get_by_label("Comment for the student").fill("Say why.")
        card.get_by_role("button", name=f"Save for {count}").click()
        expect(page.get_by_text(f"{count} of 29 answers are read")).to_be_visible()
        # An override, found by search.
        page.get_by_role("link", name="Class").click()
        page.get_by_label("Search").fill("nr05")
        page.get_by_role("button", name="Filter").click()
        page.get_by_role("link", name="da Nr05").click()
        question = page.locator("#q-q1")
        if question.get_attribute("open") is None:
            question.locator("summary").first.click()
        question.get_by_text("Comment or override").click()
        question.get_by_label("Override to, of 3").fill("2")
        question.get_by_label("Why (the student may read it)").fill("explained it")
        question.get_by_role("button", name="Override").click()
        expect(page.get_by_text("q1: overridden.")).to_be_visible()
        # The request is answered.
        page.get_by_role("link", name="Requests").click()
        page.get_by_label("Answer", exact=True).fill("You get 2 points.")
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_text("after it: 2")).to_be_visible()
        # Canvas gets its file.
        page.get_by_role("link", name="Exports").click()
        page.get_by_label("canvas").first.check()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download", exact=True).click()
        assert "s05" in Path(download.value.path()).read_text(encoding="utf-8-sig")
        page.context.close()
    # The check is repaired by whoever may.
    with served(ada.app) as base:
        page = entered(browser, ada, base)
        page.goto(f"{base}/{A1}/decisions")
        page.locator("select[name=check]").select_option("q1-2")
        page.get_by_role("region", name="Repair a faulty check").get_by_role("button").click()
        page.get_by_label("Why (students may read it)").fill("the sign was wrong")
        page.get_by_role("button", name="Repair").click()
        expect(page.get_by_text("was repaired by decision 1")).to_be_visible()
        page.context.close()
    assert gradebook.verify(tom.book).sound


def test_reading_by_keyboard_alone(staff: dict[str, Staff], browser: Browser) -> None:
    tom = with_link(staff["ta"], 1)
    items = [RubricItem("i1", "names it", 1, "or near"), RubricItem("i2", "says why", 1)]
    gradebook.set_rubric(tom.book, "ada", A1, "w1", items)
    with served(tom.app) as base:
        page = entered(browser, tom, base)
        page.goto(f"{base}/{A1}/read/w1")
        for _ in range(2):
            page.keyboard.press("j")
            page.keyboard.press("1")
            page.keyboard.press("c")
            page.keyboard.type("Say why, j and 1.")
            with page.expect_navigation():
                page.keyboard.press("Control+Enter")
        marks = gradebook.marks(tom.book, A1)
        assert {one.items for one in marks.values()} == {("i1",)}
        assert {one.comment for one in marks.values()} == {"Say why, j and 1."}
        assert len(gradebook.history(tom.book, actions=["mark"])) == 2
        # Blur by one key, students by n and p, a way past the navigation.
        with page.expect_navigation():
            page.keyboard.press("b")
        expect(page.locator("body")).to_have_class("blurred")
        page.goto(f"{base}/{A1}/student?who=s05")
        with page.expect_navigation():
            page.keyboard.press("n")
        assert "who=s05" not in page.url
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.context.close()


def test_everything_works_without_script(staff: dict[str, Staff], browser: Browser) -> None:
    tom = with_link(staff["ta"], 1)
    with served(tom.app) as base:
        page = entered(browser, tom, base, java_script_enabled=False)
        page.goto(f"{base}/{A1}/read/w1")
        card = page.locator("[data-card]").first
        card.get_by_role("button", name="2", exact=True).click()
        expect(page.get_by_text(re.compile(r"w1: \d+ answers read"))).to_be_visible()
        page.get_by_role("button", name="Blur").click()
        expect(page.locator("body")).to_have_class("blurred")
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        page.context.close()


def test_points_are_read_aloud_with_their_question(
    klass: dict[str, Staff], browser: Browser
) -> None:
    tom = with_link(klass["ta"], 1)
    with served(tom.app) as base:
        page = entered(browser, tom, base)
        page.goto(f"{base}/{A1}/student?who=s05")
        spoken = page.locator("main").aria_snapshot()
        assert re.search(r"q1, \d of 3 points", spoken)
        page.context.close()


def test_a_hostile_notebook_stays_in_its_frame(klass: dict[str, Staff], browser: Browser) -> None:
    tom = with_link(klass["ta"], 1)
    asked: list[str] = []
    with served(tom.app) as base:
        page = entered(browser, tom, base)
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append("dialog"))
        page.goto(f"{base}/{A1}/student?who=s03")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_text("cell", exact=True)).to_be_visible()
        page.context.close()
    assert not [url for url in asked if not url.startswith((base, "data:"))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frozen_site_opens_from_the_disk(
    klass: dict[str, Staff], browser: Browser, tmp_path: Path, scheme: str
) -> None:
    frozen = freeze(klass["ta"].app, tmp_path / "site")
    page = opened(browser, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(frozen.front.as_uri())
    page.get_by_role("link", name="Title of a1").first.click()
    assert violations(page) == []
    page.get_by_role("link", name="da Nr05").click()
    assert violations(page) == []
    expect(page.frame_locator("iframe").get_by_text("cell", exact=True)).to_be_visible()
    assert said == []
    page.context.close()
