"""Class folders as learning platforms really leave them, written by hand for the tests."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

ASSIGNMENT = "a1"


def notebook(source: str = "x = 1", assignment: str = ASSIGNMENT) -> bytes:
    """A notebook of an assignment with one code cell."""
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    metadata = {"autograder": {"assignment": assignment}}
    cells = [cell | {"execution_count": None}]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    ).encode()


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def write(folder: Path, members: Mapping[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


DONE, BLANK = notebook("done"), notebook("...")
STAMPED = packed({"a1.ipynb": DONE})
CANVAS = {
    "birchada_12345_678900_a1.ipynb": BLANK,
    "birchada_LATE_12345_678910_a1-1.ipynb": DONE,
    "okaforben_22345_678911_a1_2026_10_12T18_00_00_250000.zip": STAMPED,
    "müllerzoë_32345_678912_a1.ipynb": DONE,
    "müllerzoë_32345_678913_model.pt": b"weights",
    "team_7_42345_678914_a1.ipynb": DONE,
    "studenttest_99999_678915_a1.ipynb": BLANK,
    "okaforben_22345_text.html": b"<p>late</p>",
    "limay_62345_text.html": b"<p>I have no file</p>",
}
CANVAS_ANONYMOUS = {
    "anon_12345_678900_a1.ipynb": DONE,
    "LATE_anon_22345_678901_a1.ipynb": DONE,
}
MOODLE = {
    "Ada Birch_3100_assignsubmission_file/a1.ipynb": DONE,
    "Ben Okafor_3101_assignsubmission_file_/work/a1.ipynb": DONE,
    "Ben Okafor_3101_assignsubmission_onlinetext/onlinetext.html": b"<p>late, &quot;so&quot;</p>",
    "Zoë Müller_3102_assignsubmission_onlinetext_/onlinetext.html": b"<p>see my mail</p>",
}
MOODLE_FLAT = {
    "Ada Birch_3100_assignsubmission_file_a1.ipynb": DONE,
    "Ada Birch_3100_assignsubmission_file_model.pt": b"weights",
    "Ben Okafor_3101_assignsubmission_file_a1.ipynb": DONE,
}
MOODLE_BLIND = {
    "Participant_3100_assignsubmission_file/a1.ipynb": DONE,
    "Participant_3101_assignsubmission_file/a1.ipynb": DONE,
}
MOODLE_TEAMS = {
    "Team 7_12_assignsubmission_file/a1.ipynb": DONE,
    "Default group_assignsubmission_file/a1.ipynb": DONE,
}
GRADESCOPE_METADATA = b"""---
submission_111:
  :submitters:
  - :name: Ada Birch
    :sid: '0042'
    :email: ada@example.org
  :created_at: 2026-10-12 17:58:00 Z
  :score: 12.0
  :status: processed
  :results:
    :tests: []
  :history:
  - :id: 110
    :submitters: []
submission_112:
  submitters:
  - name: Ben Okafor
    email: ben@example.org
  - name: Zo\xc3\xab M\xc3\xbcller
    sid: 0044
    email: zoe@example.org
  created_at: 2026-10-12 18:05:00.25
submission_113:
  :submitters:
  - :name: No
    :sid: 0045
  :created_at: 2026-10-12 17:00:00 UTC
"""
GRADESCOPE = {
    "submission_111/a1.ipynb": DONE,
    "submission_112/a1.ipynb": DONE,
    "submission_113/a1.ipynb": DONE,
    "submission_114/a1.ipynb": DONE,
    "submission_metadata.yml": GRADESCOPE_METADATA,
}
OTTER = {
    "dan_2026_10_12T18_00_00_250000.zip": packed({"a1.ipynb": BLANK}),
    "dan_2026_10_13T18_00_00_250000.zip": STAMPED,
    "a1_2026_10_12T18_00_00_250000.zip": STAMPED,
    "a1_2026_10_12T19_00_00_250000 (1).zip": STAMPED,
}
NBGRADER = {
    "submitted/ada/a1/a1.ipynb": DONE,
    "submitted/ada/a1/timestamp.txt": b"2026-10-12 17:58:23.948203 UTC",
    "submitted/ada/ps2/ps2.ipynb": notebook(assignment="ps2"),
    "submitted/ben/a1/a1.ipynb": DONE,
    "submitted/ben/a1/timestamp.txt": b"2026-10-12 20:10:00 Europe/Berlin",
    "submitted/cid/ps2/ps2.ipynb": notebook(assignment="ps2"),
    "submitted/loose.ipynb": DONE,
    "source/a1/a1.ipynb": BLANK,
    "gradebook.db": b"SQLite",
}
EXCHANGE = {
    "ada+a1+2026-10-12 17:00:00.000000 UTC+x1": BLANK,
    "ada+a1+2026-10-12 17:58:23.948203 UTC+x2": DONE,
    "b+en@x.org+a1+2026-10-12 18:30:00.000000 UTC": DONE,
    "ada+ps2+2026-10-12 17:00:00.000000 UTC+x3": notebook(assignment="ps2"),
}
RECEIPT = """Name: {name} ({user})
Assignment: Homework_1
Date Submitted: Monday, October 12, 2026 5:58:23 PM CEST
Current Mark: Needs Marking

Submission Field:
There is no student submission text data for this assignment.

Comments:
{comment}

Files:
\tOriginal filename: {original}
\tFilename: {stored}
"""


def blackboard() -> dict[str, bytes]:
    """A download of three students with two attempts of one, a receipt lost, and one without."""
    files: dict[str, bytes] = {}
    for name, user, time, comment, data in (
        ("Ada Birch", "a-b_c@d", "2026-10-11-10-00-00", "", BLANK),
        ("Ada Birch", "a-b_c@d", "2026-10-12-17-58-23", "sorry, again", DONE),
        ("Ben Okafor", "okafor", "2026-10-13-09-00-00", "", DONE),
    ):
        head = f"Homework_1_{user}_attempt_{time}"
        stored = f"{head}_a1.ipynb"
        words = comment or "There are no student comments for this assignment."
        text = RECEIPT.format(
            name=name, user=user, comment=words, original="a1.ipynb", stored=stored
        )
        files |= {stored: data, f"{head}.txt": text.replace("\n", "\r\n").encode()}
    files["Homework_1_zoe_attempt_2026-10-12-12-00-00_a1.ipynb"] = DONE
    files["Homework_1_nofile_attempt_2026-10-12-12-00-00.txt"] = (
        b"Name: No File (nofile)\nAssignment: Homework_1\n\nFiles:\n"
    )
    return files


BRIGHTSPACE = {
    "397063-2557369 - Mary-Ann Smith - Sep 24, 2026 926 PM/a1.ipynb": BLANK,
    "397063-2557369 - Mary-Ann Smith - Oct 1, 2026 1026 AM/a1.ipynb": DONE,
    "397064-2557369 - Jo - Ann - Sep 24, 2026 1205 AM/a1.ipynb": DONE,
    "397065-2557369 - Mary-Ann Smith - Sep 25, 2026 926 PM/a1.ipynb": DONE,
    "index.html": b"<html>",
}
