"""What Canvas does with a file: one small file a rule of its importer."""

from autograder.exporters.form import Treatment
from tests.exporters.imports import Import

V = Treatment
HELD = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (4711),Lab 2 (4712),Current Score
    Points Possible,,,,,10,20,(read only)
"Birch, Ada",101,S007,ada,A,5,,75
"Okafor, Ben",102,S008,ben.1.2,A,,N/A,0
"Novak, Nora",103,2024.001.7,nora,A,EX,7.46,0
"""
TOP = "Student,ID,SIS User ID,SIS Login ID,Section,"
ADA = '"Birch, Ada",101,S007,ada,A,'
MATCHED = (V.COLUMN_MATCHED, "Lab 1 (4711)")
SET = (V.SET, "Birch, Ada, Lab 1 (4711)")


def canvas(
    name: str, file: str, *expected: tuple[Treatment, str], held: str | None = HELD
) -> Import:
    return Import(name, "canvas", file, expected, held)


def one(name: str, cell: str, verdict: Treatment | None) -> Import:
    """Canvas: one cell of the column Lab 1 for Ada, who has 5."""
    found = ((V.COLUMN_MATCHED, "Lab 1 (4711)"),)
    found += () if verdict is None else ((verdict, "Birch, Ada, Lab 1 (4711)"),)
    return canvas(name, f"{TOP}Lab 1 (4711)\n{ADA}{cell}\n", *found)


CANVAS = (
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
)
