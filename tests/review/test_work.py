"""What was handed in is kept as long as its student is known, and no longer."""

from pathlib import Path

import pytest

from autograder import gradebook
from autograder.records.errors import AutograderError
from autograder.review.work import WorkStore, forget_erased
from tests.gradebook_class import A1
from tests.review.conftest import Staff
from tests.review_class import answers, notebook


def test_who_is_erased_is_erased_here_too(staff: dict[str, Staff]) -> None:
    ada = staff["instructor"]
    of = {one.student: one.submission for one in gradebook.attempts(ada.book, A1)}
    assert forget_erased(ada.book, ada.work) == 0
    gradebook.erase(ada.book, "ada", "s05")
    assert forget_erased(ada.book, ada.work) == 1
    assert not ada.work.has(A1, of["s05"])
    assert ada.work.has(A1, of["s06"])
    assert of["s05"] not in ada.work.answers(A1, "q1")


def test_the_same_hand_in_is_kept_once(tmp_path: Path) -> None:
    work = WorkStore(tmp_path / "work.db")
    for text in ("before", "after"):
        work.put(A1, "h", notebook("x = 1", text), answers("x = 1", text))
    assert work.submissions(A1) == {"h"}
    assert work.answers(A1, "w1")["h"].text == "after"
    found = work.notebook(A1, "h")
    assert found is not None
    assert found["cells"][2]["source"] == "after"
    assert work.notebook(A1, "other") is None
    assert (tmp_path / "work.db").stat().st_mode & 0o077 == 0


def test_without_a_file_there_is_nothing_and_another_file_is_refused(tmp_path: Path) -> None:
    assert WorkStore(None).answers(A1, "w1") == {}
    (tmp_path / "work.db").write_text("no database, and long enough to be none" * 20)
    with pytest.raises(AutograderError, match="--work"):
        WorkStore(tmp_path / "work.db")
