"""The multiple-choice questions of the whole unit: their keys give nothing away."""

from collections import Counter
from pathlib import Path

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
    assert sum(mcq.longest == mcq.key for mcq in PRACTICE) <= 6
    assert unbalanced(GRADED) == []


def test_each_has_an_open_twin_of_another_wording() -> None:
    assert len(PRACTICE) >= len(GRADED) == 16
    assert {mcq.id.replace("P", "Q") for mcq in PRACTICE} >= {mcq.id for mcq in GRADED}
    assert not {mcq.stem for mcq in PRACTICE} & {mcq.stem for mcq in GRADED}


def test_every_option_has_feedback_of_its_own() -> None:
    for mcq in GRADED:
        assert len(set(mcq.feedback.values())) == 4, mcq.id


def test_the_keys_of_the_whole_unit_give_nothing_away() -> None:
    assert unbalanced(GRADED) == []
    tipped = [mcq.model_copy(update={"key": "A"}) for mcq in GRADED]
    assert any(text.startswith(f"A is the key of {len(GRADED)}") for text in unbalanced(tipped))
