"""Grades for learning platforms: shown first as the platform will read them, then downloaded."""

import tempfile
from pathlib import Path

from flask import Blueprint, Response, render_template, request

from autograder import gradebook
from autograder.exporters import EXPORTERS, find_exporter
from autograder.exporters.form import AfterImport, Export, Exporter, ExportRequest
from autograder.exporters.sheet import Sheet, read_sheet
from autograder.gradebook import KnownAssignment, Refused
from autograder.records.naming import slug
from autograder.release.archive import zip_bytes
from autograder.review.access import Answer, needs
from autograder.review.desk import desk

page = Blueprint("exports", __name__)


@page.get("/<assignment>/exports")
@needs("ta")
def show(assignment: str) -> Answer:
    """The formats, and the form."""
    of = desk().assignment(assignment)
    return _page(of, EXPORTERS[0], None, ())


@page.post("/<assignment>/exports")
@needs("ta")
def make(assignment: str) -> Answer:
    """Say what the platform will do with the file, or hand the file out."""
    of = desk().assignment(assignment)
    exporter = find_exporter(request.form.get("form", ""))
    sent = request.files.get("sheet")
    data = sent.read() if sent is not None and sent.filename else b""
    sheet = read_sheet(data, "the sheet") if data and exporter.fills else None
    if data and not exporter.fills:
        raise Refused(f"{exporter.name} is made from nothing; leave the sheet out.")
    with tempfile.TemporaryDirectory() as nowhere:
        asked = ExportRequest(
            gradebook.grades(desk().book, of.id),
            Path(nowhere),
            sheet,
            request.form.get("column", "").strip()[:200] or None,
        )
        made = exporter.write(asked)
        if request.form.get("do") == "download":
            return _download(of, exporter, made)
        outcomes = [_outcome(exporter, file, sheet, asked) for file in made.files.values()]
    return _page(of, exporter, made, outcomes)


def _outcome(
    exporter: Exporter, file: bytes, sheet: Sheet | None, asked: ExportRequest
) -> AfterImport:
    return exporter.explain(file, sheet, asked)


def _page(
    of: KnownAssignment,
    exporter: Exporter,
    made: Export | None,
    outcomes: list[AfterImport] | tuple[()],
) -> str:
    findings = [one for outcome in outcomes for one in outcome.findings]
    return render_template(
        "exports.html",
        of=of,
        formats=EXPORTERS,
        exporter=exporter,
        made=made,
        careful=[one for one in findings if not one.verdict.harmless],
        harmless=sum(one.verdict.harmless for one in findings),
        caveats=[text for outcome in outcomes for text in outcome.caveats],
        column=request.form.get("column", "")[:200],
    )


def _download(of: KnownAssignment, exporter: Exporter, made: Export) -> Response:
    """One file as it is, many as a zip."""
    if exporter.many or len(made.files) != 1:
        data, name = zip_bytes(made.files), f"{slug(of.id)}-{exporter.name}.zip"
    else:
        data = next(iter(made.files.values()))
        name = f"{slug(of.id)}-{exporter.name}{exporter.suffix}"
    response = Response(data, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
