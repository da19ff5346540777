"""Which of several places counts for the answer to a multiple-choice question."""

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.intake.choices import RECEIPT
from tests.intake.handing_in import book, code, hand_in


def receipt(question: str, choice: str) -> dict[str, Any]:
    data = {"schema": 1, "id": question, "choice": choice}
    return {"output_type": "display_data", "metadata": {}, "data": {RECEIPT: data}}


def answers_file(**choices: str) -> dict[str, Any]:
    entries = {
        question: {"choice": choice, "first": "A", "changes": 1, "time": "2026"}
        for question, choice in choices.items()
    }
    return {"schema": 1, "answers": entries}


def test_a_typed_answer_outranks_the_file_and_the_disagreement_is_noted(tmp_path: Path) -> None:
    taken = hand_in(
        tmp_path / "ada",
        {"a1.ipynb": book(code('Q1 = mcq("Q1", "B")')), "answers.json": answers_file(Q1="C")},
    )
    assert taken.answers.by_question["Q1"].choice == "B"
    assert taken.answers.by_question["Q1"].source == "typed"
    assert "Q1: the places disagree (typed B, file C); typed counts." in taken.notes


def test_places_are_trusted_in_order(tmp_path: Path) -> None:
    cell = code('Q1 = mcq("Q1")', outputs=[receipt("Q1", "B"), receipt("Q1", "C")])
    content = book(cell)
    with_file = hand_in(
        tmp_path / "1", {"a1.ipynb": content, "answers.json": answers_file(Q1="A", Q9="A")}
    ).answers.by_question
    assert {question: (a.choice, a.source) for question, a in with_file.items()} == {
        "Q1": ("A", "file")
    }
    alone = hand_in(tmp_path / "2", {"a1.ipynb": content}).answers.by_question["Q1"]
    assert (alone.choice, alone.source) == ("C", "receipt")


def test_the_workers_file_holds_what_was_found_and_nothing_else(tmp_path: Path) -> None:
    content = book(code('Q1 = mcq("Q1")', outputs=[receipt("Q1", "B"), receipt("Q2", "<b>")]))
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": content})
    assert json.loads(taken.answers.file()) == {
        "schema": 1,
        "answers": {"Q1": {"choice": "B", "first": "B", "changes": 0, "time": ""}},
    }


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b'{"schema": 2, "answers": {}}', b'{"schema": 1, "answers": []}', b"[" * 100_000],
)
def test_a_damaged_answers_file_is_noted_and_costs_nothing_else(
    tmp_path: Path, data: bytes
) -> None:
    taken = hand_in(
        tmp_path / "ada", {"a1.ipynb": book(code('mcq("Q2", choice="D")')), "answers.json": data}
    )
    assert taken.answers.by_question["Q2"].choice == "D"
    assert any("answers.json" in note for note in taken.notes)
