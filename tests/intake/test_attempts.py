"""Which attempt is graded, what counts as late, and one row a person in every case."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.intake.survey import Survey, survey
from autograder.records.policy import Caps, ClassSettings, Extension, LatePolicy
from autograder.records.roster import parse_roster
from tests.intake import shapes
from tests.intake.shapes import ASSIGNMENT, write

DUE = datetime(2026, 10, 12, 18, 0, tzinfo=UTC)
ROSTER = parse_roster(
    "student_id,name,canvas_id,group\nada,Ada,1,G\nben,Ben,2,G\ncid,Cid,3,\n", "r"
)


def attempts(tmp_path: Path, *hours: float, **settings: Any) -> Survey:
    """Attempts of Ada so many hours after the due date, in a hub's exchange."""
    for hour in hours:
        time = (DUE + timedelta(hours=hour)).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        write(tmp_path, {f"ada+a1+{time}+x/a1.ipynb": shapes.DONE})
    return survey(tmp_path, ASSIGNMENT, roster=ROSTER, settings=ClassSettings(**settings))


def picked(found: Survey) -> tuple[float, bool | None]:
    (row,) = found.found
    assert row.handed_in is not None
    return (row.handed_in - DUE).total_seconds() / 3600, row.late


def test_the_newest_on_time_is_graded_where_the_course_names_a_date(tmp_path: Path) -> None:
    found = attempts(tmp_path, -3, -1, 2, due={"a1": DUE})
    assert picked(found) == (-1, False)
    (row,) = found.found
    assert [(one.late, one.graded) for one in row.attempts] == [
        (False, False),
        (False, True),
        (True, False),
    ]
    assert "the newest that counts" in row.notes[0]


def test_the_newest_of_all_is_graded_where_all_are_late(tmp_path: Path) -> None:
    found = attempts(tmp_path, 1, 2, due={"a1": DUE})
    assert picked(found) == (2, True)
    assert "Late: handed in 2 h after the due date." in found.found[0].notes


def test_the_newest_is_graded_where_lateness_costs_nothing(tmp_path: Path) -> None:
    assert picked(attempts(tmp_path, -3, 2)) == (2, None)


def test_the_grace_is_on_time(tmp_path: Path) -> None:
    late = LatePolicy(grace_minutes=30, per_day=0.1)
    assert picked(attempts(tmp_path, 0.5, due={"a1": DUE}, late=late)) == (0.5, False)
    assert picked(attempts(tmp_path / "b", 0.6, due={"a1": DUE}, late=late)) == (0.6, True)


def test_an_extension_moves_the_date_of_its_student_alone(tmp_path: Path) -> None:
    longer = (Extension(student="ada", assignment="a1", days=1),)
    assert picked(attempts(tmp_path, -1, 2, due={"a1": DUE}, extensions=longer)) == (2, False)
    other = (Extension(student="ben", days=1),)
    assert picked(attempts(tmp_path, due={"a1": DUE}, extensions=other)) == (-1, False)


def test_attempts_above_the_cap_are_kept_and_not_graded(tmp_path: Path) -> None:
    found = attempts(tmp_path, -30, -5, -4, -3, due={"a1": DUE}, attempts=Caps(per_day=2))
    assert picked(found) == (-4, False)
    (row,) = found.found
    assert len(row.attempts) == 4
    assert any(
        note.startswith("Above the cap on attempts: ada+a1+2026-10-12") for note in row.notes
    )


def test_canvas_flags_decide_where_a_late_policy_costs_something(tmp_path: Path) -> None:
    shape = {"ada_1_10_a1.ipynb": shapes.BLANK, "ada_LATE_1_11_a1-1.ipynb": shapes.DONE}
    write(tmp_path, shape)
    free = survey(tmp_path, ASSIGNMENT).found[0]
    assert (free.late, free.file) == (True, "ada_LATE_1_11_a1-1.ipynb")
    costly = ClassSettings(late=LatePolicy(per_day=0.1))
    assert survey(tmp_path, ASSIGNMENT, settings=costly).found[0].file == "ada_1_10_a1.ipynb"


def test_the_word_of_the_platform_is_told_beside_an_extension(tmp_path: Path) -> None:
    write(tmp_path, {"ada_LATE_1_11_a1.ipynb": shapes.DONE})
    longer = (Extension(student="ada", days=2),)
    settings = ClassSettings(due={"a1": DUE}, extensions=longer)
    row = survey(tmp_path, ASSIGNMENT, roster=ROSTER, settings=settings).found[0]
    assert row.late is True
    assert "the extension to 2026-10-14 18:00" in row.notes[-1]


def test_a_group_has_the_longest_extension_of_its_members(tmp_path: Path) -> None:
    longer = (Extension(student="ben", days=1),)
    found = attempts(tmp_path, 3, due={"a1": DUE}, extensions=longer, group_assignments=("a1",))
    assert picked(found) == (3, False)
    assert [one.student_id for one in found.found[0].members] == ["ada", "ben"]
    assert [one.student_id for one in found.missing] == ["cid"]


def test_several_entries_of_one_student_without_times_are_read_as_one(tmp_path: Path) -> None:
    write(tmp_path, {"ada.ipynb": shapes.DONE, "Ada/a1.ipynb": shapes.DONE, "ben.ipynb": b"{}"})
    found = survey(tmp_path, ASSIGNMENT, roster=ROSTER)
    assert [row.student for row in found.found] == ["ada", "ben"]
    assert "2 entries are of one student (Ada, ada.ipynb)" in found.found[0].notes[0]


def test_a_person_of_two_groups_has_one_row_the_newest(tmp_path: Path) -> None:
    metadata = b"""
submission_1:
  :submitters:
  - :sid: ada
  - :sid: ben
  :created_at: 2026-10-12 10:00:00
submission_2:
  :submitters:
  - :sid: ben
  :created_at: 2026-10-12 11:00:00
submission_3:
  :submitters:
  - :sid: cid
  :created_at: 2026-10-12 10:00:00
submission_4:
  :submitters:
  - :sid: cid
  - :sid: dan
  :created_at: 2026-10-12 12:00:00
"""
    shape = {f"submission_{n}/a1.ipynb": shapes.DONE for n in range(1, 5)}
    found = survey(write(tmp_path, {**shape, "submission_metadata.yml": metadata}), ASSIGNMENT)
    people = {row.student: [one.student_id for one in row.members] for row in found.found}
    assert people == {"ada + ben": ["ada"], "ben": [], "cid + dan": ["cid", "dan"]}
    last = next(row for row in found.found if row.student == "cid + dan")
    assert [(one.file, one.graded) for one in last.attempts] == [
        ("submission_3", False),
        ("submission_4", True),
    ]
