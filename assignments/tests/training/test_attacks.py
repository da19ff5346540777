"""Attacks on training, through the whole path: none of them scores, and each has its own status."""

from dataclasses import dataclass

import pytest

from assignments.tests.training.attack_sources import (
    BY_HASH,
    BY_HEART,
    BY_HEART_BESIDE,
    DELETED,
    FOUND,
    GADGET,
    GARBAGE,
    GREEDY,
    HIDDEN,
    HONEST,
    LEAVES,
    LISTENING,
    LISTENING_BESIDE,
    NEVER,
    OF_BATCH,
    OF_ORDER,
    PATCHED,
    RECIPE,
    SLEEPS,
    STATEFUL,
    TABLE,
)
from assignments.tests.training.conftest import Grade
from assignments.tests.zoo import verdict
from autograder.grading.loaded import OpenedRelease
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.records.status import Status
from autograder.training import sandbox


@dataclass(frozen=True)
class Attack:
    """A cell and the least that must come of it."""

    source: str
    status: Status
    says: str = ""


ATTACKS = {
    "labels on the disk": Attack(FOUND, Status.FAILED),
    "a table of images": Attack(TABLE, Status.FAILED),
    "a table outside": Attack(BY_HASH, Status.FAILED),
    "of the batch": Attack(OF_BATCH, Status.FAILED, "batch"),
    "of the order": Attack(OF_ORDER, Status.FAILED, "batch"),
    "remembers": Attack(STATEFUL, Status.FAILED),
    "hidden weights": Attack(HIDDEN, Status.FAILED, "numbers"),
    "an optimizer that listens for a hook": Attack(LISTENING, Status.FAILED),
    "one that listens beside the code": Attack(LISTENING_BESIDE, Status.FAILED),
    "leaves when deleted": Attack(DELETED, Status.CRASHED),
    "never returns": Attack(NEVER, Status.TIMEOUT),
    "hoards memory": Attack(GREEDY, Status.OUT_OF_MEMORY),
    "leaves": Attack(LEAVES, Status.CRASHED),
    "a patched loop": Attack(PATCHED, Status.FAILED),
    "a program that is none": Attack(GARBAGE, Status.FAILED),
    "a gadget in the program": Attack(GADGET, Status.FAILED),
}


def accuracy(result: SubmissionResult) -> tuple[QuestionResult, Status, float | None]:
    (question,) = result.questions
    check = question.checks[-1]
    return question, check.status, check.points


def test_honest_work_passes_and_the_record_is_complete(grade: Grade) -> None:
    result = grade(HONEST)
    question, status, points = accuracy(result)
    assert (status, points) == (Status.PASSED, 2), question.message
    (record,) = question.training
    assert record.exported
    assert record.parameters == 98
    assert record.flops
    assert record.interval[0] <= record.accuracy <= record.interval[1]
    assert sum(map(sum, record.confusion)) == 500
    assert len(record.curve) == 12
    again = accuracy(grade(HONEST))[0].training[0]
    assert again.model_copy(update={"seconds": record.seconds}) == record


def test_points_between_floor_and_target_are_linear(grade: Grade) -> None:
    question, status, points = accuracy(grade(HONEST, floor=0.0, threshold=1.0, epochs=3))
    (record,) = question.training
    if record.accuracy < 1:
        assert status is Status.FAILED
        assert points == pytest.approx(2 * record.accuracy, abs=1e-3)
    assert len(record.scores) in (1, 3)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network is handed over in half a second; one that never is has all of its limit."""
    monkeypatch.setattr(sandbox, "EXPORT_SECONDS", 6.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name: str, grade: Grade) -> None:
    attack = ATTACKS[name]
    result = grade(attack.source, seeds=1, cpu_seconds=1, wall_seconds=900.0)
    question, status, points = accuracy(result)
    assert status is attack.status, (status, question.checks[-1].message)
    assert points == 0
    assert attack.says in question.checks[-1].message


@pytest.mark.usefixtures("impatient")
def test_a_model_that_sleeps_is_stopped_by_the_clock(grade: Grade) -> None:
    _, status, points = accuracy(grade(SLEEPS, seeds=1, wall_seconds=8.0))
    # On a machine with too much to do nobody can tell, and a person is asked.
    assert status in (Status.TIMEOUT, Status.INTERNAL_ERROR)
    assert not points


def test_a_bent_recipe_does_not_lengthen_the_training(grade: Grade) -> None:
    question, *_ = accuracy(grade(RECIPE, seeds=1))
    for record in question.training:
        # What a network alone was asked for is trained by the grader's recipe, or beside its code.
        assert len(record.curve) == 12


def test_labels_in_the_frames_of_the_trainer_are_there_to_be_found_where_nothing_is_isolated() -> (
    None
):
    # So the two tests below fail for want of labels, and not because the attack is broken.
    space: dict[str, type] = {}
    exec(BY_HEART, space)
    assert verdict("shift_tolerant", space["ShiftTolerantNet"], "overfit") == ""


def test_what_is_learnt_by_heart_is_kept_from_the_code(
    grade: Grade, overfitted: OpenedRelease
) -> None:
    (question,) = grade(BY_HEART, asked=overfitted).questions
    assert question.status is Status.FAILED
    assert "does not overfit" in question.message


def test_a_reviewer_is_told_of_what_could_see_the_labels(
    grade: Grade, overfitted: OpenedRelease
) -> None:
    result = grade(BY_HEART_BESIDE, asked=overfitted)
    assert [note for note in result.notes if "could see the labels" in note]
    assert not grade(HONEST, asked=overfitted).notes
