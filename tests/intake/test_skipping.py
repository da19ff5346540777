"""Skipping is the course's decision: a tag that was copied with a cell loses no answer."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from autograder.intake.submission import Submission, take_in
from tests.intake.test_take_in import WANTED, Found, book, code, hand_in

EXPLORER = "explore(seed=3)"
WANTED_SKIPS = replace(WANTED, skipped={"explorer": sha256(EXPLORER.encode()).hexdigest()})
TAGS = {"tags": ["otter_ignore"]}


def take(folder: Path, *cells) -> Submission:
    hand_in(folder, {"a1.ipynb": book(*cells)})
    return take_in(Found("ada", folder), WANTED_SKIPS)


def test_a_cell_of_the_release_is_skipped_however_it_was_edited(tmp_path: Path) -> None:
    edited = code("seed = 4\nexplore(seed)", id="explorer", metadata=TAGS)
    assert take(tmp_path / "ada", edited).cells[0].ignored


def test_a_copy_of_its_text_is_skipped_and_so_is_a_copy_that_defines_nothing(
    tmp_path: Path,
) -> None:
    cells = [code(EXPLORER, id="new", metadata=TAGS), code("explore(5)", id="n2", metadata=TAGS)]
    assert [cell.ignored for cell in take(tmp_path / "ada", *cells).cells] == [True, True]


def test_an_answer_with_a_copied_tag_is_run_and_noted(tmp_path: Path) -> None:
    answer = code("def corr2d(x, k):\n    return x", id="answer", metadata=TAGS)
    taken = take(tmp_path / "ada", code("x = 1"), answer)
    assert not taken.cells[1].ignored
    assert taken.notes == (
        "Cell 2 has the tag of a skipped cell, probably copied with one; it defines something and "
        "was run.",
    )


def test_without_ids_or_a_release_that_says_it_the_tag_alone_decides(tmp_path: Path) -> None:
    answer = code("def f():\n    return 1", metadata=TAGS)
    assert take(tmp_path / "ada", answer).cells[0].ignored
    folder = tmp_path / "ben"
    hand_in(folder, {"a1.ipynb": book({**answer, "id": "answer"})})
    assert take_in(Found("ben", folder), WANTED).cells[0].ignored
