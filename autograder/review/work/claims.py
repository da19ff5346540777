"""What accuracy a student's own notebook says that it reached: the last number it printed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.review.work.extract import Answer

_MOST = 200_000  # characters of one cell's output
_NUMBER = re.compile(r"accurac(?:y|ies)\D{0,40}?(\d{1,3}(?:\.\d{1,6})?)\s*(%?)", re.IGNORECASE)


def claims_in(notebook: Mapping[str, Any], answers: Mapping[str, Answer]) -> dict[str, float]:
    """The accuracy that the cells of each question printed last, in [0, 1].

    Args:
        notebook: As it was handed in, with outputs.
        answers: Which cells answer which question.

    Returns:
        By question; questions whose cells printed none are left out.
    """
    cells = notebook["cells"]
    found: dict[str, float] = {}
    for question, answer in answers.items():
        for cell in answer.cells:
            if cell.kind != "code" or cell.number > len(cells):
                continue
            for text in _printed(cells[cell.number - 1]):
                for number, percent in _NUMBER.findall(text[-_MOST:]):
                    value = float(number)
                    value = value / 100 if percent or value > 1 else value
                    if value <= 1:
                        found[question] = value
    return found


def _printed(cell: Mapping[str, Any]) -> Iterator[str]:
    """Texts of a cell's outputs; whatever else it holds is passed over."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        raw = data.get("text/plain") if isinstance(data, dict) else output.get("text")
        parts = raw if isinstance(raw, list) else [raw]
        yield "".join(part for part in parts if isinstance(part, str))
