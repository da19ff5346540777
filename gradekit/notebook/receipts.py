"""The receipt of a choice: an output that carries it, so that the notebook alone has the answer."""

from dataclasses import asdict
from typing import Any

from gradekit.answers import SCHEMA, RecordedChoice

RECEIPT_TYPE = "application/vnd.gradekit.mcq.v1+json"


def receipt(question: str, answer: RecordedChoice) -> dict[str, Any]:
    """The output of a recorded choice, by MIME type.

    Args:
        question: Id of the question.
        answer: What is recorded.
    """
    return {
        RECEIPT_TYPE: {"schema": SCHEMA, "id": question, **asdict(answer)},
        "text/plain": f"{question}: recorded {answer.choice}",
    }
