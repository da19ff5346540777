"""Feedback that Canvas takes back as a zip of commented files.

Canvas gives each of our files the name and the type of the student's own attachment, so the answer
is in kind: a notebook for a notebook, a zip for a zip. File names are kept, since Canvas finds the
submission by the first two numbers in them.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.exporters.feedback.annotated import annotated
from autograder.exporters.feedback.collect import ClassFeedback
from autograder.exporters.feedback.page import page_of
from autograder.exporters.feedback.view import FeedbackView
from autograder.records.errors import ConfigError
from autograder.records.grades import StudentGrade
from autograder.release.archive import zip_bytes

PAGE = "feedback.html"
_LARGEST = 64 * 1024 * 1024
_MOST_MEMBERS = 20_000
_LATE = re.compile(r"_late$", re.IGNORECASE)


@dataclass(frozen=True)
class Attachment:
    """A file of Canvas's download.

    Attributes:
        member: Its name in the zip.
        person: What stands before the ids: the student's name, without spaces and lower-case.
        user: Canvas's user id.
        id: Canvas's id of the attachment.
    """

    member: str
    person: str
    user: str
    id: str


@dataclass(frozen=True)
class FeedbackZip:
    """Feedback laid out for a platform.

    Attributes:
        files: Content by path in the zip to upload.
        without: Why somebody gets no file, by key of the row.
        strangers: Files of the download that nobody's feedback belongs to.
    """

    files: Mapping[str, bytes]
    without: Mapping[str, str]
    strangers: tuple[str, ...] = ()


def attachment_of(member: str) -> Attachment | None:
    """Read a file name as Canvas does: the first two numbers between underscores are the ids."""
    parts = member.split("_")
    numbers = [n for n, part in enumerate(parts[:-1]) if part.isdecimal() and part.isascii()]
    if "/" in member or "\\" in member or len(numbers) < 2:
        return None
    person = _LATE.sub("", "_".join(parts[: numbers[0]]))
    return Attachment(member, person, parts[numbers[0]], parts[numbers[1]])


def answers(download: Path, feedback: ClassFeedback) -> FeedbackZip:
    """Answer every attachment that can be answered; of several of one student the latest.

    Args:
        download: The zip of Canvas's "Download Submissions".
        feedback: Feedback of the class.

    Raises:
        ConfigError: If the zip cannot be read.
    """
    try:
        with zipfile.ZipFile(download) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            if len(names) > _MOST_MEMBERS:
                raise ConfigError(f"{download} lists {len(names)} files; is it a class's?")
            found = [one for one in map(attachment_of, names) if one is not None]
            return _answered(archive, found, names, feedback)
    except (OSError, zipfile.BadZipFile) as error:
        raise ConfigError(
            f"{download} cannot be read ({error}); download the submissions from Canvas again."
        ) from error


def _answered(
    archive: zipfile.ZipFile,
    found: list[Attachment],
    names: list[str],
    feedback: ClassFeedback,
) -> FeedbackZip:
    files: dict[str, bytes] = {}
    without = dict(feedback.without)
    claimed: set[str] = set()
    for row, view in feedback.rows():
        own = sorted(_own(found, row), key=lambda one: int(one.id))
        claimed |= {one.member for one in own}
        kinds = [one for one in own if _kind(one) is not None]
        if kinds:
            chosen = kinds[-1]
            files[chosen.member] = _answer(archive, chosen, view)
        elif own:
            said = ", ".join(one.member.rsplit(".", 1)[-1] for one in own)
            without[row.student] = f"Canvas takes no answer to what was handed in ({said})"
        else:
            without[row.student] = "no file of the download is this student's"
    # Members of a group share one file: whoever it is answered to, all of them read it.
    shared = {row.group for row, _ in feedback.rows() if row.group and row.student not in without}
    for row, _ in feedback.rows():
        if row.group in shared:
            without.pop(row.student, None)
    return FeedbackZip(files, without, tuple(name for name in names if name not in claimed))


def _own(found: list[Attachment], row: StudentGrade) -> Iterator[Attachment]:
    for one in found:
        by_name = row.student in (one.person, f"{one.person}_{one.user}", one.user)
        if (one.user == row.canvas_id) if row.canvas_id else by_name:
            yield one


def _kind(one: Attachment) -> str | None:
    suffix = Path(one.member).suffix.lower()
    return suffix if suffix in (".ipynb", ".zip") else None


def _answer(archive: zipfile.ZipFile, one: Attachment, view: FeedbackView) -> bytes:
    if _kind(one) == ".zip":
        return zip_bytes({PAGE: page_of(view)})
    # A declared size is a claim: no more than the bound is read.
    with archive.open(one.member) as stream:
        data = stream.read(_LARGEST + 1)
    return annotated(data if len(data) <= _LARGEST else b"", view)
