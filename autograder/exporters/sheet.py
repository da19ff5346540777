"""Sheets of cells as learning platforms write them: read, changed in a few cells, written back.

Every cell is text and stays what it was unless it is set, so that ids keep their zeros and columns
that nobody here knows go back as they came.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from autograder.records.errors import ConfigError
from autograder.records.plain_text import visible

_DELIMITERS = ",;\t"
_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COMMA_NUMBER = re.compile(r"-?\d+,\d{1,5}")
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Sheet:
    """A table as it lay in a file.

    Attributes:
        rows: Cells, the header first; rows may differ in length.
        delimiter: Between cells.
        encoding: Encoding of the file.
        bom: Whether a byte order mark precedes it.
        quoted: Whether every cell is quoted.
        ending: The line ending.
    """

    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    encoding: str = "utf-8"
    bom: bool = False
    quoted: bool = False
    ending: str = "\n"

    @property
    def header(self) -> tuple[str, ...]:
        """The first row."""
        return self.rows[0] if self.rows else ()

    @property
    def decimal_comma(self) -> bool:
        """Whether numbers in it have a decimal comma."""
        return any(_COMMA_NUMBER.fullmatch(cell.strip()) for row in self.rows for cell in row)

    def with_cells(self, cells: dict[tuple[int, int], str]) -> "Sheet":
        """The sheet with some cells set, by row and column from 0; short rows are filled up."""
        rows = [list(row) for row in self.rows]
        for (row, column), text in cells.items():
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = text
        return replace(self, rows=tuple(map(tuple, rows)))

    def to_bytes(self) -> bytes:
        """The file, in the delimiter, encoding and quoting that it came in."""
        text = io.StringIO()
        writer = csv.writer(
            text,
            delimiter=self.delimiter,
            lineterminator=self.ending,
            quoting=csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL,
        )
        writer.writerows(self.rows)
        mark = next((m for m, name in _BOMS if name == self.encoding), b"") if self.bom else b""
        return mark + text.getvalue().encode(self.encoding)


def read_sheet(data: bytes, where: str) -> Sheet:
    """Read a sheet of any delimiter and of the encodings that platforms write.

    Args:
        data: The file.
        where: How messages name it.

    Raises:
        ConfigError: If it is empty, too large, not text, or not a table.
    """
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{where} is larger than {MAX_BYTES // 2**20} MiB; is it a grade sheet?")
    encoding, bom = "utf-8", False
    for mark, name in _BOMS:
        if data.startswith(mark):
            data, encoding, bom = data[len(mark) :], name, True
            break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{where} is not UTF-8 text (byte {error.start}); take the file as the platform gave "
            "it, or save it as CSV UTF-8."
        ) from error
    if "\0" in text or not text.strip():
        raise ConfigError(f"{where} holds no table; download the sheet again.")
    first = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(_DELIMITERS, key=lambda mark: _outside_quotes(first, mark))
    try:
        rows = [
            tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise ConfigError(f"{where} is not a table ({error}); download the sheet again.") from error
    return Sheet(
        rows=tuple(row for row in rows if row),
        delimiter=delimiter,
        encoding=encoding,
        bom=bom,
        quoted=first.startswith('"') and first.rstrip().endswith('"') and f'"{delimiter}"' in first,
        ending="\r\n" if "\r\n" in text else "\n",
    )


def _outside_quotes(line: str, mark: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(mark)


def number(points: float, *, comma: bool = False, digits: int = 2) -> str:
    """Points with at most two decimals, halves up: as every platform rounds for display."""
    rounded = Decimal(repr(float(points))).quantize(Decimal(10) ** -digits, ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.replace(".", ",") if comma else text


def free_text(text: str) -> str:
    """Text of a person for a cell: a spreadsheet does not take it for a formula.

    Never for an identity, on which platforms match exactly.
    """
    text = visible(text, lines=True)
    return "'" + text if text.startswith(_FORMULA) else text


def column_of(header: Sequence[str], *names: str) -> int | None:
    """Position of the first column of one of these names, whatever their case; None: absent."""
    wanted = [name.casefold() for name in names]
    lowered = [cell.strip().lstrip("\ufeff").casefold() for cell in header]
    return next((lowered.index(name) for name in wanted if name in lowered), None)


def cell(row: Sequence[str], column: int | None) -> str:
    """A cell without blanks around it; empty where the row is too short or has no such column."""
    return row[column].strip() if column is not None and column < len(row) else ""


def table(rows: Iterable[Sequence[object]], **form: str | bool) -> Sheet:
    """A sheet made from nothing; None is an empty cell."""
    made = tuple(tuple("" if value is None else str(value) for value in row) for row in rows)
    return replace(Sheet(made), **form)  # type: ignore[arg-type]
