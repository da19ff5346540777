"""What an exporter is, and in which words it says what a learning platform will do with a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from autograder.exporters.sheet import Sheet
from autograder.records.grades import Grades


class Treatment(StrEnum):
    """What the platform does with a file, a column, a row or a cell."""

    REFUSED = "refused"
    """The whole file is turned away; nothing is read."""
    COLUMN_MATCHED = "column matched"
    COLUMN_NEW = "column created"
    COLUMN_DROPPED = "column dropped"
    """Silently: the platform takes the title for one of its own."""
    COLUMN_REPOINTED = "column re-pointed"
    """The maximum in the file is not the platform's."""
    COLUMN_IGNORED = "column ignored"
    ROW_BY_NAME = "row matched by name"
    """Nothing but the name says who it is."""
    ROW_UNMATCHED = "row not matched"
    ROW_IGNORED = "row ignored"
    SET = "grade set"
    SAME = "grade unchanged"
    EXCUSED = "excused"
    SKIPPED = "grade skipped"
    CAPPED = "grade capped"
    MISREAD = "grade misread"
    """The platform takes the cell for another number."""
    CLEARED = "grade cleared"
    COMMENT_SET = "comment set"
    COMMENT_CLEARED = "comment cleared"
    COMMENT_SKIPPED = "comment skipped"
    TOTAL_HIDDEN = "total hidden"

    @property
    def harmless(self) -> bool:
        """Whether it is what one uploads a file for."""
        return self in _HARMLESS


_HARMLESS = frozenset(
    {
        Treatment.COLUMN_MATCHED,
        Treatment.COLUMN_IGNORED,
        Treatment.ROW_IGNORED,
        Treatment.SET,
        Treatment.SAME,
        Treatment.EXCUSED,
        Treatment.COMMENT_SET,
    }
)


@dataclass(frozen=True)
class Effect:
    """One thing that the platform does.

    Attributes:
        verdict: What it does.
        where: The column, the row or the cell, in the words of the file.
        reason: Why, as a clause; empty where the verdict says it all.
    """

    verdict: Treatment
    where: str
    reason: str = ""

    def __str__(self) -> str:
        because = f" ({self.reason})" if self.reason else ""
        return f"{self.verdict.value}: {self.where}{because}"


@dataclass(frozen=True)
class AfterImport:
    """What a platform holds once it has read a file.

    Attributes:
        findings: What it did, in the order of the file.
        grades: Points by row and column as the platform shows them; `EX` where excused.
        comments: Comments by row.
        caveats: What the file does not tell and a person has to check.
    """

    findings: tuple[Effect, ...]
    grades: Mapping[tuple[str, str], str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportRequest:
    """What is to be exported.

    Attributes:
        grades: The class.
        folder: Where `grades.json` lies; results are found from here.
        sheet: The sheet that the platform let one download; None for a file made from nothing.
        column: Title of the platform's column; the assignment's title when None.
        quoted: Whether students may read what hidden checks say; see `told.quotes_hidden`.
        decimal_comma: Write 7,5 for 7.5; as in the sheet when None.
    """

    grades: Grades
    folder: Path
    sheet: Sheet | None = None
    column: str | None = None
    decimal_comma: bool | None = None
    quoted: bool = False

    @property
    def title(self) -> str:
        """Title of the column to fill or make."""
        return self.column or self.grades.title


@dataclass(frozen=True)
class Export:
    """What was made.

    Attributes:
        files: Content by name; one file for most formats, one a student for some.
        unmatched: Students who have no row in the platform's sheet, by key.
        left: Rows of the platform's sheet that nobody of the class belongs to; they stay.
    """

    files: Mapping[str, bytes]
    unmatched: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exporter:
    """A format: its name on the command line, how it is written, and how it will be read.

    Attributes:
        name: As typed.
        summary: One line for the list.
        suffix: Suffix of the file.
        write: Makes the files.
        explain: Reads a file as the platform will; the second sheet is what the platform let one
            download, from which its ids, columns, points and grades are known.
        fills: Whether it can fill a downloaded sheet.
        many: Whether it writes a file a student, into a folder.
    """

    name: str
    summary: str
    suffix: str
    write: Callable[[ExportRequest], Export]
    explain: Callable[[bytes, Sheet | None, ExportRequest], AfterImport]
    fills: bool = False
    many: bool = False
