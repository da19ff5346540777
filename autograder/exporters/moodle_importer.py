"""A model of the import of Moodle's grading worksheet (assignment, offline grading)."""

import re
from datetime import datetime, timedelta

from autograder.exporters.form import AfterImport, Effect, ExportRequest, Treatment
from autograder.exporters.moodle_sheet import Worksheet, worksheet
from autograder.exporters.sheet import Sheet, cell, number, read_sheet
from autograder.records.errors import ConfigError

_LEADING_NUMBER = re.compile(r"[+-]?\d*\.?\d+")
_PATIENCE = timedelta(seconds=60)
_ENGLISH = (
    "%A, %d %B %Y, %I:%M %p",
    "%A, %B %d, %Y, %I:%M %p",
    "%d %B %Y, %I:%M %p",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
)
_CAVEATS = (
    "The upload is closed while a rubric or a marking guide is active in the assignment.",
    "Moodle reads decimals in the language of the person who uploads: 7,5 is 7 in English.",
    "A grade that somebody changed in Moodle over 60 s after the download is skipped, unless "
    "'Allow updating records that have been modified more recently' is ticked.",
)


def explain(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What Moodle will do with a worksheet.

    Args:
        upload: The file.
        download: The worksheet as Moodle holds it now; None if nobody has it.
        request: Says by `decimal_comma` how the person who uploads writes decimals.
    """
    sheet = read_sheet(upload, "the file")
    try:
        place = worksheet(sheet)
        theirs = worksheet(download) if download is not None else None
    except ConfigError as error:
        return AfterImport((Effect(Treatment.REFUSED, "columns", str(error)),))
    if theirs is not None and download is not None:
        ours = {_label(sheet, n) for n in (place.identifier, place.grade, place.modified)}
        known = {_label(download, n) for n in (theirs.identifier, theirs.grade, theirs.modified)}
        if ours != known:
            reason = "its labels are not those of the site's language"
            return AfterImport((Effect(Treatment.REFUSED, "columns", reason),), caveats=_CAVEATS)
    comma = request.decimal_comma
    comma = (download or sheet).decimal_comma if comma is None else comma
    held = {cell(row, 0): row for row in download.rows[1:]} if download is not None else None
    findings: list[Effect] = []
    grades: dict[tuple[str, str], str] = {}
    comments: dict[str, str] = {}
    for row in sheet.rows[1:]:
        who = cell(row, place.identifier)
        old = held.get(who) if held is not None else row
        if old is None:
            findings.append(Effect(Treatment.ROW_UNMATCHED, who, "no participant of this number"))
            continue
        known_place = theirs or place
        before = cell(old, known_place.grade) if held is not None else ""
        stale = _stale(cell(row, place.modified), cell(old, known_place.modified))
        verdict, after = _graded(row, old, place, known_place, before, stale, comma=comma)
        if verdict is not None:
            findings.append(Effect(verdict[0], who, verdict[1]))
        if after:
            grades[who, "grade"] = after
        findings += _comment(row, old, place, known_place, who, stale, held is not None, comments)
    return AfterImport(tuple(findings), grades, comments, _CAVEATS)


def _graded(
    row: tuple[str, ...],
    old: tuple[str, ...],
    place: Worksheet,
    theirs: Worksheet,
    before: str,
    stale: str,
    *,
    comma: bool,
) -> tuple[tuple[Treatment, str] | None, str]:
    text = cell(row, place.grade)
    if not text:
        return None, before
    value, whole = unformat(text, comma=comma)
    current = unformat(before, comma=comma)[0] if before else None
    if current is not None and value == current:
        return (Treatment.SAME, ""), before
    if value < 0:
        return (Treatment.SKIPPED, "a negative grade"), before
    if stale:
        return (Treatment.SKIPPED, stale), before
    if _closed(theirs, old):
        return (Treatment.SKIPPED, "locked in the gradebook"), before
    most = cell(old, theirs.maximum)
    if most and value > unformat(most, comma=comma)[0]:
        return (Treatment.SKIPPED, f"above the maximum of {most}"), before
    shown = number(value, comma=comma)
    if not whole:
        return (Treatment.MISREAD, f"{text!r} is read as {shown}"), shown
    return (Treatment.SET, shown), shown


def _closed(place: Worksheet, row: tuple[str, ...]) -> bool:
    # `No` in English; in other languages nobody can tell it from `Yes` by looking.
    return cell(row, place.changeable).casefold() in ("no", "nein", "non", "nee", "não")


def unformat(text: str, *, comma: bool) -> tuple[float, bool]:
    """A number as Moodle reads it, and whether all of the text was part of it.

    Blanks go, the language's decimal mark becomes a point, and what follows the number is cut off
    without a word; a text that begins with no number is 0.
    """
    text = text.replace(" ", "")
    if comma:
        text = text.replace(",", ".")
    match = _LEADING_NUMBER.match(text)
    if match is None:
        return 0.0, False
    return float(match[0]), match.end() == len(text)


def _stale(ours: str, theirs: str) -> str:
    """Why Moodle finds the sheet older than its own grade; empty if it does not."""
    if theirs in ("", "-"):
        return ""
    now, then = _moment(theirs), _moment(ours)
    if ours in ("", "-"):
        return "graded in Moodle since the download"
    if then is None:
        return "Moodle cannot read the date of the last change, which is not in English"
    if now is not None and now - then > _PATIENCE:
        return "changed in Moodle since the download"
    return ""


def _moment(text: str) -> datetime | None:
    for form in _ENGLISH:
        try:
            return datetime.strptime(text, form)  # Moodle writes no zone
        except ValueError:
            continue
    return None


def _comment(
    row: tuple[str, ...],
    old: tuple[str, ...],
    place: Worksheet,
    theirs: Worksheet,
    who: str,
    stale: str,
    known: bool,
    comments: dict[str, str],
) -> list[Effect]:
    if place.feedback is None:
        return []
    before = cell(old, theirs.feedback) if known else ""
    new = cell(row, place.feedback)
    if new == before:
        if new:
            comments[who] = new
        return []
    if stale:
        if before:
            comments[who] = before
        return [Effect(Treatment.COMMENT_SKIPPED, who, stale)]
    if not new:
        return [Effect(Treatment.COMMENT_CLEARED, who, "the cell is blank, Moodle has a comment")]
    comments[who] = new
    return [Effect(Treatment.COMMENT_SET, who)]


def _label(sheet: Sheet, n: int) -> str:
    return cell(sheet.header, n).lstrip("\ufeff")
