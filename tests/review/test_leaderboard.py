"""The leaderboard: order, spread, pseudonyms; and that it keeps names and grades apart."""

from pathlib import Path

import pytest

from autograder.records.release import Release
from autograder.records.result import Provenance, QuestionResult, SubmissionResult, TrainingRecord
from autograder.records.status import Status
from autograder.review.leaderboard import leaderboard
from autograder.review.pages import write_pages
from tests.tiny_course import LIMITS, manifest


def record(scores: tuple[float, ...], **changes: object) -> TrainingRecord:
    values: dict[str, object] = {
        "task": "free", "level": "accuracy", "board": True, "profile": "cpu", "device": "cpu",
        "data": "cifar10", "accuracy": max(scores, default=0.0), "interval": (0.0, 1.0),
        "threshold": 0.6, "floor": 0.35, "passed": True, "borderline": False, "scores": scores,
        "seconds": 1.0, "elements": 219_000, "exported": True, "flops": 50_000_000,
    }  # fmt: skip
    return TrainingRecord.model_validate({**values, **changes})


def entry(student: str, *records: TrainingRecord) -> SubmissionResult:
    question = QuestionResult(
        id="q6_1", title="Your entry", kind="code", status=Status.PASSED, points=6, possible=6,
        bonus=True, training=records,
    )  # fmt: skip
    provenance = Provenance(
        submission_sha256="0" * 64, release_sha256="1" * 64, autograder_version="1",
        seed=f"secret of {student}", engine="local", engine_form="process", device="cpu",
        profile="cpu", python="3.11", versions={},
    )  # fmt: skip
    return SubmissionResult(
        assignment="challenge", student=student, file=f"{student}.zip", status=Status.PASSED,
        possible=0, questions=(question,), provenance=provenance,
        started="2026-10-12T18:00:00+00:00",
    )  # fmt: skip


def test_entries_stand_by_their_mean_and_say_their_spread() -> None:
    best, worst = (0.80, 0.82, 0.84), (0.60, 0.61, 0.62)
    board = leaderboard([entry("Ada", record(worst)), entry("Bob", record(best))])
    assert [line.student for line in board] == ["Bob", "Ada"]
    assert [line.place for line in board] == [1, 2]
    assert board[0].mean == pytest.approx(0.82)
    assert board[0].sd == pytest.approx(0.02)
    assert (board[0].runs, board[0].parameters, board[0].flops) == (3, 219_000, 50_000_000)


def test_entries_within_their_spread_are_level() -> None:
    near = [entry("Ada", record((0.80, 0.82))), entry("Bob", record((0.79, 0.81)))]
    assert [line.level for line in leaderboard(near)] == [False, True]
    far = [entry("Ada", record((0.80, 0.81))), entry("Bob", record((0.60, 0.61)))]
    assert [line.level for line in leaderboard(far)] == [False, False]


def test_equal_means_share_a_place_and_less_arithmetic_comes_first() -> None:
    slow, quick = record((0.7,), flops=90), record((0.7,), flops=10)
    board = leaderboard([entry("Ada", slow), entry("Bob", quick)])
    assert [(line.student, line.place, line.sd) for line in board] == [
        ("Bob", 1, None),
        ("Ada", 1, None),
    ]


def test_what_was_not_trained_is_not_on_the_board() -> None:
    other = record((0.9,), task="experiment", level="learns", board=False)
    assert leaderboard([entry("Ada"), entry("Bob", other), entry("Eve", record(()))]) == []


def test_pseudonyms_are_made_from_a_secret_and_do_not_repeat() -> None:
    students = [f"student {number}" for number in range(60)]
    board = leaderboard([entry(student, record((0.5,))) for student in students])
    names = [line.pseudonym for line in board]
    assert len(set(names)) == len(names)
    again = leaderboard([entry(students[0], record((0.5,)))])
    assert again[0].pseudonym == names[[line.student for line in board].index(students[0])]


def test_the_page_for_students_shows_no_name_and_no_points(tmp_path: Path) -> None:
    release = Release.model_validate(manifest(LIMITS))
    results = [entry("Ada Lovelace", record((0.7, 0.72))), entry("Bob", record((0.5, 0.6)))]
    write_pages(tmp_path, release, results)
    page = (tmp_path / "leaderboard.html").read_text(encoding="utf-8")
    pseudonyms = [line.pseudonym for line in leaderboard(results)]
    assert all(name in page for name in pseudonyms)
    assert "71.00 %" in page
    assert "Ada" not in page
    assert "students/" not in page
    assert pseudonyms[0] in (tmp_path / "index.html").read_text(encoding="utf-8")
    (path,) = (tmp_path / "students").glob("Ada*.html")
    own = path.read_text(encoding="utf-8")
    assert pseudonyms[0] in own
    assert pseudonyms[1] not in own


def test_there_is_no_board_without_entries(tmp_path: Path) -> None:
    write_pages(tmp_path, Release.model_validate(manifest(LIMITS)), [entry("Ada")])
    assert not (tmp_path / "leaderboard.html").exists()
    assert "Leaderboard" not in (tmp_path / "index.html").read_text(encoding="utf-8")
