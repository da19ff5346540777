"""What each platform does with a file: one small file a rule, with every verdict that it gets.

The rules are the importers' own. A verdict on a row names the row, one on a column the column.
"""

from dataclasses import dataclass

import pytest

from autograder.exporters import find_exporter
from autograder.exporters.form import Verdict
from autograder.exporters.sheet import read_sheet
from tests.exporters.small_class import request

V = Verdict
HELD = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (4711),Lab 2 (4712),Current Score
    Points Possible,,,,,10,20,(read only)
"Birch, Ada",101,S007,ada,A,5,,75
"Okafor, Ben",102,S008,ben.1.2,A,,N/A,0
"Novak, Nora",103,2024.001.7,nora,A,EX,7.46,0
"""
TOP = "Student,ID,SIS User ID,SIS Login ID,Section,"
ADA = '"Birch, Ada",101,S007,ada,A,'
SHEET = """\
Identifier,Full name,Status,Grade,Maximum Grade,Grade can be changed,\
Last modified (submission),Last modified (grade),Feedback comments
Participant 71,Ada Birch,Submitted,5.00,10.00,Yes,-,"Monday, 2 November 2026, 10:00 AM",Fine
Participant 72,Ben Okafor,Submitted,,10.00,Yes,-,-,
Participant 73,Nora Novak,Submitted,,10.00,No,-,-,
"""
MOODLE_TOP = SHEET.splitlines()[0] + "\n"
BEN = "Participant 72,Ben Okafor,Submitted,{},10.00,Yes,-,-,{}\n"
OLD = 'Participant 71,Ada Birch,Submitted,{},10.00,Yes,-,"{}",{}\n'
NOW = "Monday, 2 November 2026, 10:00 AM"
ITEMS = """\
OrgDefinedId,Username,Lab 1 Points Grade <Numeric MaxPoints:10>,End-of-Line Indicator
#007,#ada,5,#
#008,#ben,,#
"""
D2L = "OrgDefinedId,Username,Lab 1 Points Grade,End-of-Line Indicator\n"
CENTRE = '"Username"\t"Lab 1 [Total Pts: 10 Score] |664617"\n"ada"\t"5"\n"ben"\t"Needs Grading"\n'
BB = '"Username"\t"Lab 1 [Total Pts: 10 Score] |664617"\n'
PEOPLE = "ID number,Email address\n007,ada@uni.example\n008,ben@uni.example\n"


@dataclass(frozen=True)
class Case:
    """A file, what the platform exported before, and all that it will do, in order."""

    name: str
    form: str
    file: str
    expected: tuple[tuple[Verdict, str], ...]
    held: str | None = None
    comma: bool | None = None


def canvas(name: str, file: str, *expected: tuple[Verdict, str], held: str | None = HELD) -> Case:
    return Case(name, "canvas", file, expected, held)


def one(name: str, cell: str, verdict: Verdict | None) -> Case:
    """Canvas: one cell of the column Lab 1 for Ada, who has 5."""
    found = ((V.COLUMN_MATCHED, "Lab 1 (4711)"),)
    found += () if verdict is None else ((verdict, "Birch, Ada, Lab 1 (4711)"),)
    return canvas(name, f"{TOP}Lab 1 (4711)\n{ADA}{cell}\n", *found)


def moodle(name: str, rows: str, *expected: tuple[Verdict, str], comma: bool = False) -> Case:
    return Case(name, "moodle", MOODLE_TOP + rows, expected, SHEET, comma)


def d2l(name: str, file: str, *expected: tuple[Verdict, str]) -> Case:
    return Case(name, "brightspace", file, expected, ITEMS)


def d2l_row(name: str, row: str, *expected: tuple[Verdict, str]) -> Case:
    return d2l(name, D2L + row, (V.COLUMN_MATCHED, "Lab 1"), *expected)


def blackboard(name: str, file: str, *expected: tuple[Verdict, str]) -> Case:
    return Case(name, "blackboard", file, expected, CENTRE)


def gradescope(name: str, file: str, *expected: tuple[Verdict, str]) -> Case:
    return Case(name, "gradescope", file, expected)


MATCHED = (V.COLUMN_MATCHED, "Lab 1 (4711)")
SET = (V.SET, "Birch, Ada, Lab 1 (4711)")
LAB = "Lab 1 [Total Pts: 10 Score] |664617"

CASES = (
    # Canvas: the header row
    canvas("no section", "Student,ID,SIS Login ID,Lab 1\nx,1,l,5\n", (V.REFUSED, "header row")),
    canvas(
        "an SIS id without the log-in",
        "Student,ID,SIS User ID,Section,Lab 1\nx,1,s,A,5\n",
        (V.REFUSED, "header row"),
    ),
    canvas("three columns", "Student,ID,Section\nx,1,A\n", (V.REFUSED, "header row")),
    canvas("names apart", "LastName,FirstName,ID,Section,L\n", (V.REFUSED, "header row")),
    canvas("no SIS columns", 'Student,ID,Section,Lab 1 (4711)\n"B",101,A,6\n', MATCHED, SET),
    canvas(
        "a log-in alone",
        'Student,ID,SIS Login ID,Section,Lab 1 (4711)\n"B",,ada,A,6\n',
        *(MATCHED, SET),
    ),
    canvas(
        "integration id and root account",
        "Student,ID,SIS User ID,SIS Login ID,Integration ID,Root Account,Section,Lab 1 (4711)\n"
        "B,101,S007,ada,i,r,A,6\n",
        *(MATCHED, SET),
    ),
    # Canvas: columns
    canvas(
        "an id of another title",
        f"{TOP}Renamed (4711)\n{ADA}6\n",
        (V.COLUMN_MATCHED, "Renamed (4711)"),
        (V.SET, "Birch, Ada, Renamed (4711)"),
    ),
    canvas(
        "the exact title without id",
        f"{TOP}Lab 1\n{ADA}6\n",
        (V.COLUMN_MATCHED, "Lab 1"),
        (V.SET, "Birch, Ada, Lab 1"),
    ),
    canvas(
        "an unknown title",
        f"{TOP}Lab 9\n{ADA}6\n",
        (V.COLUMN_NEW, "Lab 9"),
        (V.SET, "Birch, Ada, Lab 9"),
    ),
    canvas(
        "an unknown id",
        f"{TOP}Lab 1 (9)\n{ADA}6\n",
        (V.COLUMN_NEW, "Lab 1 (9)"),
        (V.SET, "Birch, Ada, Lab 1 (9)"),
    ),
    canvas(
        "a title with Final Score",
        f"{TOP}My Final Score (4711)\n{ADA}6\n",
        (V.COLUMN_DROPPED, "My Final Score (4711)"),
    ),
    canvas(
        "a title with Current Points",
        f"{TOP}Current Points\n{ADA}6\n",
        (V.COLUMN_DROPPED, "Current Points"),
    ),
    canvas(
        "a title with Override Status",
        f"{TOP}Override Status x\n{ADA}6\n",
        (V.COLUMN_DROPPED, "Override Status x"),
    ),
    canvas("Canvas's own totals", f"{TOP}Lab 1 (4711),Current Score\n{ADA}6,7\n", MATCHED, SET),
    canvas(
        "final in lower case",
        f"{TOP}final score\n{ADA}6\n",
        (V.COLUMN_NEW, "final score"),
        (V.SET, "Birch, Ada, final score"),
    ),
    canvas("one title twice", f"{TOP}Lab 1 (4711),Lab 1 (4711)\n{ADA}6,9\n", MATCHED, SET),
    # Canvas: the row of points
    canvas(
        "points of Canvas's own",
        f"{TOP}Lab 1 (4711)\n    Points Possible,,,,,10.00\n{ADA}6\n",
        MATCHED,
        SET,
    ),
    canvas(
        "other points",
        f"{TOP}Lab 1 (4711)\n    Points Possible,,,,,12\n{ADA}6\n",
        MATCHED,
        (V.COLUMN_REPOINTED, "Lab 1 (4711)"),
        SET,
    ),
    canvas("blank points", f"{TOP}Lab 1 (4711)\n    Points Possible,,,,,\n{ADA}6\n", MATCHED, SET),
    canvas(
        "a row of manual posting first",
        f"{TOP}Lab 1 (4711)\n,,,,,Manual Posting\n    Points Possible,,,,,10\n{ADA}6\n",
        MATCHED,
        SET,
    ),
    canvas(
        "a read-only column",
        f"{TOP}Lab 1 (4711)\n    Points Possible,,,,,(read only)\n{ADA}6\n",
        (V.COLUMN_IGNORED, "Lab 1 (4711)"),
    ),
    # Canvas: rows
    canvas(
        "the test student",
        f'{TOP}Lab 1 (4711)\n"Student, Test",9,,x,A,6\n',
        MATCHED,
        (V.ROW_IGNORED, "Student, Test"),
    ),
    canvas("an id that leads", f"{TOP}Lab 1 (4711)\nSomebody,101,S008,ben,A,6\n", MATCHED, SET),
    canvas(
        "a name alone",
        f'{TOP}Lab 1 (4711)\n"Birch, Ada",,,,A,6\n',
        MATCHED,
        (V.ROW_BY_NAME, "Birch, Ada"),
        SET,
    ),
    canvas(
        "a name the other way round",
        f"{TOP}Lab 1 (4711)\nAda Birch,,,,A,6\n",
        MATCHED,
        (V.ROW_BY_NAME, "Ada Birch"),
        SET,
    ),
    canvas(
        "a name in another case",
        f'{TOP}Lab 1 (4711)\n"birch, ada",,,,A,6\n',
        MATCHED,
        (V.ROW_UNMATCHED, "birch, ada"),
    ),
    canvas(
        "a guarded id and log-in",
        f"{TOP}Lab 1 (4711)\nB,'101,'S007,'ada,A,6\n",
        MATCHED,
        (V.ROW_UNMATCHED, "B"),
    ),
    canvas(
        "an SIS id that reads as a number",
        f"{TOP}Lab 1 (4711)\nN,,2024.001.7,,A,6\n",
        MATCHED,
        (V.MISREAD, "N"),
        (V.ROW_UNMATCHED, "N"),
    ),
    # Canvas: cells
    one("a number", "6", V.SET),
    one("the same to two decimals", "5.004", V.SAME),
    one("a decimal comma", '"6,5"', V.SET),
    one("a thousand's comma is decimal", '"1,234"', V.SET),
    one("blank over a grade", "", V.CLEARED),
    one("a hyphen over a grade", "-", V.CLEARED),
    one("excused in lower case", "ex", V.EXCUSED),
    one("a word", "good", V.SKIPPED),
    one("a share", "85%", V.MISREAD),
    canvas(
        "excused again",
        f"{TOP}Lab 1 (4711)\nN,103,,,A,EX\n",
        MATCHED,
        (V.SAME, "Novak, Nora, Lab 1 (4711)"),
    ),
    canvas(
        "not assigned",
        f"{TOP}Lab 2 (4712)\nB,102,,,A,6\n",
        (V.COLUMN_MATCHED, "Lab 2 (4712)"),
        (V.SKIPPED, "Okafor, Ben, Lab 2 (4712)"),
    ),
    canvas("semicolons and commas", "Student;ID;Section;Lab 1 (4711)\nB;101;A;6,5\n", MATCHED, SET),
    canvas(
        "no export at hand",
        f"{TOP}Lab 1\nB,101,,,A,6\nC,,,,A,7\n",
        (V.COLUMN_NEW, "Lab 1"),
        (V.SET, "B, Lab 1"),
        (V.ROW_BY_NAME, "C"),
        (V.SET, "C, Lab 1"),
        held=None,
    ),
    # Moodle's worksheet
    moodle("a grade", BEN.format("7.5", ""), (V.SET, "Participant 72")),
    moodle("a comma in English", BEN.format('"7,5"', ""), (V.MISREAD, "Participant 72")),
    moodle("a comma in German", BEN.format('"7,5"', ""), (V.SET, "Participant 72"), comma=True),
    moodle("a point in German", BEN.format("7.5", ""), (V.SET, "Participant 72"), comma=True),
    moodle("a word is 0", BEN.format("EX", ""), (V.MISREAD, "Participant 72")),
    moodle("blank", BEN.format("", "")),
    moodle("negative", BEN.format("-1", ""), (V.SKIPPED, "Participant 72")),
    moodle("above the maximum", BEN.format("10.5", ""), (V.SKIPPED, "Participant 72")),
    moodle("the maximum itself", BEN.format("10", ""), (V.SET, "Participant 72")),
    moodle("equal", OLD.format("5", NOW, "Fine"), (V.SAME, "Participant 71")),
    moodle(
        "a minute old",
        OLD.format("6", NOW.replace("10:00", "9:59"), "Fine"),
        (V.SET, "Participant 71"),
    ),
    moodle(
        "a stale sheet",
        OLD.format("6", NOW.replace("10:00", "9:58"), "Good"),
        (V.SKIPPED, "Participant 71"),
        (V.COMMENT_SKIPPED, "Participant 71"),
    ),
    moodle(
        "a date in German",
        OLD.format("6", "Montag, 2. November 2026, 10:00", "Fine"),
        (V.SKIPPED, "Participant 71"),
    ),
    moodle("a date taken away", OLD.format("6", "-", "Fine"), (V.SKIPPED, "Participant 71")),
    moodle(
        "locked",
        BEN.format("6", "").replace("72,Ben Okafor", "73,Nora Novak"),
        (V.SKIPPED, "Participant 73"),
    ),
    moodle(
        "a stranger", BEN.format("6", "").replace("72", "99"), (V.ROW_UNMATCHED, "Participant 99")
    ),
    moodle("a comment", BEN.format("", "Good"), (V.COMMENT_SET, "Participant 72")),
    moodle(
        "a blank comment",
        OLD.format("5", NOW, ""),
        (V.SAME, "Participant 71"),
        (V.COMMENT_CLEARED, "Participant 71"),
    ),
    Case(
        "labels of another language",
        "moodle",
        ",".join("abcdefghi") + "\n" + BEN.format("6", "x"),
        ((V.REFUSED, "columns"),),
        SHEET,
    ),
    Case("no worksheet", "moodle", "Name,Grade\nAda,5\n", ((V.REFUSED, "columns"),), SHEET),
    # Moodle's gradebook
    Case(
        "a mail address",
        "moodle-gradebook",
        "Email address,Lab\nada@uni.example,7\n",
        ((V.SET, "ada@uni.example"),),
        PEOPLE,
    ),
    Case(
        "one stranger stops all",
        "moodle-gradebook",
        "Email address,Lab\nada@uni.example,7\nx@y.example,7\n",
        ((V.REFUSED, "x@y.example"),),
        PEOPLE,
    ),
    Case(
        "an id without its zeros",
        "moodle-gradebook",
        "ID number,Lab\n7,7\n",
        ((V.REFUSED, "7"),),
        PEOPLE,
    ),
    Case(
        "nothing to match by",
        "moodle-gradebook",
        "Name,Lab\nAda,7\n",
        ((V.REFUSED, "header row"),),
        PEOPLE,
    ),
    # Brightspace
    d2l_row("ids with a hash", "#007,#ada,6,#\n", (V.SET, "007, Lab 1")),
    d2l_row("ids without", "007,,6,#\n", (V.SET, "007, Lab 1")),
    d2l_row("a user name alone", ",#ben,6,#\n", (V.SET, "ben, Lab 1")),
    d2l_row("an id without its zeros", "7,,6,#\n", (V.ROW_UNMATCHED, "7")),
    d2l_row("no mark at the end", "#007,#ada,6,\n", (V.ROW_UNMATCHED, "007")),
    d2l_row("over the maximum", "#007,,12,#\n", (V.CAPPED, "007, Lab 1")),
    d2l_row("a comma", '#007,,"6,5",#\n', (V.SKIPPED, "007, Lab 1")),
    d2l_row("unchanged", "#007,,5.00,#\n", (V.SAME, "007, Lab 1")),
    d2l_row("nothing", "#007,,,#\n"),
    d2l("no indicator", "OrgDefinedId,Lab 1 Points Grade\n#007,6\n", (V.REFUSED, "header row")),
    d2l(
        "no id",
        "Email,Lab 1 Points Grade,End-of-Line Indicator\nx,6,#\n",
        (V.REFUSED, "header row"),
    ),
    d2l(
        "another item and a name",
        "OrgDefinedId,Last Name,Lab 9 Points Grade,End-of-Line Indicator\n#007,B,6,#\n",
        (V.COLUMN_IGNORED, "Last Name"),
        (V.COLUMN_NEW, "Lab 9"),
        (V.SET, "007, Lab 9"),
    ),
    # Blackboard
    blackboard("a grade", BB + '"ada"\t"6"\n', (V.COLUMN_MATCHED, LAB), (V.SET, f"ada, {LAB}")),
    blackboard(
        "a header without id",
        '"Username"\t"Lab 1"\n"ada"\t"6"\n',
        (V.COLUMN_NEW, "Lab 1"),
        (V.SET, "ada, Lab 1"),
    ),
    blackboard(
        "an id of another course",
        '"Username"\t"Lab 1 |99"\n"ada"\t"6"\n',
        (V.COLUMN_IGNORED, "Lab 1 |99"),
    ),
    blackboard(
        "a stranger", BB + '"eve"\t"6"\n', (V.COLUMN_MATCHED, LAB), (V.ROW_UNMATCHED, "eve")
    ),
    blackboard("a status left as it is", BB + '"ben"\t"Needs Grading"\n', (V.COLUMN_MATCHED, LAB)),
    blackboard(
        "a word", BB + '"ada"\t"good"\n', (V.COLUMN_MATCHED, LAB), (V.SKIPPED, f"ada, {LAB}")
    ),
    blackboard("semicolons", '"Username";"Lab 1 |664617"\n"ada";"6"\n', (V.REFUSED, "header row")),
    blackboard(
        "no user name", '"Student ID"\t"Lab 1 |664617"\n"7"\t"6"\n', (V.REFUSED, "header row")
    ),
    # Gradescope's results.json
    gradescope("a score", '{"score": 7}', (V.SET, "score")),
    gradescope("tests add up", '{"tests": [{"score": 3}, {"score": 4}]}', (V.SET, "score")),
    gradescope(
        "the score overrides the sum",
        '{"score": 9, "tests": [{"score": 3}]}',
        (V.COLUMN_REPOINTED, "score"),
        (V.SET, "score"),
    ),
    gradescope(
        "one hidden test",
        '{"tests": [{"score": 3, "visibility": "hidden"}]}',
        (V.TOTAL_HIDDEN, "score"),
        (V.SET, "score"),
    ),
    gradescope(
        "shown later",
        '{"score": 3, "visibility": "after_published"}',
        (V.TOTAL_HIDDEN, "score"),
        (V.SET, "score"),
    ),
    gradescope("no score at all", '{"output": "hm"}', (V.REFUSED, "score")),
    gradescope("a word for a score", '{"score": "7"}', (V.REFUSED, "the top")),
    gradescope(
        "an unknown status",
        '{"score": 1, "tests": [{"name": "t", "status": "ok"}]}',
        (V.REFUSED, "t"),
    ),
    gradescope("not JSON", "score = 1", (V.REFUSED, "the file")),
)


def test_there_are_at_least_sixty_files() -> None:
    assert len({(case.form, case.name) for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.form}: {case.name}")
def test_the_verdicts_on_a_file_are_the_platforms_own(case: Case) -> None:
    held = read_sheet(case.held.encode(), "held") if case.held is not None else None
    asked = request(decimal_comma=case.comma)
    outcome = find_exporter(case.form).explain(case.file.encode(), held, asked)
    found = tuple((finding.verdict, finding.where) for finding in outcome.findings)
    assert found == case.expected, [str(finding) for finding in outcome.findings]
