"""A browser, a Jupyter server over the hand-outs, and notebooks opened in it.

For a module each: while the browser is driven, its event loop runs in this process, and tests that
start one of their own must not meet it.
"""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from assignments.tests.front_ends.jupyter import Notebook, served
from autograder.records.course import Course

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on PATH")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a space and an umlaut in its name, as courses have; the server's root."""
    return tmp_path_factory.mktemp("front") / "Übung 1"


@pytest.fixture(scope="module")
def address(courses: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    courses.mkdir()
    with served(courses, tmp_path_factory.mktemp("jupyter")) as found:
        yield found


@pytest.fixture(scope="module")
def unzipped(
    compile_assignment: Callable[[str], Course], courses: Path
) -> Callable[[str, str], Path]:
    """Unzips the hand-out of an assignment into a folder of its own; returns its notebook."""

    def unzip(assignment: str, folder: str) -> Path:
        course = compile_assignment(assignment)
        with zipfile.ZipFile(course.build / assignment / "handout.zip") as handout:
            handout.extractall(courses / folder)
        return courses / folder / f"{assignment}.ipynb"

    return unzip


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str, courses: Path) -> Callable[[Path, str], Notebook]:
    """Opens a notebook in a front-end."""

    def open_(path: Path, front_end: str) -> Notebook:
        return Notebook.open(browser, address, path.relative_to(courses).as_posix(), front_end)

    return open_
