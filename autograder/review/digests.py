"""What pages that show a whole class need of each verdict, so that it is read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.records.result import CheckpointRecord, TrainingRecord


@dataclass(frozen=True, slots=True)
class Digest:
    """The part of a verdict that statistics and tables work on.

    Attributes:
        training: What was trained, with the question it belongs to.
        checkpoints: Networks that were handed in.
        sources: Where the answer to a multiple-choice question was found, by question.
        checks: Id and name of every check.
        slips: Misconception and hint by question.
        seed: Secret of the submission, for pseudonyms.
    """

    training: tuple[tuple[str, TrainingRecord], ...]
    checkpoints: tuple[CheckpointRecord, ...]
    sources: Mapping[str, str]
    checks: tuple[tuple[str, str], ...]
    slips: Mapping[str, tuple[str, str]]
    seed: str


def digest_of(document: Mapping[str, Any]) -> Digest:
    """The digest of a result as JSON."""
    questions = document.get("questions") or ()
    return Digest(
        training=tuple(
            (one["id"], TrainingRecord.model_validate(record))
            for one in questions
            for record in one.get("training") or ()
        ),
        checkpoints=tuple(
            CheckpointRecord.model_validate(one) for one in document.get("checkpoints") or ()
        ),
        sources={one["id"]: one["answer_source"] for one in questions if one.get("answer_source")},
        checks=tuple(
            (check["id"], check["name"]) for one in questions for check in one.get("checks") or ()
        ),
        slips={
            one["id"]: (one["misconception"], one.get("hint") or "")
            for one in questions
            if one.get("misconception")
        },
        seed=(document.get("provenance") or {}).get("seed", ""),
    )
