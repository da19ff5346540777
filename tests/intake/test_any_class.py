"""Whatever lies in a class folder: every entry is accounted for, and nothing stops the class."""

import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.intake.choose import Wanted
from autograder.intake.formats import FORMATS
from autograder.intake.submission import take_in
from autograder.intake.survey import Survey, survey
from autograder.records.errors import IntakeError
from autograder.records.naming import slug
from autograder.records.roster import parse_roster
from tests.intake import shapes

WANTED = Wanted("a1", ("q1",), ("Q1",), ("answers.json",))
ROSTER = parse_roster(
    "student_id,name,login,canvas_id,moodle_participant,group\n"
    "a,Ada B,b_c,1,1,g\nb,Ben,B_C,2,2,g\nA,ada b,x-y,3,3,\nCON,nul,,,,\n",
    "roster.csv",
)

# Names that trip importers: case pairs, device names, hashes, numbers and stamps of platforms.
PIECES = (
    *("a", "A", "b_c", "Ada B", "é", "e\u0301", "CON", "nul", "a+b", slug("a+b"), "..a", "x" * 100),
    *("_1_2_", "_LATE", "_1_2_a1.ipynb", "-1", "anon_1_2_x", "_text.html", "studenttest_1_2_z"),
    *("_1_assignsubmission_file", "_assignsubmission_file_", "_1_assignsubmission_onlinetext"),
    *("submission_1", "submission_metadata.yml", "_attempt_2026-10-12-10-00-00", "_a1.ipynb"),
    *("1-2 - Ada B - Sep 24, 2026 926 PM", "+a1+2026-10-12 17:00:00 UTC", "+x", "submitted"),
    *("a1_2026_10_12T18_00_00_250000", ".zip", ".ipynb", ".ipynb.json", ".pdf", ".txt", ".", " "),
    *(".venv", "__MACOSX", "._a", ".DS_Store", "grades.json", "results", "timestamp.txt", "a1"),
    *("\u202e", "\x1b[2J", "\n", "'", '"', "=1+1", "<b>", "%", "~", "#", "\udcff"),
)
NAMES = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3)
    .map("".join)
    .filter(lambda name: name not in (".", "..") and len(name.encode("utf-8", "replace")) < 200)
)
CONTENTS = st.sampled_from(
    (
        b"",
        b"{}",
        b"PK\x05\x06" + bytes(18),
        b"\xff\xfe",
        b"submission_1: {submitters: [{name: a, sid: a}]}",
        shapes.DONE,
        shapes.BLANK,
        shapes.STAMPED,
        shapes.packed({"in.zip": shapes.STAMPED}),
        shapes.packed({"../x": b"", "a1.ipynb": shapes.DONE}),
        b"Name: Ada (a)\nFiles:\n",
    )
)
# None is an empty folder, a mapping a folder, bytes a file, text a link.
TREES = st.recursive(
    CONTENTS | st.none() | st.just("link"),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
CLASSES = st.dictionaries(NAMES, TREES, min_size=1, max_size=7)
QUICK = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def write(folder: Path, tree: Mapping[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tree.items():
        path = folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.symlink_to(folder)
        else:
            write(path, content if isinstance(content, Mapping) else {})


def zipped(tree: Mapping[str, object], prefix: str = "") -> list[tuple[str, bytes]]:
    members: list[tuple[str, bytes]] = []
    for name, content in tree.items():
        if isinstance(content, bytes):
            members.append((prefix + name, content))
        elif isinstance(content, Mapping) and content:
            members += zipped(content, f"{prefix}{name}/")
        elif not isinstance(content, str):
            members.append((f"{prefix}{name}/", b""))
    return members


def on_any_disk(name: str) -> str:
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).upper().casefold())


def examine(found: Survey) -> None:
    """One result file a row on every disk, one row a person, and each row graded or refused."""
    files = [on_any_disk(slug(row.student)) for row in found.found]
    assert len(set(files)) == len(files)
    people = [
        one.student_id
        for row in found.found
        for one in (row.members or ((row.who,) if row.who else ()))
        if found.with_roster and ROSTER.get(one.student_id)
    ]
    assert len(set(people)) == len(people)
    for row in found.found:
        try:
            take_in(row, WANTED)
        except IntakeError as error:
            assert str(error).strip()  # noqa: PT017 - most of these rows are refused


@QUICK
@given(CLASSES, st.booleans(), st.sampled_from((None, *(form.name for form in FORMATS))))
def test_every_entry_of_any_folder_is_accounted_for(
    tree: Mapping[str, object], with_roster: bool, form: str | None
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "class"
        write(folder, tree)
        try:
            found = survey(folder, "a1", roster=ROSTER if with_roster else None, format=form)
        except IntakeError as error:
            assert "holds no submission" in str(error)  # noqa: PT017 - a class of litter
            return
        accounted = {entry for entry, _ in found.accounts}
        assert {shown(name) for name in tree} <= accounted
        examine(found)


@QUICK
@given(CLASSES, st.booleans(), st.sampled_from((None, *(form.name for form in FORMATS))))
def test_every_member_of_any_zip_is_accounted_for(
    tree: Mapping[str, object], with_roster: bool, form: str | None
) -> None:
    members = [
        (name.encode("utf-8", "replace").decode(), data)
        for name, data in zipped(tree)
        if "\x00" not in name
    ]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "class.zip"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in members:
                archive.writestr(name, data)
        path.write_bytes(buffer.getvalue())
        try:
            found = survey(path, "a1", roster=ROSTER if with_roster else None, format=form)
        except IntakeError as error:
            assert "holds no submission" in str(error)  # noqa: PT017 - a class of litter
            return
        tops = {name.split("/")[0] for name, _ in members if name.split("/")[0] not in ("", ".")}
        accounted = {entry for entry, _ in found.accounts}
        # A zip that is not a class is one hand-in.
        assert tops <= accounted or accounted == {"class.zip"}
        examine(found)


def shown(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
