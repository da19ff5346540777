"""Commands that bring grades to learning platforms: `export`, `explain`."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.records.errors import AutograderError, ConfigError
from autograder.records.files import write_bytes

if TYPE_CHECKING:
    from autograder.exporters.form import AfterImport
    from autograder.exporters.sheet import Sheet

_REVIEW = 1
_SHOWN = 40

Into = Annotated[
    Path | None,
    typer.Option("--into", metavar="DOWNLOADED", help="Sheet that the platform let you download."),
]
Column = Annotated[
    str | None, typer.Option("--column", help="Title of the column; the assignment's if left out.")
]
Comma = Annotated[
    bool | None,
    typer.Option(
        "--decimal-comma/--decimal-point", help="How decimals are written; as in the sheet."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(export)
    app.command()(explain)


def export(
    form: Annotated[str | None, typer.Argument(metavar="[FORMAT]", help="See --list.")] = None,
    grades: Annotated[
        Path | None, typer.Argument(metavar="[GRADES.json]", help="Written by grade.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Name the formats.")] = False,
    into: Into = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; a folder where there are many.")
    ] = None,
    explained: Annotated[
        bool,
        typer.Option("--explain", help="Say what the platform will do; writes only with --out."),
    ] = False,
    column: Column = None,
    decimal_comma: Comma = None,
) -> None:
    """Write the grades of a class as a learning platform takes them.

    Exit code of --explain: 1 when the platform will do anything but set grades, else 0.
    """
    from autograder.exporters import EXPORTERS, find_exporter
    from autograder.exporters.form import ExportRequest
    from autograder.grades import read_grades

    if listed:
        for one in EXPORTERS:
            filled = ", fills a downloaded sheet" if one.fills else ""
            print(f"{one.name:17} {one.summary}{filled}")
        return
    if form is None or grades is None:
        raise typer.BadParameter("name a format and a grades.json, or ask for --list")
    if out is None and not explained:
        raise typer.BadParameter("say where to write with --out, or ask for --explain")
    exporter = find_exporter(form)
    if into is not None and not exporter.fills:
        raise ConfigError(f"Format {form} is made from nothing; leave out --into.")
    known = read_grades(grades)
    quoted = _quoted(known.assignment)
    request = ExportRequest(known, grades.parent, _sheet(into), column, decimal_comma, quoted)
    made = exporter.write(request)
    for key in made.unmatched:
        print(f"not exported: {key}" + (" has no row in the sheet" if into else ""))
    for row in made.left:
        print(f"left as it is: {row} is not in {grades}")
    careful = False
    if explained:
        for name, data in made.files.items():
            outcome = exporter.explain(data, request.sheet, request)
            careful |= _tell(outcome, name)
    if out is not None:
        _write(out, made.files, many=exporter.many)
        print(f"written: {out}")
    if careful:
        raise typer.Exit(_REVIEW)


def explain(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="See export --list.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is to be uploaded.")],
    into: Into = None,
    decimal_comma: Comma = None,
) -> None:
    """Say what a learning platform will do with any file, whoever made it.

    Exit code: 1 when the platform will do anything but set grades, else 0.
    """
    from autograder.exporters import find_exporter
    from autograder.exporters.form import ExportRequest
    from autograder.records.grades import Grades

    nobody = Grades(assignment="none", title="", possible=0, questions=(), students=())
    request = ExportRequest(nobody, file.parent, decimal_comma=decimal_comma)
    outcome = find_exporter(form).explain(_read(file), _sheet(into), request)
    if _tell(outcome, ""):
        raise typer.Exit(_REVIEW)


def _tell(outcome: "AfterImport", name: str) -> bool:
    """Print what a platform will do; whether any of it asks for care."""
    if name:
        print(f"{name}:")
    careful = [finding for finding in outcome.findings if not finding.verdict.harmless]
    for finding in careful[:_SHOWN]:
        print(f"  {finding}")
    if len(careful) > _SHOWN:
        print(f"  ... and {len(careful) - _SHOWN} more of this kind")
    counts = Counter(f.verdict.value for f in outcome.findings if f.verdict.harmless)
    print("  " + (", ".join(f"{n} × {what}" for what, n in counts.items()) or "nothing is set"))
    for caveat in outcome.caveats:
        print(f"  check: {caveat}")
    return bool(careful)


def _quoted(assignment: str) -> bool:
    """Whether hidden checks may be quoted; outside a course, which alone knows it, they are not."""
    from autograder.exporters.told import quotes_hidden
    from autograder.records.course import find_course

    try:
        course = find_course(Path.cwd())
    except ConfigError:
        return False
    return assignment in course.settings.assignments and quotes_hidden(course, assignment)


def _sheet(path: Path | None) -> "Sheet | None":
    from autograder.exporters.sheet import read_sheet

    return read_sheet(_read(path), str(path)) if path is not None else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}); check the path.") from error


def _write(out: Path, files: Mapping[str, bytes], *, many: bool) -> None:
    try:
        for name, data in files.items():
            write_bytes(out / name if many else out, data, mode=0o600)
    except OSError as error:
        raise AutograderError(f"{out} cannot be written ({error.strerror}).") from error
