"""Whose work is whose: every platform's download, with and without a roster."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.intake.choose import Wanted
from autograder.intake.formats import FORMATS
from autograder.intake.submission import take_in
from autograder.intake.survey import Survey, describe, survey
from autograder.records.errors import IntakeError
from autograder.records.policy import ClassSettings
from autograder.records.roster import Roster, parse_roster
from tests.intake import shapes
from tests.intake.shapes import ASSIGNMENT, packed, write

WANTED = Wanted(ASSIGNMENT, ("q1",), (), ("model.pt",))
ROSTER = parse_roster(
    "student_id,name,email,canvas_id,login,moodle_participant,group\n"
    "0042,Ada Birch,ada@example.org,12345,a-b_c@d,3100,\n"
    "0043,Ben Okafor,ben@example.org,22345,okafor,3101,\n"
    "0044,Zoë Müller,zoe@example.org,32345,zoe,3102,\n"
    "0045,No,,42345,,3103,Team 7\n"
    '0046,"Smith, Mary-Ann",,52345,,,Team 7\n',
    "roster.csv",
)


def look(folder: Path, shape: dict[str, bytes], **more: Any) -> Survey:
    return survey(write(folder, shape), ASSIGNMENT, **more)


def graded(found: Survey) -> dict[str, str]:
    """What of each row is graded: its cell, or why nothing is."""
    cells = {}
    for row in found.found:
        try:
            cells[row.student] = take_in(row, WANTED).cells[0].source
        except IntakeError as error:
            cells[row.student] = str(error)
    return cells


def test_canvas_gives_one_row_a_person_and_its_newest_file(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.CANVAS)
    assert describe(found) == (
        "Taken for a bulk download from Canvas: 9 of 9 names are of its kind."
    )
    rows = {row.student: row for row in found.found}
    cells = graded(found)
    assert cells["birchada"] == cells["okaforben"] == cells["müllerzoë"] == "done"
    assert rows["birchada"].late is True
    assert rows["okaforben"].late is False
    assert rows["birchada"].who is not None
    assert rows["birchada"].who.canvas_id == "12345"
    assert [(one.file, one.graded) for one in rows["birchada"].attempts] == [
        ("birchada_12345_678900_a1.ipynb", False),
        ("birchada_LATE_12345_678910_a1-1.ipynb", True),
    ]
    assert "2 attempts" in rows["birchada"].notes[0]
    assert ("studenttest_99999_678915_a1.ipynb", "the platform's test student") in found.passed
    assert "text.html is a web page, not a notebook" in cells["limay"]
    assert rows["limay"].notes == ("Online text: “I have no file”",)


def test_several_files_of_one_canvas_submission_belong_together(tmp_path: Path) -> None:
    rows = {row.student: row for row in look(tmp_path, shapes.CANVAS).found}
    assert take_in(rows["müllerzoë"], WANTED).files == {"model.pt": b"weights"}
    assert rows["müllerzoë"].attempts == ()


def test_the_first_pair_whose_user_is_on_the_roster_counts(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.CANVAS, roster=ROSTER)
    assert [row.student for row in found.found] == [
        "0042",
        "0043",
        "0044",
        "Team 7",
        "limay",
    ]
    assert [one.student_id for one in found.found[3].members] == ["0045", "0046"]
    assert found.unmatched == ("limay",)
    assert found.missing == ()
    without = {row.student for row in look(tmp_path, shapes.CANVAS).found}
    assert "team" in without


def test_work_of_a_group_is_one_row_with_its_members(tmp_path: Path) -> None:
    settings = ClassSettings(group_assignments=(ASSIGNMENT,))
    shape = {"team_7_42345_678914_a1.ipynb": shapes.DONE, "okaforben_22345_1_a1.ipynb": shapes.DONE}
    found = look(tmp_path, shape, roster=ROSTER, settings=settings)
    team, ben = {row.student: row for row in found.found}["Team 7"], found.found[0]
    assert [one.student_id for one in team.members] == ["0045", "0046"]
    assert (ben.student, ben.members) == ("0043", ())


def test_anonymous_files_of_canvas_are_told_apart_by_their_number(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.CANVAS_ANONYMOUS)
    assert [(row.student, row.late) for row in found.found] == [
        ("anon_12345", False),
        ("anon_22345", True),
    ]
    known = look(tmp_path, shapes.CANVAS_ANONYMOUS, roster=ROSTER)
    assert [row.student for row in known.found] == ["0042", "0043"]


def test_moodle_reads_both_forms_of_folders_and_keeps_online_text(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.MOODLE)
    cells = graded(found)
    assert (cells["Ada Birch"], cells["Ben Okafor"]) == ("done", "done")
    assert "holds no notebook" in cells["Zoë Müller"] or "not a notebook" in cells["Zoë Müller"]
    ben = {row.student: row for row in found.found}["Ben Okafor"]
    assert ben.notes == ('Online text: “late, "so"”',)
    assert ben.who is not None
    assert ben.who.moodle_participant == "3101"


def test_moodle_flat_files_of_one_student_belong_together(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.MOODLE_FLAT)
    assert [row.student for row in found.found] == ["Ada Birch", "Ben Okafor"]
    assert take_in(found.found[0], WANTED).files == {"model.pt": b"weights"}


def test_blind_moodle_folders_are_matched_by_number_and_others_by_name(tmp_path: Path) -> None:
    blind = look(tmp_path / "blind", shapes.MOODLE_BLIND)
    assert [row.student for row in blind.found] == ["Participant_3100", "Participant_3101"]
    known = look(tmp_path / "blind", shapes.MOODLE_BLIND, roster=ROSTER)
    assert [row.student for row in known.found] == ["0042", "0043"]
    # The number is the assignment's: with another's roster it must not win over the name.
    shape = {"Ben Okafor_3100_assignsubmission_file/a1.ipynb": shapes.DONE}
    assert look(tmp_path / "named", shape, roster=ROSTER).found[0].student == "0043"
    shape = {"Ben Stranger_3100_assignsubmission_file/a1.ipynb": shapes.DONE}
    assert look(tmp_path / "other", shape, roster=ROSTER).unmatched == ("Ben Stranger",)


def test_moodle_teams_and_the_default_group_are_rows(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.MOODLE_TEAMS, roster=ROSTER)
    rows = {row.student: row for row in found.found}
    assert [one.student_id for one in rows["Team 7"].members] == ["0045", "0046"]
    assert graded(found) == {"Team 7": "done", "Default group": "done"}


def test_two_students_of_one_name_in_moodle_stay_two(tmp_path: Path) -> None:
    shape = {f"Ada Birch_{n}_assignsubmission_file/a1.ipynb": shapes.DONE for n in (1, 2)}
    assert [row.student for row in look(tmp_path, shape).found] == [
        "Ada Birch (1)",
        "Ada Birch (2)",
    ]


def test_gradescope_takes_submitters_from_its_list(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.GRADESCOPE)
    rows = {row.student: row for row in found.found}
    assert sorted(rows) == ["Ada Birch", "Ben Okafor + 0044", "No", "submission_114"]
    ada = rows["Ada Birch"]
    assert ada.who is not None
    assert (ada.who.student_id, ada.who.email) == ("0042", "ada@example.org")
    assert ada.handed_in == datetime(2026, 10, 12, 17, 58, tzinfo=UTC)
    assert rows["No"].who is not None
    assert (rows["No"].who.name, rows["No"].who.student_id) == ("No", "0045")
    group = rows["Ben Okafor + 0044"]
    assert [one.name for one in group.members] == ["Ben Okafor", "Zoë Müller"]
    assert group.handed_in is not None
    assert group.handed_in.tzinfo is UTC
    assert "not in the list of submitters" in rows["submission_114"].notes[0]
    assert ("submission_metadata.yml", "Gradescope's list of the submitters") in found.passed


def test_gradescope_matches_the_roster_by_id_and_by_email(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.GRADESCOPE, roster=ROSTER)
    assert [row.student for row in found.found] == [
        "0042",
        "0043 + 0044",
        "0045",
        "submission_114",
    ]
    assert found.unmatched == ("submission_114",)


@pytest.mark.parametrize("text", [b"", b"- 1\n", b"a: [", b"submission_111: 3\n", b"\xff\xfe"])
def test_a_damaged_list_of_submitters_loses_nobody(tmp_path: Path, text: bytes) -> None:
    found = look(tmp_path, {**shapes.GRADESCOPE, "submission_metadata.yml": text})
    assert len(found.found) == 4


def test_otters_zips_are_attempts_in_the_order_of_their_stamps(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.OTTER)
    assert found.format.name == "otter"
    assert sorted(graded(found)) == [
        "a1_2026_10_12T18_00_00_250000",
        "a1_2026_10_12T19_00_00_250000 (1)",
        "dan_2026_10_12T18_00_00_250000.zip",
        "dan_2026_10_13T18_00_00_250000.zip",
    ]
    roster = parse_roster("student_id,name\n7,Dan\n", "r")
    known = look(tmp_path, shapes.OTTER, roster=roster)
    assert graded(known)["7"] == "done"
    assert [one.graded for one in known.found[0].attempts] == [False, True]


def test_the_name_of_a_notebook_in_otters_zips_is_nobody(tmp_path: Path) -> None:
    shape = {f"homework_2026_10_{day}T18_00_00_250000.zip": shapes.STAMPED for day in (10, 11, 12)}
    assert len(look(tmp_path, shape).found) == 3


def test_two_people_never_become_one_through_a_number_or_a_name(tmp_path: Path) -> None:
    dated = {"ada_2026_11_a1.ipynb": shapes.DONE, "bob_2026_11_a1.ipynb": shapes.DONE}
    assert [row.student for row in look(tmp_path / "1", dated).found] == [
        "ada_2026_11_a1",
        "bob_2026_11_a1",
    ]
    one_user = {"ada_2026_11_a1.ipynb": shapes.DONE, "bob_2026_12_a1.ipynb": shapes.DONE}
    assert [row.student for row in look(tmp_path / "2", one_user).found] == ["ada", "bob"]
    namesakes = {f"Ada Birch_{n}_assignsubmission_file/a1.ipynb": shapes.DONE for n in (1, 2)}
    known = look(tmp_path / "3", namesakes, roster=ROSTER)
    assert sorted(row.student for row in known.found) == ["0042", "Ada Birch"]
    assert known.unmatched == ("Ada Birch",)
    listed = b"submission_1: {submitters: [{name: Jo}]}\nsubmission_2: {submitters: [{name: Jo}]}"
    shape = {f"submission_{n}/a1.ipynb": shapes.DONE for n in (1, 2)}
    shape["submission_metadata.yml"] = listed
    assert len(look(tmp_path / "4", shape).found) == 2


def test_nbgraders_tree_gives_the_assignment_of_each_student(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.NBGRADER)
    cells = graded(found)
    assert (cells["ada"], cells["ben"], cells["loose"]) == ("done", "done", "done")
    assert cells["cid"] == "cid handed in nothing for a1; there is: ps2."
    rows = {row.student: row for row in found.found}
    assert rows["ada"].handed_in == datetime(2026, 10, 12, 17, 58, 23, 948203, tzinfo=UTC)
    assert rows["ben"].handed_in == datetime(2026, 10, 12, 18, 10, tzinfo=UTC)
    assert {name for name, _ in found.passed} == {"source", "gradebook.db"}
    inner = survey(tmp_path / "submitted", ASSIGNMENT)
    assert graded(inner)["cid"] == cells["cid"]


def test_the_exchange_of_a_hub_gives_attempts_of_one_assignment(tmp_path: Path) -> None:
    found = look(tmp_path, {f"{name}/a1.ipynb": data for name, data in shapes.EXCHANGE.items()})
    assert graded(found) == {"ada": "done", "b+en@x.org": "done"}
    assert found.passed == (("ada+ps2+2026-10-12 17:00:00.000000 UTC+x3", "of assignment 'ps2'"),)
    rows = {row.student: row for row in found.found}
    assert len(rows["ada"].attempts) == 2


def test_blackboards_receipts_tell_names_and_are_no_work(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.blackboard(), roster=ROSTER)
    cells = graded(found)
    assert cells["0042"] == cells["0043"] == cells["0044"] == "done"
    assert cells["No File"] == "nofile handed in no file; ask for the notebook."
    rows = {row.student: row for row in found.found}
    assert len(rows["0042"].attempts) == 2
    assert "Comment with the hand-in: “sorry, again”" in rows["0042"].notes
    assert "Blackboard's receipt of this attempt is missing." in rows["0044"].notes
    without = look(tmp_path, shapes.blackboard())
    assert {row.student for row in without.found} == {"Ada Birch", "Ben Okafor", "zoe", "No File"}


def test_brightspace_cuts_the_date_from_the_right(tmp_path: Path) -> None:
    found = look(tmp_path, shapes.BRIGHTSPACE)
    assert [row.student for row in found.found] == [
        "397063-2557369 - Mary-Ann Smith - Oct 1, 2026 1026 AM",
        "397065-2557369 - Mary-Ann Smith - Sep 25, 2026 926 PM",
        "Jo - Ann",
    ]
    first = found.found[0]
    assert len(first.attempts) == 2
    assert first.handed_in == datetime(2026, 10, 1, 10, 26, tzinfo=UTC)
    assert found.found[2].handed_in == datetime(2026, 9, 24, 0, 5, tzinfo=UTC)
    known = look(tmp_path, shapes.BRIGHTSPACE, roster=ROSTER)
    assert [row.student for row in known.found] == ["0046", "Jo - Ann"]
    assert len(known.found[0].attempts) == 3


def test_of_a_plain_folder_nothing_vanishes(tmp_path: Path) -> None:
    shape = {
        "seen.ipynb": shapes.DONE,
        "chrome.ipynb.json": shapes.DONE,
        "safari.ipynb.txt": shapes.DONE,
        "exported.html": b"<!DOCTYPE html>",
        "script.py": b"import numpy as np\n",
        "printed.pdf": b"%PDF-1.4\n",
        "packed.7z": b"7z\xbc\xaf\x27\x1c",
        "other.tar.gz": b"\x1f\x8b\x08",
        "submission_metadata.yml": b"--- {}\n",
        "roster.csv": b"",
        ".DS_Store": b"",
        ".dotted/a1.ipynb": shapes.DONE,
        "both.ipynb": shapes.DONE,
        "both.pdf": b"%PDF-1.4\n",
    }
    (tmp_path / "empty").mkdir()
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "seen.ipynb")
    found = look(tmp_path, shape)
    cells = graded(found)
    assert {key for key, cell in cells.items() if cell == "done"} == {
        "seen",
        "chrome",
        "safari",
        ".dotted",
        "both",
    }
    assert set(cells) == {
        *("seen", "chrome", "safari", "exported", "script", "printed", "packed", "other"),
        *(".dotted", "both", "empty", "link"),
    }
    assert cells["printed"].startswith("printed.pdf is a PDF")
    assert "holds no notebook" in cells["empty"]
    assert "link.ipynb is a link" in cells["link"]
    assert [name for name, _ in found.passed] == ["roster.csv", "submission_metadata.yml"]
    assert found.litter == (".DS_Store",)


SHAPES = {
    "canvas": shapes.CANVAS,
    "moodle": shapes.MOODLE,
    "gradescope": shapes.GRADESCOPE,
    "blackboard": shapes.blackboard(),
    "brightspace": shapes.BRIGHTSPACE,
    "exchange": {f"{name}/a1.ipynb": data for name, data in shapes.EXCHANGE.items()},
    "nbgrader": shapes.NBGRADER,
    "otter": shapes.OTTER,
    "plain": {"ada.ipynb": shapes.DONE, "ben/a1.ipynb": shapes.DONE},
}


def test_every_format_has_a_shape() -> None:
    assert set(SHAPES) == {form.name for form in FORMATS}


@pytest.mark.parametrize("name", SHAPES)
def test_a_format_is_found_out_in_a_folder_a_zip_and_a_folder_in_a_zip(
    tmp_path: Path, name: str
) -> None:
    folder = look(tmp_path / "class", SHAPES[name])
    assert folder.format.name == name
    for number, prefix in enumerate(("", "all of it/")):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(packed({prefix + key: data for key, data in SHAPES[name].items()}))
        zipped = survey(path, ASSIGNMENT, format="otter" if name == "otter" else None)
        if name != "plain":
            assert zipped.format.name == name
        assert graded(zipped).keys() >= {row.student for row in folder.found} - {"all of it"}
        if not prefix or name != "plain":
            assert graded(zipped) == graded(folder)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SHAPES)
def test_a_wrong_format_never_loses_a_file(tmp_path: Path, name: str, shape: str) -> None:
    members = SHAPES[shape]
    found = look(tmp_path, members, format=name)
    assert found.format.name == name
    assert {entry.name for entry in tmp_path.iterdir()} <= {entry for entry, _ in found.accounts}


def test_a_class_zip_alone_in_a_folder_is_the_class(tmp_path: Path) -> None:
    (tmp_path / "submissions.zip").write_bytes(packed(shapes.CANVAS))
    assert survey(tmp_path, ASSIGNMENT).format.name == "canvas"


def test_one_hand_in_is_a_class_of_one(tmp_path: Path) -> None:
    zips = {
        "ada.zip": {"a1.ipynb": shapes.DONE, "scratch.ipynb": shapes.DONE},
        "ben.zip": {"hw/a1.ipynb": shapes.DONE, "hw/old/a1.ipynb": shapes.DONE},
        "cid.zip": {"a1_2026_10_12T18_00_00_250000.zip": shapes.STAMPED},
        "dan_2026_10_12T18_00_00_250000.zip": {"x.ipynb": shapes.DONE, "y.ipynb": shapes.DONE},
    }
    for name, members in zips.items():
        (tmp_path / name).write_bytes(packed(members))
        found = survey(tmp_path / name, ASSIGNMENT)
        assert [row.student for row in found.found] == [name.split(".")[0].split("_")[0]]


def test_an_unknown_format_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"no format 'cavnas'; the formats are: canvas, moodle"):
        look(tmp_path, shapes.CANVAS, format="cavnas")


def test_a_roster_without_ids_matches_by_name(tmp_path: Path) -> None:
    roster = parse_roster('student_id,name\n1,"Birch, Ada"\n2,Ben Okafor\n3,Zoë Müller\n', "r")
    found = look(tmp_path, shapes.CANVAS, roster=roster)
    assert {row.student for row in found.found} >= {"1", "2", "3"}


def test_a_test_student_has_no_row(tmp_path: Path) -> None:
    shape = {"Student, Test_1_assignsubmission_file/a1.ipynb": shapes.DONE} | shapes.MOODLE
    assert "Student, Test" not in {row.student for row in look(tmp_path, shape).found}


def test_an_empty_roster_matches_nobody(tmp_path: Path) -> None:
    found = look(tmp_path, {"ada.ipynb": shapes.DONE}, roster=Roster())
    assert (found.unmatched, found.missing) == ((), ())
