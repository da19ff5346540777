"""Submitted checkpoints on the pages: always provisional, and safe whatever they are called."""

from pathlib import Path

import pytest

from autograder.records.release import Release
from autograder.records.result import CheckpointRecord
from autograder.review.checkpoints import sentence, submitted
from autograder.review.pages import write_pages
from tests.review.test_pages import EVIL, Page, result
from tests.tiny_course import LIMITS, manifest


def record(**changes: object) -> CheckpointRecord:
    told = {
        "task": "improved_cnn",
        "question": "q4_7",
        "file": "improved_cnn.safetensors",
        "outcome": "provisional",
        "data": "cifar10",
        "images": 10_000,
        "accuracy": 0.843,
        "interval": (0.836, 0.85),
        "threshold": 0.81,
        "share": 1.0,
        "elements": 1_117_874,
    }
    return CheckpointRecord.model_validate({**told, **changes})


def refused(reason: str = "The file holds nan or inf in 'a'.") -> CheckpointRecord:
    return CheckpointRecord(
        task="simple_cnn", question="q4_4", file=EVIL, outcome="refused", reason=reason
    )


SCORED = (
    "provisional: 84.3 % (83.6 to 85.0), threshold 81.0 %, 100% of the points if it counted; "
    "not counted: the grader did not train it"
)


def test_a_score_is_called_provisional_and_says_why_it_does_not_count() -> None:
    assert sentence(record()) == SCORED
    assert sentence(refused()) == "refused: The file holds nan or inf in 'a'."
    below = sentence(record(accuracy=0.5, share=0.0))
    assert "of the points" not in below


def test_both_pages_tell_of_it_and_no_point_changes(tmp_path: Path) -> None:
    release = Release.model_validate(manifest(LIMITS))
    plain = result("ada")
    with_two = result("ada", checkpoints=(record(), refused(EVIL)))
    assert with_two.total == plain.total
    index = write_pages(tmp_path, release, [with_two, result("bob")])
    for path in (index, tmp_path / "students/ada.html"):
        page = Page(path)
        assert SCORED in page.text
        assert "refused: <script>alert(1)</script> red" in page.text
        assert "script" not in page.tags
    assert "heckpoint" not in Page(tmp_path / "students/bob.html").text


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_best_comes_first_and_those_without_a_score_last(place: str) -> None:
    lines = [record(accuracy=0.7), record(accuracy=0.9), record(accuracy=0.8)]
    hurt = record(accuracy=None, outcome="refused", reason="x")
    lines = [hurt, *lines] if place == "before" else [*lines, hurt]
    found = submitted([result(f"s{n}", checkpoints=(line,)) for n, line in enumerate(lines)])
    assert [line.record.accuracy for line in found] == [0.9, 0.8, 0.7, None]
