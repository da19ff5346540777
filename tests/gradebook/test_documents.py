"""Documents of other parts of the course: revisions, bounds, erasure."""

import pytest

from autograder.gradebook import Gradebook, Refused, Stale, erase, keep, kept, verify
from tests.gradebook_class import enrol


def test_a_document_is_kept_changed_and_taken_away(any_book: Gradebook) -> None:
    enrol(any_book, ["ada"])
    assert keep(any_book, "tim", "note", "q1-2", {"text": "Mind the sign."}, revision=0) == 1
    assert keep(any_book, "tim", "note", "q1-2", {"text": "Mind it."}, revision=1) == 2
    (one,) = kept(any_book, "note").values()
    assert (one.key, one.content, one.revision, one.author) == (
        "q1-2", {"text": "Mind it."}, 2, "tim",
    )  # fmt: skip
    with pytest.raises(Stale, match="revision 2 is there now") as stale:
        keep(any_book, "eve", "note", "q1-2", {}, revision=1)
    assert stale.value.current == {"text": "Mind it."}
    keep(any_book, "tim", "note", "q1-2", None)
    assert kept(any_book, "note") == {}
    assert kept(any_book, "duty") == {}
    assert verify(any_book).sound


def test_what_is_about_a_student_is_erased_with_them(any_book: Gradebook) -> None:
    enrol(any_book, ["ada", "ben"])
    keep(any_book, "tim", "conflict", "1", "her uncle", student="ada")
    keep(any_book, "tim", "conflict", "2", "his aunt", student="ben")
    erase(any_book, "tim", "ada")
    assert [one.content for one in kept(any_book, "conflict").values()] == ["his aunt"]
    assert verify(any_book).sound


@pytest.mark.parametrize("content", [object(), {1, 2}, "x" * 200_001])
def test_what_is_not_json_or_too_large_is_refused(book: Gradebook, content: object) -> None:
    with pytest.raises(Refused):
        keep(book, "tim", "note", "a", content)
    assert verify(book).entries == 0
