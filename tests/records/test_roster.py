"""The roster of a class, as spreadsheets really save it."""

from pathlib import Path

import pytest

from autograder.records.course import find_course
from autograder.records.errors import ConfigError
from autograder.records.roster import Student, dump_roster, parse_roster, read_roster
from tests.tiny_course import write_course

TWO = "student_id,name,canvas_id,group\n0042,Ada Birch,12345,\n0043,Ben Okafor,12346,Team 7\n"


def test_ids_stay_text_and_zeros_stay() -> None:
    ada, ben = parse_roster(TWO, "roster.csv").students
    assert ada == Student("0042", "Ada Birch", canvas_id="12345")
    assert ben.group == "Team 7"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_separator_of_a_spreadsheet_is_read(separator: str, tmp_path: Path) -> None:
    text = "\ufeff" + TWO.replace(",", separator).replace("\n", "\r\n")
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert [one.student_id for one in read_roster(path).students] == ["0042", "0043"]


def test_a_roster_is_written_as_it_is_read() -> None:
    students = parse_roster(TWO, "roster.csv").students
    assert parse_roster(dump_roster(students), "again").students == students


def test_a_student_is_found_by_each_id_and_by_name() -> None:
    roster = parse_roster(
        'student_id,name,email,login\n1,"Birch, Ada",Ada@x.org,a-b_c@d\n2,Ada  BIRCH,,\n', "r"
    )
    assert [one.student_id for one in roster.named("ada birch")] == ["1", "2"]
    assert roster.find("email", "ada@X.ORG") == roster.get("1") == roster.find("login", "a-b_c@d")
    assert roster.find("email", "") is None
    assert roster.get("3") is None


def test_names_that_differ_in_case_alone_are_two_students() -> None:
    roster = parse_roster("student_id,login\nanna,anna\nAnna,Anna\n", "r")
    assert roster.find("login", "anna") == roster.students[0]


def test_the_platforms_test_student_is_skipped_and_said() -> None:
    roster = parse_roster('student_id,name\n1,Ada\n9,"Student, Test"\n', "roster.csv")
    assert len(roster) == 1
    assert roster.notes == ("roster.csv: line 3, the platform's test student, is skipped.",)


def test_groups_are_found_without_case() -> None:
    roster = parse_roster(TWO, "r")
    assert [one.student_id for one in roster.group("team  7")] == ["0043"]
    assert roster.group("") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column student_id"),
        ("name\nAda\n", "no column student_id"),
        ("student_id,cavas_id\n1,2\n", "unknown column 'cavas_id'; rename or remove it"),
        ("student_id,name,name\n1,2,3\n", "column 'name' stands twice"),
        ("student_id,name\n,Ada\n", "line 2 has no student_id"),
        ("student_id,name\n1,Birch, Ada\n", "line 2 has more cells"),
        ("student_id,name\n1,Ada\n1,Ben\n", "student_id '1' stands twice, for 'Ada' and 'Ben'"),
        ("student_id,email\n1,a@b\n2,A@B\n", "email 'A@B' stands twice, for '1' and '2'"),
    ],
)
def test_a_roster_that_cannot_be_meant_is_refused(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        parse_roster(text, "roster.csv")


def test_a_course_names_its_roster(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    assert len(course.roster()) == 0
    toml = tmp_path / "assignments/course.toml"
    toml.write_text('name = "C"\nassignments = ["tiny"]\nroster = "roster.csv"\n')
    course = find_course(tmp_path)
    with pytest.raises(ConfigError, match=r"roster\.csv does not exist; create it"):
        course.roster()
    (tmp_path / "assignments/roster.csv").write_bytes(b"student_id,name\n1,Z\xfcrn\n")
    with pytest.raises(ConfigError, match="is not UTF-8; save it as CSV UTF-8"):
        course.roster()
    (tmp_path / "assignments/roster.csv").write_text(TWO)
    assert len(course.roster()) == 2
