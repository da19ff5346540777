"""Feedback that Moodle takes back as a zip of a folder for each participant.

A file of the same name replaces the earlier one, so that a second upload adds nothing.
"""

import re
import zipfile
from pathlib import Path

from autograder.exporters.feedback.canvas_zip import PAGE, FeedbackZip
from autograder.exporters.feedback.collect import ClassFeedback
from autograder.exporters.feedback.page import page_of
from autograder.records.errors import ConfigError
from autograder.records.grades import StudentGrade

_FOLDER = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?")
_UNSAFE = re.compile(r'[_/\\:*?"<>|\x00-\x1f]')


def answers(feedback: ClassFeedback, download: Path | None = None) -> FeedbackZip:
    """A page for each student whose participant number is known.

    Args:
        feedback: Feedback of the class.
        download: The zip of Moodle's "Download all submissions"; it tells the numbers of those of
            whom the class does not know them.

    Raises:
        ConfigError: If the zip cannot be read, or no number is known at all.
    """
    numbers = _numbers(download) if download is not None else {}
    files: dict[str, bytes] = {}
    without = dict(feedback.without)
    for row, view in feedback.rows():
        number = row.moodle_participant or _number(row, numbers)
        if not number:
            without[row.student] = "Moodle's participant number is not known"
            continue
        name = _UNSAFE.sub("", row.name or row.student).strip(" .~") or "Participant"
        files[f"{name}_{number}_assignfeedback_file/{PAGE}"] = page_of(view)
    if feedback.views and not files:
        raise ConfigError(
            "No participant number of Moodle is known here: add the zip of the downloaded "
            "submissions, or the column moodle_participant to the roster."
        )
    return FeedbackZip(files, without)


def _numbers(download: Path) -> dict[str, str]:
    """Participant number by name and by folder, names that occur twice left out."""
    try:
        with zipfile.ZipFile(download) as archive:
            folders = {name.split("/")[0] for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise ConfigError(
            f"{download} cannot be read ({error}); download the submissions from Moodle again."
        ) from error
    found: dict[str, str] = {}
    twice: set[str] = set()
    for folder in sorted(folders):
        match = _FOLDER.match(folder)
        if match is None:
            continue
        twice |= {match["name"]} & set(found)
        found |= {match["name"]: match["id"], folder: match["id"]}
    return {name: number for name, number in found.items() if name not in twice}


def _number(row: StudentGrade, numbers: dict[str, str]) -> str:
    return numbers.get(row.student, "") or numbers.get(row.name, "")
