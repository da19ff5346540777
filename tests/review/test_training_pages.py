"""The accuracy scoreboard: figures, drawings, and the student's own page."""

from pathlib import Path

import pytest

from autograder.records.release import Release
from autograder.records.result import QuestionResult, SubmissionResult, TrainingRecord
from autograder.records.status import Status
from autograder.review.pages import write_pages
from autograder.review.training import loss_curve, score_of, scoreboard
from tests.review.test_pages import EVIL, Page
from tests.tiny_course import LIMITS, manifest


def record(**changes: object) -> TrainingRecord:
    told = {
        "task": "experiment",
        "level": "accuracy",
        "profile": "cpu",
        "device": "cpu",
        "data": "cifar10",
        "accuracy": 0.612,
        "interval": (0.598, 0.626),
        "threshold": 0.55,
        "floor": 0.35,
        "passed": True,
        "borderline": False,
        "scores": (0.612,),
        "seconds": 93.5,
        "elements": 268_650,
        "exported": True,
        "isolated": True,
        "curve": ((2.1, 0.2), (1.5, 0.4), (1.2, 0.6)),
        "classes": ("cat", "dog"),
        "confusion": ((40, 10), (7, 43)),
        "per_class": (0.8, 0.86),
    }
    return TrainingRecord.model_validate({**told, **changes})


def handed_in(student: str, *records: TrainingRecord) -> SubmissionResult:
    question = QuestionResult(
        id="q1", title="Add", kind="code", status=Status.PASSED, points=3, possible=3,
        training=records,
    )  # fmt: skip
    mcq = QuestionResult(
        id="Q1", title="How many", kind="mcq", status=Status.PASSED, points=1, possible=1,
        answer="B" if student == "ada" else "A",
    )  # fmt: skip
    return SubmissionResult(
        assignment="tiny", student=student, file="a.ipynb", status=Status.PASSED, possible=10,
        questions=(question, mcq),
    )  # fmt: skip


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    release = Release.model_validate(manifest(LIMITS))
    poor = record(accuracy=0.41, interval=(0.396, 0.424), passed=False, scores=(0.4, 0.41, 0.39))
    unlike = record(
        elements=None, exported=False, isolated=False, why_not=EVIL, curve=(), confusion=()
    )
    results = [handed_in("ada", record()), handed_in("bob", poor), handed_in("eve", unlike)]
    write_pages(tmp_path, release, results)
    return tmp_path


def test_a_record_under_the_names_of_before_is_read() -> None:
    told = record().model_dump()
    told["rung"], told["apart"] = told.pop("level"), told.pop("isolated")
    assert TrainingRecord.model_validate(told) == record()


def test_the_overview_holds_every_figure_of_a_training(pages: Path) -> None:
    text = " ".join(Page(pages / "index.html").text.split())
    for figure in ("61.2 %", "59.8 % to 62.6 %", "threshold 55.0 %", "268,650", "93.5", "cpu, cpu"):
        assert figure in text
    assert "in part" in text
    assert text.count("beside the code") == 1
    assert Page(pages / "index.html").tags.count("polyline") == 2


def test_a_student_sees_classes_and_mix_ups(pages: Path) -> None:
    text = " ".join(Page(pages / "students/ada.html").text.split())
    assert "0 cat80.0 %4010" in text
    assert "1 dog86.0 %743" in text
    poor = " ".join(Page(pages / "students/bob.html").text.split())
    assert "3 trainings on cifar10" in poor
    assert "41.0 % in part" in poor


def test_the_choices_of_the_class_stand_beside_the_own(pages: Path) -> None:
    page = Page(pages / "students/ada.html")
    text = " ".join(page.text.split())
    assert "A 2 of 3" in text
    assert "B 1 of 3" in text
    assert "<b>B</b>" in page.source


def test_what_a_network_says_of_itself_is_text(pages: Path) -> None:
    source = (pages / "students/eve.html").read_text(encoding="utf-8")
    assert "<script" not in source
    assert "\x1b" not in source


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "passed"),
        ({"borderline": True}, "passed, borderline"),
        ({"passed": False, "borderline": True}, "borderline"),
        ({"passed": False}, "in part"),
        ({"passed": False, "accuracy": 0.3}, "not reached"),
        ({"passed": False, "floor": None}, "not reached"),
    ],
)
def test_the_verdict_in_words(changes: dict[str, object], verdict: str) -> None:
    assert score_of("ada", "q1", record(**changes)).verdict == verdict


def test_the_best_of_a_level_comes_first() -> None:
    results = [handed_in("low", record(accuracy=0.2)), handed_in("high", record(accuracy=0.9))]
    assert [score.student for score in scoreboard(results)] == ["high", "low"]


def test_a_curve_starts_at_the_top_and_needs_two_epochs() -> None:
    curve = loss_curve(record(curve=((2.0, None), (None, 0.5), (1.0, 0.6))))
    assert curve.points == "4.0,4.0 146.0,20.0"
    assert loss_curve(record(curve=((2.0, 0.1),))).points == ""
