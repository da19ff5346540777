"""A real browser at a real server, for tests of what people see and press."""

import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from autograder.records.review import ReviewSettings
from autograder.review.app import create_app, new_link
from tests.review.conftest import PEOPLE, Staff

PHONE = 390
"""Pixels that the narrowest screen is wide."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if os.environ.get("AUTOGRADER_NEEDS_BROWSER") and CHROMIUM is None:
    raise RuntimeError("AUTOGRADER_NEEDS_BROWSER is set, and there is no chromium on PATH")

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on PATH")


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """An application at an address of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def opened(browser: Browser, **more: object) -> Page:
    context: BrowserContext = browser.new_context(**more)
    # The machine may be busy: what is waited for comes in the end.
    context.set_default_timeout(120_000)
    page = context.new_page()
    expect.set_options(timeout=120_000)
    return page


def entered(browser: Browser, staff: Staff, base: str, **more: object) -> Page:
    """A page of somebody who has followed their link."""
    page = opened(browser, **more)
    page.goto(new_link(staff.app, base))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def with_link(staff: Staff, number: int) -> Staff:
    """The same class, entered by a link as one of the staff."""
    settings = ReviewSettings(people=PEOPLE)
    app = create_app(staff.book, settings=settings, work=staff.work, owner=PEOPLE[number])
    return Staff(staff.client, app, staff.book, staff.work)


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds; by all of its rules, or by these."""
    options = {"runOnly": list(rules)} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def faults(page: Page, base: str, paths: Iterable[str], *rules: str) -> dict[str, object]:
    """By path, what axe finds there and how wide the page is on a phone, if it is wider than that.

    Args:
        page: Of somebody who has entered.
        base: Address of the server.
        paths: What is opened.
        rules: Of axe; none: all of them.
    """
    found: dict[str, object] = {}
    for path in paths:
        page.goto(base + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        wrong = violations(page, *rules)
        page.set_viewport_size({"width": PHONE, "height": 844})
        width = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": 1280, "height": 800})
        if wrong or width > PHONE:
            found[path] = wrong, width
    return found
