"""The grades record: what it holds together, and files of earlier versions."""

import json

import pytest
from pydantic import ValidationError

from autograder.records.grades import Grades, dumps, parse

QUESTION = {"id": "q1", "title": "Add", "kind": "code", "possible": 3.0, "bonus": False}
VERSION_1 = {
    "schema_version": 1,
    "assignment": "tiny",
    "title": "Tiny",
    "possible": 3.0,
    "questions": [QUESTION],
    "students": [
        {
            "student": "ada",
            "status": "passed",
            "total": 3.0,
            "possible": 3.0,
            "late": None,
            "needs_review": False,
            "message": "",
            "result": "results/ada.json",
            "points": {"q1": 3.0},
        }
    ],
}


def test_a_file_of_the_first_version_is_still_read() -> None:
    grades = parse(VERSION_1)
    assert grades.schema_version == 2
    assert (grades.students[0].total, grades.students[0].canvas_id) == (3.0, "")


def test_what_is_written_is_read_back_unchanged() -> None:
    grades = parse(VERSION_1)
    assert parse(json.loads(dumps(grades))) == grades


def test_ids_stay_text() -> None:
    row = {"student": "ada", "status": "passed", "possible": 3, "student_id": "007"}
    grades = parse({**VERSION_1, "schema_version": 2, "students": [row]})
    assert grades.students[0].student_id == "007"
    with pytest.raises(ValidationError, match="student_id"):
        parse({**VERSION_1, "students": [{**row, "student_id": 7}]})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"questions": [QUESTION, QUESTION]}, "question 'q1' stands there twice"),
        ({"students": VERSION_1["students"] * 2}, "student 'ada' stands there twice"),
        ({"questions": []}, "'ada' has points for the unknown 'q1'"),
        ({"possible": float("nan")}, "finite"),
        ({"schema_version": 3}, "schema_version"),
    ],
)
def test_inconsistent_grades_are_refused(change: dict, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Grades.model_validate({**parse(VERSION_1).model_dump(), **change})
