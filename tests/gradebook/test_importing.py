"""What `autograder grade` wrote is taken in, as often as one likes."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from autograder.gradebook import (
    Gradebook,
    Marking,
    Refused,
    attempts,
    grades,
    import_results,
    mark,
    result_of,
    state_hash,
    students,
    totals,
    verify,
)
from autograder.grades import result_path, write_grades
from autograder.intake.find import Found
from autograder.records.files import write_text
from autograder.records.result import SubmissionResult, dump
from autograder.records.roster import Student
from autograder.records.seal import holds, sealed
from tests.gradebook.conftest import START
from tests.gradebook_class import A1, enrol, release, result


def write(
    folder: Path,
    results: Sequence[SubmissionResult],
    found: Sequence[Found] = (),
    missing: Sequence[Student] = (),
) -> Path:
    """A folder as `grade --out` leaves it."""
    for one in results:
        write_text(result_path(folder, one.student), json.dumps(dump(one)))
    write_grades(folder, release()[0], results, found, missing)
    return folder


def test_a_folder_of_results_becomes_attempts_and_totals(
    any_book: Gradebook, tmp_path: Path
) -> None:
    folder = write(tmp_path / "out", [result("ada", {"q1": "110"}), result("ben")])
    done = import_results(any_book, "tim", folder)
    assert (done.assignment, done.results, done.attempts, done.verdicts) == (A1, 2, 2, 2)
    assert done.unlisted == ("ada", "ben")
    assert [one.total for one in totals(any_book, A1).values()] == [5, 6]
    assert result_of(any_book, attempts(any_book, A1)[0].id).questions[0].points == 2


def test_a_second_import_changes_nothing(any_book: Gradebook, tmp_path: Path) -> None:
    enrol(any_book, ["ada"])
    folder = write(tmp_path / "out", [result("ada")])
    import_results(any_book, "tim", folder)
    mark(any_book, "tim", Marking(attempts(any_book, A1)[0].id, "w1", points=1))
    state, entries = state_hash(any_book), verify(any_book).entries
    done = import_results(any_book, "tim", folder)
    assert (done.attempts, done.verdicts, done.waiting) == (0, 0, ())
    assert state_hash(any_book) == state
    assert verify(any_book).entries == entries


def test_a_resubmission_is_another_attempt_and_a_regrade_waits(
    book: Gradebook, tmp_path: Path
) -> None:
    folder = write(tmp_path / "out", [result("ada", {"q1": "100"})])
    import_results(book, "tim", folder)
    write(folder, [result("ada", {"q1": "110"}, work="second")])
    assert import_results(book, "tim", folder).attempts == 1
    assert totals(book, A1)["ada"].total == 5
    write(folder, [result("ada", {"q1": "111"}, work="second", version="2.0")])
    done = import_results(book, "tim", folder)
    assert (done.attempts, done.waiting) == (0, ("ada",))
    assert totals(book, A1)["ada"].total == 5


def test_a_groups_hand_in_is_one_attempt_of_all_its_members(
    any_book: Gradebook, tmp_path: Path
) -> None:
    team = tuple(Student(key, name=key.title(), group="Team 7") for key in ("ada", "ben"))
    found = [
        Found("Team 7", tmp_path / "team_7.ipynb", members=team, handed_in=START),
        Found("cat", tmp_path / "cat.ipynb", who=Student("cat", group="Team 8")),
    ]
    results = [result("Team 7", {"q1": "110"}), result("cat")]
    folder = write(tmp_path / "out", results, found, [Student("dan", name="Dan")])
    done = import_results(any_book, "tim", folder)
    assert (done.attempts, done.unlisted) == (2, ())
    assert {key: (one.total, one.group) for key, one in totals(any_book, A1).items()} == {
        "ada": (5, "Team 7"), "ben": (5, "Team 7"), "cat": (6, ""), "dan": (None, ""),
    }  # fmt: skip
    attempt = attempts(any_book, A1, "ben")[0]
    assert (attempt.members, attempt.handed_in) == (("ada", "ben"), START)
    assert result_of(any_book, attempt.id) == results[0]
    rows = {row.student: row for row in grades(any_book, A1).students}
    assert (rows["ben"].name, rows["ben"].handed_in) == ("Ben", START)
    assert import_results(any_book, "tim", folder).attempts == 0
    assert verify(any_book).sound


def test_what_a_roster_says_is_not_overwritten_by_results(book: Gradebook, tmp_path: Path) -> None:
    enrol(book, [Student("ada", name="Ada Birch", email="ada@example.org")])
    who = Student("ada", name="ada b")
    folder = write(tmp_path / "out", [result("ada")], [Found("ada", tmp_path / "ada", who=who)])
    import_results(book, "tim", folder)
    assert [one.name for one in students(book)] == ["Ada Birch"]


def test_a_seal_holds_on_what_comes_back_and_on_nobody_elses_record(
    book: Gradebook, tmp_path: Path
) -> None:
    secret = b"secret of the course"
    both = [sealed(result(key, work="same"), secret) for key in ("ada", "ben")]
    import_results(book, "tim", write(tmp_path / "out", both))
    ada, ben = (result_of(book, one.id) for one in attempts(book, A1))
    assert ada == both[0]
    assert holds(ada, secret)
    assert ben.seal == ""


def test_a_result_of_nobody_in_the_class_is_passed_over(book: Gradebook, tmp_path: Path) -> None:
    folder = write(tmp_path / "out", [result("ada"), result("old")])
    write(folder, [result("ada")])
    assert import_results(book, "tim", folder).stale == ("old.json",)
    assert list(totals(book, A1)) == ["ada"]


def test_two_students_whose_names_differ_by_case_stay_two(book: Gradebook, tmp_path: Path) -> None:
    folder = write(tmp_path / "out", [result("ada"), result("Ada", {"q1": "000"})])
    import_results(book, "tim", folder)
    assert {key: one.total for key, one in totals(book, A1).items()} == {"Ada": 3, "ada": 6}


def test_what_is_no_folder_of_results_is_refused(book: Gradebook, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"holds no grades\.json"):
        import_results(book, "tim", tmp_path / "none")
    folder = write(tmp_path / "out", [result("ada")])
    result_path(folder, "ada").write_text("{}")
    with pytest.raises(Refused, match="is not a result of this autograder"):
        import_results(book, "tim", folder)
    write(folder, [result("ada", assignment="a2")])
    with pytest.raises(Refused, match="is a result of a2, not a1"):
        import_results(book, "tim", folder)
    result_path(folder, "ada").unlink()
    with pytest.raises(Refused, match="holds no results"):
        import_results(book, "tim", folder)
    (folder / "grades.json").write_text("{")
    with pytest.raises(Refused, match="is not of this autograder"):
        import_results(book, "tim", folder)
    assert verify(book).entries == 0
