"""Sheets of platforms, read and written back: whatever stands in a cell stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.exporters.sheet import Sheet, free_text, number, read_sheet
from autograder.records.errors import ConfigError

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6)
HEADER = ("Student", "ID", "Section")


@settings(deadline=None, max_examples=200)
@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t"),
    form=st.sampled_from([("utf-8", False), ("utf-8", True), ("utf-16-le", True)]),
    quoted=st.booleans(),
)
def test_any_cell_survives_reading_and_writing(rows, delimiter, form, quoted) -> None:
    encoding, bom = form
    sheet = Sheet((HEADER, *rows), delimiter, encoding, bom=bom, quoted=quoted)
    read = read_sheet(sheet.to_bytes(), "x.csv")
    assert read.rows == sheet.rows
    assert (read.delimiter, read.encoding, read.bom) == (delimiter, encoding, bom)
    assert read_sheet(read.to_bytes(), "x.csv").rows == sheet.rows


@settings(deadline=None)
@given(rows=ROWS, at=st.integers(0, 5), text=CELLS)
def test_setting_a_cell_changes_no_other(rows, at: int, text: str) -> None:
    sheet = Sheet((HEADER, *rows))
    at = min(at, len(rows))
    changed = sheet.with_cells({(at, 1): text})
    for n, (before, after) in enumerate(zip(sheet.rows, changed.rows, strict=True)):
        expected = (before[0], text, before[2]) if n == at else before
        assert after == expected


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_free_text_begins_like_a_formula(text: str) -> None:
    assert not free_text(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@settings(deadline=None)
@given(st.floats(0, 1e6))
def test_points_are_within_half_a_hundredth_and_plain(points: float) -> None:
    text = number(points)
    assert abs(float(text) - points) <= 0.005 + 1e-9
    assert "e" not in text
    assert number(points, comma=True) == text.replace(".", ",")


def test_a_short_row_is_filled_up_to_its_cell() -> None:
    sheet = Sheet((HEADER, ("Ada",)))
    assert sheet.with_cells({(1, 2): "x"}).rows[1] == ("Ada", "", "x")


def test_an_endless_cell_is_no_table() -> None:
    with pytest.raises(ConfigError, match="not a table"):
        read_sheet(b"a,b\n" + b"x" * 200_000 + b",1\n", "x.csv")
