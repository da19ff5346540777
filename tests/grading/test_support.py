"""Support files beside the tests: opened by name, imported, never another release's."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.grading.support import Support


def test_a_check_opens_a_file_by_its_name_and_the_folder_is_the_old_one_again() -> None:
    before = Path.cwd()
    support = Support({"heights.csv": b"cm\n170\n", "data/marks.csv": b"points\n20\n"})
    with support.entered():
        assert Path("heights.csv").read_text() == "cm\n170\n"
        assert Path("data/marks.csv").read_text() == "points\n20\n"
        inside = Path.cwd()
    assert Path.cwd() == before
    del support
    assert not inside.exists()


def test_a_check_that_raises_leaves_the_folder_as_it_was() -> None:
    before = Path.cwd()
    with pytest.raises(FileNotFoundError), Support({"a.csv": b""}).entered():
        Path("other.csv").read_text()
    assert Path.cwd() == before


def test_checks_of_two_releases_at_the_same_time_see_their_own_files() -> None:
    both = threading.Barrier(2, timeout=60)
    before = Path.cwd()

    def read(support: Support) -> str:
        with support.entered():
            both.wait()  # now each has entered its folder
            text = Path("data.txt").read_text()
            both.wait()
        return text

    supports = [Support({"data.txt": b"one"}), Support({"data.txt": b"two"})]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(read, supports)) == ["one", "two"]
    assert Path.cwd() == before


def test_modules_of_one_name_in_two_releases_are_two() -> None:
    def number(support: Support) -> int:
        with support.entered():
            from second_course_helper import NUMBER

            return NUMBER

    one = Support({"second_course_helper.py": b"NUMBER = 1\n"})
    two = Support({"second_course_helper.py": b"NUMBER = 2\n"})
    assert [number(one), number(one), number(two), number(one)] == [1, 1, 2, 1]
