"""What Moodle, Brightspace, Blackboard and Gradescope do with a file, rule by rule."""

from autograder.exporters.form import Treatment
from tests.exporters.imports import Import

V = Treatment
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
LAB = "Lab 1 [Total Pts: 10 Score] |664617"


def moodle(name: str, rows: str, *expected: tuple[Treatment, str], comma: bool = False) -> Import:
    return Import(name, "moodle", MOODLE_TOP + rows, expected, SHEET, comma)


def d2l(name: str, file: str, *expected: tuple[Treatment, str]) -> Import:
    return Import(name, "brightspace", file, expected, ITEMS)


def d2l_row(name: str, row: str, *expected: tuple[Treatment, str]) -> Import:
    return d2l(name, D2L + row, (V.COLUMN_MATCHED, "Lab 1"), *expected)


def blackboard(name: str, file: str, *expected: tuple[Treatment, str]) -> Import:
    return Import(name, "blackboard", file, expected, CENTRE)


def gradescope(name: str, file: str, *expected: tuple[Treatment, str]) -> Import:
    return Import(name, "gradescope", file, expected)


OTHERS = (
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
    Import(
        "labels of another language",
        "moodle",
        ",".join("abcdefghi") + "\n" + BEN.format("6", "x"),
        ((V.REFUSED, "columns"),),
        SHEET,
    ),
    Import("no worksheet", "moodle", "Name,Grade\nAda,5\n", ((V.REFUSED, "columns"),), SHEET),
    # Moodle's gradebook
    Import(
        "a mail address",
        "moodle-gradebook",
        "Email address,Lab\nada@uni.example,7\n",
        ((V.SET, "ada@uni.example"),),
        PEOPLE,
    ),
    Import(
        "one stranger stops all",
        "moodle-gradebook",
        "Email address,Lab\nada@uni.example,7\nx@y.example,7\n",
        ((V.REFUSED, "x@y.example"),),
        PEOPLE,
    ),
    Import(
        "an id without its zeros",
        "moodle-gradebook",
        "ID number,Lab\n7,7\n",
        ((V.REFUSED, "7"),),
        PEOPLE,
    ),
    Import(
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
