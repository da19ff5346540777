"""The static pages: complete, self-contained, and safe whatever students write."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.records.release import Release
from autograder.records.result import CheckResult, QuestionResult, SubmissionResult
from autograder.records.status import Status
from autograder.review.pages import write_pages
from tests.tiny_course import LIMITS, manifest

EVIL = "<script>alert(1)</script> \x1b[31mred\x1b[0m \x07 \u202ecba \"onload='x' {{ 7*7 }}"


class Page(HTMLParser):
    """Tags, attributes and text of a page; fails on a tag that is not closed."""

    VOID = frozenset({"meta", "br", "rect", "line"})

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert tag in self.VOID or self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def release() -> Release:
    return Release.model_validate(manifest(LIMITS))


def result(student: str, **changes: object) -> SubmissionResult:
    check = CheckResult(
        id="q1-1", name="test_small", hidden=False, status=Status.FAILED, points=0, possible=1,
        message=EVIL,
    )  # fmt: skip
    questions = (
        QuestionResult(
            id="q1", title="Add", kind="code", status=Status.FAILED, points=0, possible=3,
            message=EVIL, hint="You subtracted.", misconception="minus", checks=(check,),
        ),
        QuestionResult(
            id="Q1", title="How many?", kind="mcq", status=Status.PASSED, points=1, possible=1,
            answer="B", answer_source="receipt",
        ),
        QuestionResult(
            id="w1", title="In your words", kind="written", status=Status.PASSED, points=None,
            possible=2, answer=EVIL,
        ),
    )  # fmt: skip
    fields: dict[str, object] = {
        "assignment": "tiny", "student": student, "file": EVIL, "status": Status.FAILED,
        "possible": 10, "questions": questions, "output": EVIL, "notes": (EVIL,),
    }  # fmt: skip
    return SubmissionResult.model_validate({**fields, **changes})


def test_a_page_for_everybody_is_linked_from_the_overview(release: Release, tmp_path: Path) -> None:
    students = ["ada", "b%c d#?", EVIL, "é"]
    page = Page(write_pages(tmp_path, release, [result(name) for name in students]))
    links = [value for name, value in page.attributes if name == "href"]
    from urllib.parse import unquote

    assert len(set(links)) == len(students)
    for link in links:
        assert (tmp_path / unquote(link)).is_file()
        assert "../index.html" in (tmp_path / unquote(link)).read_text()


def test_nothing_of_a_student_is_markup_and_nothing_is_fetched(
    release: Release, tmp_path: Path
) -> None:
    write_pages(tmp_path, release, [result(EVIL, message=EVIL, needs_review=True)])
    for path in [tmp_path / "index.html", *tmp_path.glob("students/*.html")]:
        page = Page(path)
        assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
        assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]
        assert "49" not in page.text
        assert not re.search(r"https?://|url\(|@import", page.source)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page.source)
        assert "<script>alert(1)</script> red" in page.text
        assert "[U+202E]cba" in page.text


def test_a_student_reads_points_hint_message_choice_and_output(
    release: Release, tmp_path: Path
) -> None:
    write_pages(tmp_path, release, [result("ada", output="line 1\n\tline 2")])
    text = Page(tmp_path / "students/ada.html").text
    for part in ("You subtracted.", "test_small", "0 / 3", "Chosen: B", "(receipt)", "– / 2"):
        assert part in text
    assert "line 1\n\tline 2" in text


def test_what_is_for_the_reviewer_is_not_on_the_students_page(
    release: Release, tmp_path: Path
) -> None:
    write_pages(tmp_path, release, [result("ada", notes=("student_id is bob",))])
    assert "student_id is bob" in Page(tmp_path / "index.html").text
    assert "student_id is bob" not in Page(tmp_path / "students/ada.html").source


def test_the_overview_counts_misconceptions_and_answers(release: Release, tmp_path: Path) -> None:
    refused = result("zed", status=Status.ERROR, questions=(), message="bad zip", needs_review=True)
    page = Page(write_pages(tmp_path, release, [result("ada"), result("bob"), refused]))
    slips = page.text[page.text.index("Commonest") :]
    assert re.search(r"2\s*q1\s*You subtracted\.", slips)
    assert re.search(r"B\s2", page.text)
    assert ("aria-label", "2 full, 0 partly, 1 none, 0 waiting for a person") in page.attributes
    assert ("aria-label", "0 full, 0 partly, 0 none, 3 waiting for a person") in page.attributes
    assert "bad zip" in page.text


def test_an_empty_class_has_a_page(release: Release, tmp_path: Path) -> None:
    assert "No submission has a total." in write_pages(tmp_path, release, []).read_text()
