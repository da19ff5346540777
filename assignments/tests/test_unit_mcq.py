"""The multiple-choice questions of the whole unit: their keys give nothing away."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from autograder.records.course import find_course
from autograder.records.errors import ReleaseError
from autograder.release.build import build
from autograder.release.mcq import read_bank, unbalanced

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "assignments"
BANKS = {path.parent.name: read_bank(path.parent) for path in sorted(SOURCES.glob("*/mcq.toml"))}
GRADED = [mcq for bank in BANKS.values() for mcq in bank.graded]
PRACTICE = [mcq for bank in BANKS.values() for mcq in bank.practice]


def test_no_letter_is_the_key_of_more_than_five_and_no_length_gives_it_away() -> None:
    assert {mcq.id for mcq in GRADED} == {f"Q{number}" for number in range(1, 17)}
    assert max(Counter(mcq.key for mcq in GRADED).values()) <= 5
    assert sum(mcq.longest == mcq.key for mcq in GRADED) <= 6
    assert unbalanced(GRADED) == []


def test_each_has_an_open_twin_of_another_wording() -> None:
    assert len(PRACTICE) >= len(GRADED) == 16
    assert {mcq.id.replace("P", "Q") for mcq in PRACTICE} >= {mcq.id for mcq in GRADED}
    assert not {mcq.stem for mcq in PRACTICE} & {mcq.stem for mcq in GRADED}


def test_every_option_has_feedback_of_its_own() -> None:
    for mcq in GRADED:
        assert len(set(mcq.feedback.values())) == 4, mcq.id


def test_a_release_is_refused_when_another_assignment_tips_the_balance(tmp_path: Path) -> None:
    shutil.copytree(SOURCES, tmp_path / "assignments", ignore=shutil.ignore_patterns("*.safet*"))
    named = ", ".join(f'"{name}"' for name in BANKS)
    course = f'name = "Unit"\nassignments = [{named}]\n'
    (tmp_path / "assignments" / "course.toml").write_text(course, encoding="utf-8")
    for name in BANKS:
        path = tmp_path / "assignments" / name / "mcq.toml"
        if name != "a1_convolution":
            text = path.read_text(encoding="utf-8")
            graded, mark, practice = text.partition("[[practice]]")
            for letter in "BCD":
                graded = graded.replace(f'key = "{letter}"', 'key = "A"')
            path.write_text(graded + mark + practice, encoding="utf-8")
    # A1 is as it was; the keys of the others are all A now.
    with pytest.raises(ReleaseError, match="A is the key of 13 of 16 questions, at most 5 may"):
        build(find_course(tmp_path), "a1_convolution")
