"""Whatever comes in, no route fails and nothing of it acts: every GET and POST, hostile values."""

import os
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from autograder import gradebook
from tests.gradebook_class import A1
from tests.review.conftest import Staff
from tests.review.test_access import VALUES

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "../../etc/passwd",
    "\x00\x1b[31m\u202e",
    "\ud7ff\uffff😀",
    "-1",
    "999999999999999999999",
    "1e309",
    "NaN",
    "' OR 1=1 --",
    "a" * 5000,
    "",
    "//192.0.2.1/",
    "%00%0d%0aSet-Cookie: a=b",
    "[]",
    "[[1,2,3,4]]",
    "{}",
)
# Names that the forms use, so that hostile values reach what reads them.
FIELDS = (
    *("who", "attempt", "question", "cell", "line", "text", "points", "comment", "revision", "do"),
    *("item", "key", "worth", "guideline", "seen", "check", "rule", "kind", "options", "token"),
    *("policy", "lower", "decision", "request", "answer", "form", "column", "texts", "banked"),
    *("q", "only", "sort", "section", "page", "show", "diff", "before", "action", "verify", "next"),
    *("index", "back", "quick", "bank", "down", "panel"),
    *("group", "reads", "of", "login", "share", "only", "private", "pair"),
)
KNOWN = ("s05", "s03", "w1", "q1", "Q1", "q1-1", "1", "0", "code", "full", "accept", "all", "csv")

values = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(KNOWN), st.text(max_size=40))
fields = st.dictionaries(
    st.sampled_from(FIELDS), st.one_of(values, st.lists(values, max_size=3)), max_size=8
)


def hold(text: str) -> None:
    """Nothing of a page is what somebody typed: no tag of theirs, no handler, no style."""
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    for tag in re.findall(r"<[a-zA-Z][^>]*>", text):
        bare = re.sub(r'"[^"]*"', "", tag)
        assert not re.search(r"\s(on\w+|style)\s*=", bare), tag


def rules(staff: Staff, method: str) -> list[tuple[str, set[str]]]:
    return sorted(
        (rule.endpoint, set(rule.arguments))
        for rule in staff.app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint not in ("static", "login.leave")
    )


quick = settings(
    max_examples=300 if os.environ.get("AUTOGRADER_SLOW") else 8,
    deadline=None,
    # A page takes a while: what is found is told as it was found.
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@quick
@given(data=st.data())
def test_pages_stand_hostile_addresses(klass: dict[str, Staff], data: st.DataObject) -> None:
    ada = klass["instructor"]
    for endpoint, names in rules(ada, "GET"):
        given_ = {name: data.draw(st.one_of(st.just(VALUES[name]), values)) for name in names}
        query = data.draw(fields)
        with ada.app.test_request_context():
            from flask import url_for

            path = url_for(endpoint, **{key: value or "x" for key, value in given_.items()})
        answer = ada.client.get(path, query_string=query)
        assert answer.status_code < 500 or answer.status_code == 502, (path, query)
        if answer.mimetype == "text/html":
            hold(answer.text)
        assert "\n" not in answer.headers.get("Location", "")


@quick
@given(data=st.data())
def test_forms_stand_hostile_fields(walked: Staff, data: st.DataObject) -> None:
    for endpoint, names in rules(walked, "POST"):
        given_ = {name: data.draw(st.one_of(st.just(VALUES[name]), values)) for name in names}
        form = data.draw(fields)
        with walked.app.test_request_context():
            from flask import url_for

            path = url_for(endpoint, **{key: value or "x" for key, value in given_.items()})
        answer = walked.post(path, dict(form))
        assert answer.status_code < 500, (path, form, answer.text[-800:])
        if answer.mimetype == "text/html":
            hold(answer.text)


@pytest.fixture(scope="module")
def walked(class_files, tmp_path_factory):
    """An instructor at a class of its own, which the forms may change as they can."""
    import shutil
    from pathlib import Path

    from tests.review.conftest import application, member
    from tests.review_class import reopened

    folder = tmp_path_factory.mktemp("walked")
    book, work = reopened(*[Path(shutil.copy(path, folder)) for path in class_files])
    with book:
        yield member(application(book, work), book, work, "instructor")
        assert gradebook.verify(book).sound


def test_texts_of_students_are_shown_and_do_nothing(klass: dict[str, Staff]) -> None:
    ada = klass["instructor"]
    number = next(one.id for one in gradebook.attempts(ada.book, A1) if one.student == "s03")
    for path in (f"/{A1}/", f"/{A1}/student?who=s03", f"/{A1}/read/w1?show=all",
                 f"/{A1}/read/q1?show=all", f"/{A1}/notebook?attempt={number}"):  # fmt: skip
        text = ada.get(path).text
        hold(text)
        assert "\x1b" not in text
        assert "alert(1)" in text, path
        assert "[U+202E]" in text, path
        assert "49" not in re.findall(r"red [^<]*", text)[0]
