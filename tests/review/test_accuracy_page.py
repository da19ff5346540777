"""The page of trained networks: intervals, filters, curves, mix-ups and claims."""

import re

import pytest
from scipy.stats import binomtest

from autograder.records.result import CheckpointRecord, TrainingRecord
from autograder.review.checkpoints import sentence
from autograder.review.training import curve, shade, verdict_of
from autograder.review.work import Answer, AnswerCell
from autograder.review.work.claims import claims_in
from tests.gradebook_class import A1
from tests.review.conftest import Staff
from tests.review_class import trained

PAGE = f"/{A1}/accuracy"
PANEL = f"{PAGE}?panel=q2-net-accuracy"


def record(**changes: object) -> TrainingRecord:
    plain = trained("q2", 1)[1].model_copy(
        update={"passed": True, "borderline": False, "accuracy": 0.7, "interval": (0.68, 0.72)}
    )
    return plain.model_copy(update=changes)


def shown(staff: Staff, query: str) -> int:
    found = re.search(r"(\d+) of \d+</span></form>", staff.get(f"{PANEL}&{query}").text)
    assert found is not None
    return int(found[1])


def test_the_bar_is_the_interval_of_scipy(klass: dict[str, Staff]) -> None:
    one = trained("q2", 5)[1]
    low, high = binomtest(round(one.accuracy * 1000), 1000).proportion_ci(method="wilson")
    words = (
        f"{100 * one.accuracy:.1f} %, interval {100 * low:.1f} % to {100 * high:.1f} %, "
        "threshold 60.0 %"
    )
    assert f'aria-label="{words}"' in klass["ta"].get(PANEL).text


def test_filters_name_what_they_say(klass: dict[str, Staff]) -> None:
    tom = klass["ta"]
    records = [trained("q2", n)[1] for n in range(1, 30)]
    assert shown(tom, "only=borderline") == sum(one.borderline for one in records)
    assert shown(tom, "only=below") == sum(not one.passed for one in records)
    assert shown(tom, "only=beside") == sum(not one.isolated for one in records)
    assert shown(tom, "q=nr05") == 1
    assert shown(tom, "section=X&sort=near") < 29


def test_a_student_has_curve_classes_and_mix_ups(klass: dict[str, Staff]) -> None:
    text = klass["ta"].get(f"{PAGE}/of?who=s04").text
    assert klass["ta"].get(f"{PAGE}/of?who=nobody").status_code == 404
    text = klass["ta"].get(f"{PAGE}/of?who=s05").text
    assert "8 epochs: loss from 2.30 to 0.29" in text
    assert "Accuracy by class" in text
    assert re.search(r'<th scope="row">cat</th><td class="num s\d">', text)
    hostile = klass["ta"].get(f"/{A1}/student?who=s08").text
    assert "beside the code" in hostile
    assert "<script>alert" not in hostile


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
    assert verdict_of(record(**changes)) == verdict


def test_a_curve_starts_at_the_top_and_needs_two_epochs() -> None:
    drawn = curve(record(curve=((2.0, None), (None, 0.5), (1.0, 1.0))))
    assert drawn.loss == "4.0,4.0 416.0,85.0"
    assert drawn.accuracy == "4.0,85.0 416.0,4.0"
    assert curve(record(curve=((2.0, 0.1),))).loss == ""
    assert [shade(n, 10) for n in (0, 5, 10)] == [0, 4, 9]


def test_a_claim_is_the_last_accuracy_that_the_cells_printed() -> None:
    outputs = [
        {"output_type": "stream", "text": ["epoch 1: accuracy 40.1 %\n", "accuracy 61.25 %"]},
        {"output_type": "display_data", "data": {"text/plain": "no number: accuracy"}},
        {"output_type": "stream", "text": 7},
        "nothing",
    ]
    notebook = {"cells": [{"outputs": outputs}, {"outputs": [{"text": "test accuracy: 0.58"}]}]}
    answers = {
        "q1": Answer((AnswerCell("a", 1, "code", "x"),)),
        "q2": Answer((AnswerCell("b", 2, "code", "x"), AnswerCell("c", 9, "code", "x"))),
        "w1": Answer((AnswerCell("a", 1, "markdown", "accuracy 99 %"),)),
    }
    assert claims_in(notebook, answers) == {"q1": 0.6125, "q2": 0.58}


def test_a_network_that_was_handed_in_is_provisional() -> None:
    told = {
        "task": "net", "question": "q2", "file": "net.pt", "outcome": "provisional",
        "data": "pictures", "images": 10_000, "accuracy": 0.843, "interval": (0.836, 0.85),
        "threshold": 0.81, "share": 1.0,
    }  # fmt: skip
    assert sentence(CheckpointRecord.model_validate(told)) == (
        "provisional: 84.3 % (83.6 to 85.0), threshold 81.0 %, 100% of the points if it counted; "
        "not counted: the grader did not train it"
    )
    refused = CheckpointRecord(
        task="net", question="q2", file="n", outcome="refused", reason="It holds nan."
    )
    assert sentence(refused) == "refused: It holds nan."


def test_a_record_under_the_names_of_before_is_read_and_kept() -> None:
    told = record().model_dump()
    assert "halves" not in told
    told["rung"], told["apart"] = told.pop("level"), told.pop("isolated")
    assert TrainingRecord.model_validate(told) == record()
