"""Each format written, then read back by a model of the program that reads it."""

import json

import pytest

from autograder.exporters import EXPORTERS, find_exporter
from autograder.exporters.canvas_importer import explain as canvas_reads
from autograder.exporters.form import Treatment
from autograder.exporters.sheet import free_text, number, read_sheet
from autograder.records.errors import ConfigError
from tests.exporters.small_class import BLACKBOARD, BRIGHTSPACE, CANVAS, MOODLE, grades, request


def exported(form: str, sheet: str | bytes | None = None, **options):
    exporter = find_exporter(form)
    asked = request(sheet, **options)
    made = exporter.write(asked)
    return made, exporter.explain(made.files[""], asked.sheet, asked)


FILLED = [
    ("canvas", CANVAS, "Lab 1", "Birch, Ada", "Okafor, Ben", "Sarkissian, Davit"),
    ("moodle", MOODLE, "grade", "Participant 71", "Participant 72", "Participant 74"),
    ("brightspace", BRIGHTSPACE, "Lab 1", "007", "008", "010"),
    (
        "blackboard",
        BLACKBOARD,
        "Lab 1 [Total Pts: 10 Score] |664617",
        "ada",
        "ben",
        "davit",
    ),
]


@pytest.mark.parametrize(("form", "sheet", "column", "ada", "ben", "davit"), FILLED)
def test_a_filled_sheet_sets_what_was_graded(form, sheet, column, ada, ben, davit) -> None:
    _, outcome = exported(form, sheet)
    assert float(outcome.grades[ada, column]) == 8.68
    assert outcome.grades[ben, column] == "0"


@pytest.mark.parametrize(("form", "sheet", "column", "ada", "ben", "davit"), FILLED)
def test_a_blank_never_overwrites(form, sheet, column, ada, ben, davit) -> None:
    _made, outcome = exported(form, sheet)
    assert float(outcome.grades[davit, column]) in (5.0, 6.5)
    assert not {Treatment.CLEARED, Treatment.COMMENT_CLEARED} & {
        f.verdict for f in outcome.findings
    }


@pytest.mark.parametrize(("form", "sheet", "column", "ada", "ben", "davit"), FILLED)
def test_every_other_cell_goes_back_as_it_came(form, sheet, column, ada, ben, davit) -> None:
    made, _ = exported(form, sheet)
    before, after = read_sheet(sheet.encode(), "a"), read_sheet(made.files[""], "b")
    assert (after.header, after.delimiter) == (before.header, before.delimiter)
    changed = {
        n
        for old, new in zip(before.rows, after.rows, strict=True)
        for n, (a, b) in enumerate(zip(old, new, strict=True))
        if a != b
    }
    graded = next(n for n, name in enumerate(before.header) if "Lab 1" in name or name == "Grade")
    comments = {n for n, name in enumerate(before.header) if name == "Feedback comments"}
    assert changed - comments == {graded}


@pytest.mark.parametrize("form", [e.name for e in EXPORTERS if not e.many])
def test_a_sheet_made_from_nothing_is_read_back(form: str) -> None:
    _, outcome = exported(form)
    values = {
        float(v)
        for (_, column), v in outcome.grades.items()
        if v not in ("EX", "")
        and column in ("Lab 1", "grade", "total", "score", "total_points_earned")
    }
    # Moodle skips what is above the maximum.
    assert values >= ({0.0} if form == "moodle" else {0.0, 10.5})
    assert values & {8.68, 8.675}
    assert Treatment.REFUSED not in {finding.verdict for finding in outcome.findings}


def test_canvas_excuses_and_leaves_out_who_has_no_grade() -> None:
    made, outcome = exported("canvas")
    assert outcome.grades["Aydın, Elif", "Lab 1"] == "EX"
    assert b"Sarkissian" not in made.files[""]


def test_canvas_finds_its_own_test_student_and_strangers_untouched() -> None:
    made, _ = exported("canvas", CANVAS)
    assert made.left == ("Novak, Nora",)
    assert made.files[""].decode().endswith('"Student, Test",999,,abcdef,A,,,0,0\n')


def test_identity_columns_are_never_guarded() -> None:
    made, _outcome = exported("canvas")
    assert b",=chloe," in made.files[""]
    made, _ = exported("csv")
    row = next(line for line in made.files[""].decode().splitlines() if line.startswith("chloe,"))
    assert ",=chloe," in row


def test_free_text_is_guarded() -> None:
    made, _ = exported("moodle", MOODLE)
    assert b"'=Well done" in made.files[""]
    assert [free_text(t) for t in ("+1", "-", "@x", "\ta", "fine")] == [
        *("'+1", "'-", "'@x", "'\ta", "fine")
    ]


def test_leading_zeros_of_ids_stay() -> None:
    assert b"#007,#ada,8.68,#" in exported("brightspace")[0].files[""]
    assert b",007," in exported("csv")[0].files[""]


def test_a_title_that_canvas_drops_is_refused_with_and_without_a_sheet() -> None:
    for title in ("Final Score of lab", "Override Status", "My Current Points"):
        with pytest.raises(ConfigError, match="drops a column"):
            exported("canvas", column=title)
    sheet = CANVAS.replace("Lab 2 (4712)", "The Final Grade (4712)")
    with pytest.raises(ConfigError, match="drops a column"):
        exported("canvas", sheet, column="The Final Grade")


def test_a_title_with_final_alone_is_fine_for_canvas() -> None:
    _, outcome = exported("canvas", column="Final Project Score")
    assert ("Birch, Ada", "Final Project Score") in outcome.grades


def test_decimal_comma_and_semicolon_follow_the_sheet() -> None:
    sheet = CANVAS.replace("6.5", '"6,5"').replace(",Manual Posting", ",")
    german = read_sheet(sheet.encode(), "x")
    text = "\n".join(
        ";".join(f'"{c}"' if "," in c and not c[0].isdigit() else c for c in row)
        for row in german.rows
    )
    made, outcome = exported("canvas", text + "\n")
    assert b";8,68;" in made.files[""]
    assert outcome.grades["Birch, Ada", "Lab 1"] == "8.68"


def test_two_students_of_one_name_stay_two() -> None:
    sheet = CANVAS.replace("Novak, Nora", "Birch, Ada")
    alone = grades({"canvas_id": "", "sis_id": "", "login": "", "student_id": "", "email": ""})
    made, _ = exported("canvas", sheet, grades=alone)
    assert "ada" in made.unmatched


def test_a_name_never_overrules_an_id() -> None:
    other = grades({"canvas_id": "555", "sis_id": "", "login": "", "student_id": "", "email": ""})
    made, _ = exported("canvas", CANVAS, grades=other)
    assert made.unmatched == ("ada",)


def test_a_column_is_chosen_by_title_or_by_id_and_never_guessed() -> None:
    _, outcome = exported("canvas", CANVAS, column="Lab 2 (4712)")
    assert outcome.grades["Birch, Ada", "Lab 2"] == "8.68"
    with pytest.raises(ConfigError, match=r"no column 'Lab 3'; it has 'Lab 1 \(4711\)'"):
        exported("canvas", CANVAS, column="Lab 3")
    twice = CANVAS.replace("Lab 2 (4712)", "Lab 1 (4712)")
    with pytest.raises(ConfigError, match="several columns"):
        exported("canvas", twice)


def test_who_is_not_assigned_keeps_not_assigned() -> None:
    sheet = CANVAS.replace("A,,15", "A,N/A,15")
    made, _ = exported("canvas", sheet)
    assert "101,S007,ada,A,N/A,15" in made.files[""].decode()


def test_moodle_is_filled_in_any_language() -> None:
    german = MOODLE.replace(MOODLE.splitlines()[0], ",".join("abcdefghijk"))
    _made, outcome = exported("moodle", german)
    assert outcome.grades["Participant 71", "grade"] == "8.68"
    assert "'=Well done" in outcome.comments["Participant 71"]


def test_moodle_without_participant_numbers_asks_for_the_worksheet() -> None:
    nobody = grades(*[{"moodle_participant": ""}] * 5)
    with pytest.raises(ConfigError, match="download the worksheet"):
        exported("moodle", grades=nobody)


def test_moodle_reads_no_word_for_excused_as_zero() -> None:
    _, outcome = exported("moodle", MOODLE)
    assert ("Participant 75", "grade") not in outcome.grades


def test_utf_16_sheets_of_blackboard_go_back_as_utf_16() -> None:
    sheet = b"\xff\xfe" + BLACKBOARD.encode("utf-16-le")
    made, outcome = exported("blackboard", sheet)
    assert made.files[""].startswith(b"\xff\xfe")
    assert outcome.grades["ada", "Lab 1 [Total Pts: 10 Score] |664617"] == "8.68"


def test_nbgraders_columns_survive_a_comma_in_a_name() -> None:
    made, outcome = exported("nbgrader", grades=grades({"name": "Birch, Jr., Ada"}))
    assert b'"' in made.files[""]
    assert Treatment.MISREAD not in {finding.verdict for finding in outcome.findings}


def test_nbgraders_time_stamp_is_universal_time_without_a_zone() -> None:
    made, _ = exported("nbgrader", grades=grades({"handed_in": "2026-11-27T23:59:00+01:00"}))
    assert b"lab1,,2026-11-27 22:59:00,007," in made.files[""]


def test_otters_questions_are_sorted_as_text_and_faults_keep_their_reason() -> None:
    made, _outcome = exported("otter")
    rows = read_sheet(made.files[""], "x").rows
    assert rows[0][:4] == ("file", "q10", "q2", "w1")
    assert rows[1] == ("points-per-question", "5", "4", "1", "10", "1", "--")
    assert rows[-2][0] == "davit"
    assert rows[-2][-1].startswith("Not graded")


def test_json_is_the_record_itself() -> None:
    made, _ = exported("json")
    assert json.loads(made.files[""])["schema_version"] == 2


def test_halves_round_up_and_numbers_are_short() -> None:
    assert [number(v) for v in (8.675, 2.5, 0.005, 10.0, -0.001)] == [
        *("8.68", "2.5", "0.01", "10", "0")
    ]
    assert number(7.5, comma=True) == "7,5"


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="canvas, moodle"):
        find_exporter("excel")


def test_what_is_no_table_is_refused() -> None:
    for data, told in ((b"\xff\xfa\x00", "UTF-8"), (b"   ", "no table"), (b"a\0b", "no table")):
        with pytest.raises(ConfigError, match=told):
            read_sheet(data, "x.csv")


def test_a_canvas_sheet_made_from_nothing_finds_its_column_by_the_exact_title() -> None:
    made, _ = exported("canvas")
    read = canvas_reads(made.files[""], request(CANVAS).sheet, request())
    assert Treatment.COLUMN_MATCHED in {finding.verdict for finding in read.findings}
    assert Treatment.COLUMN_NEW not in {finding.verdict for finding in read.findings}
