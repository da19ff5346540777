"""A reader's points as a file: nothing that a person entered is ever lost to a later run."""

import csv
from pathlib import Path

import pytest

from autograder.gradebook import (
    Gradebook,
    Marking,
    Refused,
    Stale,
    mark,
    marks,
    read_points,
    record_results,
    totals,
    verify,
    write_points,
)
from autograder.records.policy import ClassSettings
from autograder.records.roster import Student
from tests.gradebook_class import A1, enrol, result

Cells = dict[str, str]


@pytest.fixture
def file(book: Gradebook, tmp_path: Path) -> Path:
    """A file as it is written for three students who handed in the same bytes."""
    enrol(book, ["ann", "ben", "cat"])
    record_results(book, "host", A1, [result(one, work="same") for one in ("ann", "ben")])
    path = tmp_path / "points.csv"
    assert write_points(book, A1, path) == 2
    return path


def read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(path: Path, *points: str, **columns: tuple[str, ...]) -> Path:
    """Fill in the file as a spreadsheet does."""
    rows = read(path)
    for number, row in enumerate(rows):
        row["points"] = points[number] if number < len(points) else row["points"]
        row |= {name: given[number] for name, given in columns.items()}
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_points_entered_by_hand_survive_every_later_run(book: Gradebook, file: Path) -> None:
    fill(file, "1", "0.5")
    assert [str(one) for one in read_points(book, "tim", A1, file, dry_run=True)] == [
        "ann, w1: blank → 1 of 2",
        "ben, w1: blank → 0.5 of 2",
    ]
    assert marks(book, A1) == {}
    read_points(book, "tim", A1, file)
    # A late hand-in comes, a copy of ann's, and everybody's results are taken in again.
    everybody = [result(one, work="same") for one in ("ann", "ben", "cat")]
    record_results(book, "host", A1, everybody)
    newer = [result(one, work="same", version="2.0") for one in ("ann", "ben", "cat")]
    record_results(book, "host", A1, newer)
    found = totals(book, A1)
    assert [found[one].total for one in ("ann", "ben", "cat")] == [7, 6.5, 6]
    assert [found[one].pending for one in ("ann", "ben", "cat")] == [(), (), ("w1",)]
    assert verify(book).sound


def test_a_blank_cell_changes_nothing(book: Gradebook, file: Path) -> None:
    read_points(book, "tim", A1, fill(file, "1", ""))
    assert read_points(book, "tim", A1, fill(file, "", "")) == []
    assert totals(book, A1)["ann"].points["w1"] == 1


def test_a_file_read_twice_changes_nothing_the_second_time(book: Gradebook, file: Path) -> None:
    fill(file, "1", "2", comment=("=SUM(A1)", "fine"))
    assert len(read_points(book, "tim", A1, file)) == 2
    entries = verify(book).entries
    assert read_points(book, "tim", A1, file) == []
    assert verify(book).entries == entries


def test_a_file_written_again_holds_what_was_entered_and_guards_formulas(
    book: Gradebook, file: Path
) -> None:
    read_points(book, "tim", A1, fill(file, "1", "", comment=("=SUM(A1)", "")))
    write_points(book, A1, file)
    ann, ben = read(file)
    assert (ann["points"], ann["comment"], ann["revision"]) == ("1", "'=SUM(A1)", "1")
    assert (ben["points"], ben["revision"]) == ("", "0")
    assert read_points(book, "tim", A1, file) == []


def test_a_file_that_is_older_than_the_gradebook_is_refused(book: Gradebook, file: Path) -> None:
    attempt = totals(book, A1)["ann"].attempt or 0
    mark(book, "eve", Marking(attempt, "w1", points=2))
    with pytest.raises(Stale, match="revision 1 is there now, by eve"):
        read_points(book, "tim", A1, fill(file, "1", "1"))
    assert totals(book, A1)["ben"].points["w1"] is None, "all or nothing"


def test_clear_makes_a_question_unread_again(book: Gradebook, file: Path) -> None:
    read_points(book, "tim", A1, fill(file, "1", ""))
    write_points(book, A1, file)
    (change,) = read_points(book, "tim", A1, fill(file, "clear", "clear"))
    assert str(change) == "ann, w1: 1 → blank of 2"
    assert totals(book, A1)["ann"].pending == ("w1",)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("2.5", "line 2: 2.5 points are more than the 2 that are possible"),
        ("-1", "line 2: -1 points are fewer than none"),
        ("nan", "line 2: nan is not a number"),
        ("inf", "line 2: inf is not a number"),
        ("much", "line 2: 'much' is not a number of points"),
    ],
)
def test_a_row_out_of_bounds_refuses_the_whole_file(
    book: Gradebook, file: Path, points: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_points(book, "tim", A1, fill(file, points, "1"))
    assert said in str(refused.value)
    assert "nothing was entered" in str(refused.value)
    assert marks(book, A1) == {}


def test_every_row_that_matches_nothing_is_told(book: Gradebook, file: Path) -> None:
    text = "submission,question,student,points\nnone-s1,w1,,1\n,w1,zoe,1\n,w9,ann,1\n,w1,ann,1\n"
    file.write_text(text)
    with pytest.raises(Refused) as refused:
        read_points(book, "tim", A1, file)
    said = str(refused.value)
    assert "line 2: 'none-s1' has no question 'w1'" in said
    assert "line 3: 'zoe'" in said
    assert "line 4: 'ann' has no question 'w9'" in said
    assert "line 5" not in said
    assert marks(book, A1) == {}


def test_a_row_for_another_student_or_twice_is_refused(book: Gradebook, file: Path) -> None:
    with pytest.raises(Refused, match="is not of 'ben'"):
        read_points(book, "tim", A1, fill(file, "1", "1", student=("ben", "ben")))
    file.write_text("student,question,points\nann,w1,1\nann,w1,2\n")
    with pytest.raises(Refused, match="ann, w1 stands twice"):
        read_points(book, "tim", A1, file)


def test_a_list_made_by_hand_needs_student_question_and_points(book: Gradebook, file: Path) -> None:
    file.write_text("Student;Question;Points\nann;w1;1,5\n\nben;w1;\n")
    (change,) = read_points(book, "tim", A1, file)
    assert (change.student, change.after) == ("ann", 1.5)
    file.write_text("student,remark\nann,fine\n")
    with pytest.raises(Refused, match="no column 'question'"):
        read_points(book, "tim", A1, file)
    with pytest.raises(Refused, match="cannot be read"):
        read_points(book, "tim", A1, file.with_name("none.csv"))


def test_a_comment_alone_may_change_but_not_begin(book: Gradebook, file: Path) -> None:
    with pytest.raises(Refused, match="a comment without points"):
        read_points(book, "tim", A1, fill(file, "", "", comment=("well", "")))
    read_points(book, "tim", A1, fill(file, "1", "", comment=("", "")))
    write_points(book, A1, file)
    (change,) = read_points(book, "tim", A1, fill(file, "1", "", comment=("better", "")))
    assert (change.before, change.after, change.comment) == (1, 1, "better")


def test_names_can_be_left_out_and_other_questions_named(book: Gradebook, file: Path) -> None:
    assert write_points(book, A1, file, questions=["q1", "w1"], anonymous=True) == 4
    assert {row["student"] for row in read(file)} == {""}
    assert {row["question"] for row in read(file)} == {"q1", "w1"}
    read_points(book, "tim", A1, fill(file, "0", "1", "", ""))
    assert totals(book, A1)["ann"].points == {"q1": 0, "q2": 2, "Q1": 1, "w1": 1, "q9": 0}
    with pytest.raises(Refused, match="no question 'q7'"):
        write_points(book, A1, file, questions=["q7"])


def test_a_group_is_read_once_under_any_members_name(book: Gradebook, tmp_path: Path) -> None:
    team = [Student(one, group="Seven") for one in ("ada", "ben")]
    enrol(book, team, ClassSettings(group_assignments=(A1,)))
    record_results(book, "host", A1, [result("ben")])
    path = tmp_path / "points.csv"
    assert write_points(book, A1, path) == 1
    path.write_text("student,question,points\nada,w1,2\n")
    read_points(book, "tim", A1, path)
    assert [one.points["w1"] for one in totals(book, A1).values()] == [2, 2]
